export { mirrorApply as main } from './apply/command.ts';
