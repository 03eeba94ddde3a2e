import { maskCredentials } from '../engines/docker/index.ts';

/** The command line that does as root what was planned without. */
export interface Rerun {
  readonly command: string;
  readonly passwordLeftOut: boolean;
}

/** Pure. */
export function rerunCommand(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Rerun {
  const program = env['npm_command'] === 'exec' ? 'npx -p mirror-check mirror-apply' : 'mirror-apply';
  const shown = argv.map((word) => (/:\/\/[^/\s]*@/.test(word) ? maskCredentials(word) : word));
  // What comes before the URL of `--http-proxy=http://…` is no scheme.
  const words = shown.map((word, index) => {
    const [, option = '', url = ''] = /^(--[a-z-]+=)(.*:\/\/[^/\s]*@.*)$/s.exec(argv[index] ?? '') ?? [];
    return option === '' ? word : `${option}${maskCredentials(url)}`;
  });
  return {
    command: ['sudo', program, ...words.map(quoted)].join(' '),
    passwordLeftOut: words.some((word, index) => word !== argv[index]),
  };
}

/** For a POSIX shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
