export { mirrorCheck as main } from './check/command.ts';
