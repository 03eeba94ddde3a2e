import { defineCommand, type Main } from '../../../src/commands/frame/command.ts';
import { HELP } from './mirror-names-words.ts';

/** Commands that come to grief: by a mistake in our own code, and by what the system refuses. */
export const mistaken: Main = defineCommand({
  name: 'mirror-names',
  topics: [],
  line: () => ({ help: HELP, options: [] }),
  read: () => null,
  run: () => Promise.reject(new TypeError('a mistake')),
});

export const refused: Main = defineCommand({
  name: 'mirror-names',
  topics: [],
  systemErrors: 'told',
  line: () => ({ help: HELP, options: [] }),
  read: () => null,
  run: () => Promise.reject(Object.assign(new Error('EROFS'), { code: 'EROFS', path: '/data' })),
});
