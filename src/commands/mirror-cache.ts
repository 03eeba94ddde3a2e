export { mirrorCache as main } from './cache/command.ts';
