export { mirrorWatch as main } from './watch/command.ts';
