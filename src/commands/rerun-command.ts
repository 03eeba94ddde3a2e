import { maskCredentials } from '../engines/docker/index.ts';

/** The command line that does it as who may. */
export interface Rerun {
  readonly command: string;
  readonly passwordLeftOut: boolean;
}

/** Who runs it; `self`: the user who called sudo, without it. `user`: a name, or `#` and a uid as sudo(8) takes it. */
export type RerunAs =
  | { readonly kind: 'root' | 'self' }
  | { readonly kind: 'user'; readonly user: string; readonly uid: number };

/** Pure. */
export function rerunCommand(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  as: RerunAs = { kind: 'root' },
): Rerun {
  const program = env['npm_command'] === 'exec' ? 'npx -p mirror-check mirror-apply' : 'mirror-apply';
  const shown = argv.map((word) => (/:\/\/[^/\s]*@/.test(word) ? maskCredentials(word) : word));
  // What comes before the URL of `--http-proxy=http://…` is no scheme.
  const words = shown.map((word, index) => {
    const [, option = '', url = ''] = /^(--[a-z-]+=)(.*:\/\/[^/\s]*@.*)$/s.exec(argv[index] ?? '') ?? [];
    return option === '' ? word : `${option}${maskCredentials(url)}`;
  });
  return {
    command: [...prefixOf(as), program, ...words.map(quoted)].join(' '),
    passwordLeftOut: words.some((word, index) => word !== argv[index]),
  };
}

function prefixOf(as: RerunAs): readonly string[] {
  switch (as.kind) {
    case 'root':
      return ['sudo'];
    case 'self':
      return [];
    case 'user':
      // sudo gives a login's environment no runtime directory, and `systemctl --user` finds its manager there.
      return ['sudo', '-H', '-u', quoted(as.user), 'env', `XDG_RUNTIME_DIR=/run/user/${as.uid}`];
    default:
      return as satisfies never;
  }
}

/** For a POSIX shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
