import { cleanText } from '../../registry/untrusted-text.ts';
import type { ScreenSettings } from '../../terminal/screen.ts';
import type { UsageMessages } from '../../words/frame/messages.ts';
import { UsageError } from './usage-error.ts';
import { parseCount } from './values.ts';

/** commander's result, read into values that cannot be wrong by form. What is wrong is noted, and told all at once. */
export interface OptionReader {
  readonly usage: UsageMessages;
  /** A switch that was given. */
  flag(key: string): boolean;
  /** A `--no-…` that was given, by the name behind its `no`. */
  off(key: string): boolean;
  /** null: neither this switch nor its `--no-…`. */
  choice(key: string): boolean | null;
  text(key: string): string | null;
  texts(key: string): readonly string[];
  /** What was not given is `otherwise`; what does not parse too, and is noted. `shown` comes cleaned. */
  read<Value, Otherwise>(
    key: string,
    otherwise: Otherwise,
    parse: (text: string) => Value | null,
    sentence: (shown: string) => string,
  ): Value | Otherwise;
  /** Of an option that may be given several times: what parses; what does not is noted. `shown` comes cleaned. */
  each<Value>(
    key: string,
    parse: (text: string) => Value | null,
    sentence: (shown: string) => string,
  ): readonly Value[];
  count<Otherwise>(key: string, otherwise: Otherwise, least: number, most: number): number | Otherwise;
  oneOf<const Value extends string, Otherwise>(
    key: string,
    otherwise: Otherwise,
    allowed: readonly Value[],
  ): Value | Otherwise;
  /** Something else that is wrong. */
  wrong(...sentences: readonly string[]): void;
}

/** Reads; throws UsageError with a sentence for each thing that is wrong. */
export function readOptions<Settings>(
  options: Readonly<Record<string, unknown>>,
  usage: UsageMessages,
  read: (reader: OptionReader) => Settings,
): Settings {
  const wrong: string[] = [];
  const reader = readerOf(options, usage, wrong);
  const settings = read(reader);
  if (wrong.length > 0) throw new UsageError(wrong);
  return settings;
}

/** `--color`, `--no-color`, `--quiet`, `--verbose`. */
export function screenSettings(options: OptionReader): ScreenSettings {
  return {
    color: options.choice('color'),
    quiet: options.flag('quiet'),
    verbose: options.flag('verbose'),
  };
}

function readerOf(
  options: Readonly<Record<string, unknown>>,
  usage: UsageMessages,
  wrong: string[],
): OptionReader {
  const text = (key: string): string | null => {
    const value = options[key];
    return typeof value === 'string' ? value : null;
  };
  const read: OptionReader['read'] = (key, otherwise, parse, sentence) => {
    const value = text(key);
    if (value === null) return otherwise;
    const parsed = parse(value);
    if (parsed !== null) return parsed;
    wrong.push(sentence(cleanText(value)));
    return otherwise;
  };
  const texts = (key: string): readonly string[] => {
    const value = options[key];
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  };
  return {
    usage,
    flag: (key) => options[key] === true,
    off: (key) => options[key] === false,
    choice: (key) => {
      const value = options[key];
      return typeof value === 'boolean' ? value : null;
    },
    text,
    texts,
    read,
    each: (key, parse, sentence) =>
      texts(key).flatMap((value) => {
        const parsed = parse(value);
        if (parsed !== null) return [parsed];
        wrong.push(sentence(cleanText(value)));
        return [];
      }),
    count: (key, otherwise, least, most) =>
      read(
        key,
        otherwise,
        (value) => parseCount(value, least, most),
        (shown) => usage.count(flagOf(key), shown, least, most),
      ),
    oneOf: (key, otherwise, allowed) =>
      read(
        key,
        otherwise,
        (value) => allowed.find((one) => one === value) ?? null,
        (shown) => usage.oneOf(flagOf(key), shown, allowed),
      ),
    wrong: (...sentences) => wrong.push(...sentences),
  };
}

/** `maxAge` is typed as `--max-age`. */
function flagOf(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
