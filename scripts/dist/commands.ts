import type { Main } from '../../src/commands/frame/command.ts';

/** Every command of the single executable, loaded when it is called. */
export const COMMANDS: Readonly<Record<string, () => Promise<{ readonly main: Main }>>> = {
  'mirror-check': () => import('../../src/commands/mirror-check.ts'),
  'mirror-apply': () => import('../../src/commands/mirror-apply.ts'),
  'mirror-cache': () => import('../../src/commands/mirror-cache.ts'),
  'mirror-doctor': () => import('../../src/commands/mirror-doctor.ts'),
  'mirror-relay': () => import('../../src/commands/mirror-relay.ts'),
  'mirror-status': () => import('../../src/commands/mirror-status.ts'),
  'mirror-sync': () => import('../../src/commands/mirror-sync.ts'),
  'mirror-watch': () => import('../../src/commands/mirror-watch.ts'),
};
