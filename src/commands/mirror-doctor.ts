export { mirrorDoctor as main } from './doctor/command.ts';
