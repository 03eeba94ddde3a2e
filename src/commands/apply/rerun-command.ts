import { shellWord } from '../../host/shell-word.ts';
import { maskCredentials } from '../../registry/untrusted-text.ts';
import { installFirst, isRunByNpx } from '../frame/installed-program.ts';
import { longFlag } from '../frame/option.ts';
import { APPLY_OPTIONS } from './options.ts';

/** The command line that does it as a user who may. */
export interface RerunCommand {
  readonly command: string;
  readonly passwordLeftOut: boolean;
}

/** Who runs it; `self`: the user who called sudo, without it. `user`: a name, or `#` and a uid as sudo(8) takes it. */
export type RerunUser =
  | { readonly kind: 'root' | 'self' }
  | { readonly kind: 'user'; readonly user: string; readonly uid: number };

/** Pure. */
export function rerunCommand(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  as: RerunUser = { kind: 'root' },
): RerunCommand {
  const npx = isRunByNpx(env);
  const before = as.kind === 'self' ? '' : installFirst(npx, { sudo: true });
  const program = as.kind === 'self' && npx ? 'npx -p mirror-check mirror-apply' : 'mirror-apply';
  const words = argv.map((word, index) => {
    const [, option, value = ''] = /^(--[a-z-]+)=(.*)$/s.exec(word) ?? [];
    if (option !== undefined) return `${option}=${shown(value, SECRET_FLAGS.has(option))}`;
    return shown(word, SECRET_FLAGS.has(argv[index - 1] ?? ''));
  });
  return {
    command: `${before}${[...prefixOf(as), program, ...words.map(shellWord)].join(' ')}`,
    passwordLeftOut: words.some((word, index) => word !== argv[index]),
  };
}

/** The command that prints the file of one engine and one registry, whatever else the run was about. Pure. */
export function printCommand(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  { engine, registry }: { readonly engine: string; readonly registry: string },
): RerunCommand {
  const rest = argv.filter((word, index) => {
    const [flag = ''] = word.split('=', 1);
    return !NOT_TO_PRINT.has(flag) && !NOT_TO_PRINT_VALUES.has(argv[index - 1] ?? '');
  });
  const named = ['--engine', engine, ...(registry === 'docker.io' ? [] : ['--registry', registry])];
  return rerunCommand([...named, ...rest, '--print'], env, { kind: 'self' });
}

/** Said anew, or not to be said along with `--print`; the value of the first three is the next word. */
const NOT_TO_PRINT_VALUES: ReadonlySet<string> = new Set(['--engine', '--registry', '--format']);
const NOT_TO_PRINT: ReadonlySet<string> = new Set([...NOT_TO_PRINT_VALUES, '--yes', '-y']);

/** A proxy may be given without a scheme: `user:password@host:3128`. */
const SECRET_FLAGS: ReadonlySet<string> = new Set(
  APPLY_OPTIONS.filter(({ secret }) => secret === true).map(longFlag),
);

function shown(word: string, secret: boolean): string {
  return (secret ? /@/ : /:\/\/[^/\s]*@/).test(word) ? maskCredentials(word) : word;
}

function prefixOf(as: RerunUser): readonly string[] {
  switch (as.kind) {
    case 'root':
      return ['sudo'];
    case 'self':
      return [];
    case 'user':
      // sudo gives a login's environment no runtime directory, and `systemctl --user` finds its manager there.
      return ['sudo', '-H', '-u', shellWord(as.user), 'env', `XDG_RUNTIME_DIR=/run/user/${as.uid}`];
    default:
      return as satisfies never;
  }
}
