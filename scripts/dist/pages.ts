/** The entry of what build.mjs makes manual pages and completion with. */
export { COMMANDS } from './commands.ts';
export { pages } from './pages/index.ts';
