export { mirrorRelay as main } from './relay/command.ts';
