import { maskCredentials } from '../../change/mask-credentials.ts';
import { installFirst, isRunByNpx } from '../frame/installed-program.ts';

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
  const npx = isRunByNpx(env);
  const before = as.kind === 'self' ? '' : installFirst(npx, { sudo: true });
  const program = as.kind === 'self' && npx ? 'npx -p mirror-check mirror-apply' : 'mirror-apply';
  const words = argv.map((word, index) => {
    const [, option = '', value = ''] = /^(--[a-z-]+=)(.*)$/s.exec(word) ?? [];
    if (option !== '') return `${option}${shown(value, PROXY_OPTION.test(option))}`;
    return shown(word, PROXY_OPTION.test(`${argv[index - 1] ?? ''}=`));
  });
  return {
    command: `${before}${[...prefixOf(as), program, ...words.map(quoted)].join(' ')}`,
    passwordLeftOut: words.some((word, index) => word !== argv[index]),
  };
}

/** A proxy may be given without a scheme: `user:password@host:3128`. */
const PROXY_OPTION = /^--[a-z-]*proxy=$/;

function shown(word: string, proxy: boolean): string {
  return (proxy ? /@/ : /:\/\/[^/\s]*@/).test(word) ? maskCredentials(word) : word;
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
