import { spawnSync } from 'node:child_process';
import { cleanEnvironment } from './clean-environment.ts';
import { ACCESS_LIST, RUN } from './limits.ts';

/**
 * The first of these paths that has an access control list (acl(5)), or of which that cannot be told; null: none has. Where there is one, the
 * group's bits are the mask of what everybody named in it may do, so that a group of one says nothing. Node has no call for it, and
 * getfacl(1) is seldom installed; ls(1) marks such a file with a plus, GNU's and that of macOS. Synchronous, as the check of our own code is.
 */
export function firstWithAccessList(
  paths: readonly string[],
  list: (args: readonly string[]) => string | null = ls,
): string | null {
  const [first] = paths;
  if (first === undefined) return null;
  if (process.platform !== 'darwin' && !(list(['--version']) ?? '').includes('coreutils')) return first;
  for (let from = 0; from < paths.length; from += ACCESS_LIST.perCall) {
    const some = paths.slice(from, from + ACCESS_LIST.perCall);
    // As they are named, each on a line: unsorted, and a line end in a name spelt out.
    const lines =
      list([UNSORTED, '--', ...some])
        ?.trimEnd()
        .split('\n') ?? [];
    if (lines.length !== some.length) return some[0] ?? first;
    const at = lines.findIndex((line) => !/^[-a-z]{10}[ .]/i.test(line));
    if (at !== -1) return some[at] ?? first;
  }
  return null;
}

const UNSORTED = process.platform === 'darwin' ? '-ldnbf' : '-ldnbU';

/** null: it cannot be asked, or not of all. */
function ls(args: readonly string[]): string | null {
  const { status, stdout } = spawnSync('ls', args, {
    env: cleanEnvironment(process.env, process.geteuid?.() ?? null),
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
    timeout: RUN.timeoutMs,
    killSignal: 'SIGKILL',
    maxBuffer: RUN.accountBytes,
  });
  return status === 0 ? stdout : null;
}
