export { mirrorSync as main } from './sync/command.ts';
