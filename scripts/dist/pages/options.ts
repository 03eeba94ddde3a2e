import type { DescribedLine } from '../../../src/commands/frame/command.ts';

/** An option as manual pages and shells see it. */
export interface DescribedOption {
  /** With its dashes; null: it has none. */
  readonly short: string | null;
  readonly long: string;
  /** What its value is called: `<file>`; null: it takes none. */
  readonly value: string | null;
  /** It may stand without one. */
  readonly valueMayLack: boolean;
  readonly choices: readonly string[];
  readonly repeatable: boolean;
  readonly fallback: string | null;
  readonly meaning: string;
}

/** Those of a command line, and the two that every one has. Pure. */
export function optionsOf({ line, meanings }: DescribedLine): readonly DescribedOption[] {
  const rows = [
    ...line.options,
    { key: 'version', flags: '-V, --version' },
    { key: 'help', flags: '-h, --help' },
  ];
  return rows.map(({ key, flags, choices = [], many = false, default: fallback = null }) => {
    const [, short = null, long = flags, value = null] =
      /^(?:(-\w), )?(--[a-z-]+)(?: ([<[].+))?$/.exec(flags) ?? [];
    return {
      short,
      long,
      value,
      valueMayLack: value?.startsWith('[') === true,
      choices,
      repeatable: many,
      fallback,
      meaning: meanings[key] ?? '',
    };
  });
}

/** Its value is the name of something on the disk. Pure. */
export function takesPath({ value }: DescribedOption): boolean {
  return value !== null && /file|dir|path|report/.test(value);
}
