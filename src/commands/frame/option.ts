import type { CommandHelp, CommonOption } from '../../words/frame/messages.ts';

/** One option of a command, as a table lists them. */
export interface OptionRow<Key extends string = string> {
  /** commander's name for it; a `--no-…` one by its own (`noColor`). */
  readonly key: Key;
  readonly flags: string;
  /** Only shown: what was not given stays undefined, and who reads it knows what that means. */
  readonly default?: string;
  readonly choices?: readonly string[];
  /** May be given several times. */
  readonly many?: true;
  /** An empty value names nothing, and is told as that. */
  readonly filled?: true;
  /** Its value may hold a password, in whatever form: masked wherever a command line is shown. */
  readonly secret?: true;
}

/** How a command is called. */
export interface CommandLine {
  readonly help: CommandHelp<string>;
  /** As commander takes it, `[url...]`, and what it is. */
  readonly argument?: readonly [name: string, description: string];
  /** What stands behind the name, where one argument does not say it. */
  readonly usage?: string;
  readonly options: readonly OptionRow[];
}

/** What a command may take without saying anything of its own about it. */
export const COMMON_OPTIONS: readonly OptionRow<Exclude<CommonOption, 'version' | 'help'>>[] = [
  { key: 'lang', flags: '--lang <en or zh>' },
  { key: 'color', flags: '--color' },
  { key: 'noColor', flags: '--no-color' },
  { key: 'quiet', flags: '-q, --quiet' },
  { key: 'verbose', flags: '-v, --verbose' },
];

/** The rows of a shared table that a command has a use for. */
export function only<Key extends string>(
  rows: readonly OptionRow<Key>[],
  keys: readonly Key[],
): readonly OptionRow<Key>[] {
  return rows.filter(({ key }) => keys.includes(key));
}

export function without<Key extends string>(
  rows: readonly OptionRow<Key>[],
  keys: readonly Key[],
): readonly OptionRow<Key>[] {
  return rows.filter(({ key }) => !keys.includes(key));
}

/** `--probe-proxy`: the long flag of a row. */
export function longFlag({ flags }: OptionRow): string {
  return /--[a-z-]+/.exec(flags)?.[0] ?? flags;
}
