export { mirrorStatus as main } from './status/command.ts';
