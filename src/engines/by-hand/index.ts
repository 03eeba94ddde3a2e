export { byHand } from './engine.ts';
