import { basename } from 'node:path';
import { packageInfo } from '../../src/package-info.ts';
import { shown } from '../../src/registry/shown.ts';
import { writeResult } from '../../src/terminal/streams.ts';
import { COMMANDS } from './commands.ts';

/*
 * The single executable: every command by the name by which it is called, and the processes that a command starts. The name of the
 * file itself is mirror-check; the others are links to it. `mirror-check mirror-apply …` does without the links.
 */

const [, called = '', first, ...rest] = process.argv;

switch (first) {
  case '--child=unprivileged':
    // As node has it for a script: the module is the first argument.
    process.argv.splice(2, 1);
    await import('../../src/host/unprivileged-entry.ts');
    break;
  case '--child=names':
    await import('../../src/host/names/entry.ts');
    break;
  default:
    await command();
}

async function command(): Promise<void> {
  const words = first === undefined ? [] : [first, ...rest];
  const [name, argv] =
    first !== undefined && Object.hasOwn(COMMANDS, first) ? [first, rest] : [basename(called), words];
  // The thread pool takes its size at its first use: bin/launch.js says why this one.
  process.env['UV_THREADPOOL_SIZE'] ??= '32';
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    const outcome = await writeResult(shown(`${packageInfo().version}\n`), null);
    process.exitCode = outcome.kind === 'failed' ? 3 : 0;
    return;
  }
  const load = COMMANDS[name] ?? COMMANDS['mirror-check'];
  if (load === undefined) throw new Error('no command');
  const { main } = await load();
  process.exitCode = await main(argv);
}
