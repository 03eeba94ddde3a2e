import { interpolate, type Variables } from './interpolate.ts';

export type DotEnv =
  | { readonly kind: 'variables'; readonly variables: Variables }
  /** `line`, from 1: where what compose refuses begins. */
  | { readonly kind: 'fault'; readonly line: number };

/** Spaces that do not end a line, as compose counts them. */
const BLANKS = /[\t\v\f\r \u0085\u00a0]*/y;
const SPACE = /\p{White_Space}/u;
const SPACES = /\p{White_Space}*/uy;
const REMARK = /#[^\n]*/y;
const EXPORT = /export(?=[\t\n\f\r ])/y;
const NAME = /[\p{L}\p{N}_.\-[\]\t\v\f\r \u0085\u00a0]*/uy;
const LINE = /[^\n]*/y;

/**
 * The variables of `env` and those of a file `.env` (and of `before`, those before it) that are not in it, read as Docker Compose does (`dotenv` in https://github.com/compose-spec/compose-go), which
 * is not what Node's `parseEnv` reads: `NAME: value` is one as well, a name alone sets nothing, ` #` begins a remark and `#` within a word does not, and single
 * quotes keep a dollar. A value that is made of what is not known is null: not known either. Pure.
 */
export function parseDotEnv(text: string, env: Variables, before: Variables = {}): DotEnv {
  const variables: Record<string, string | null | undefined> = { ...before, ...env };
  let at = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const [taken = ''] = pattern.exec(text) ?? [];
    at += taken.length;
    return taken;
  };
  const isEnd = (): boolean => at >= text.length;

  /** To the next name, or the end. */
  const skip = (): void => {
    while (take(SPACES) + take(REMARK) !== '');
  };

  for (skip(); !isEnd(); skip()) {
    const start = at;
    const fault = (): DotEnv => ({ kind: 'fault', line: text.slice(0, start).split('\n').length });
    if (take(EXPORT) !== '') take(BLANKS);
    if (isEnd()) return fault();
    const name = withoutSpaceBehind(take(NAME));
    // Without a line feed a name alone is not even looked at.
    if (isEnd()) break;
    const sign = text[at];
    at += 1;
    if ((sign !== '=' && sign !== ':' && sign !== '\n') || name.includes(' ')) return fault();
    if (sign === '\n') continue;
    take(BLANKS);
    const value = takeValue();
    if (value === undefined) return fault();
    if (!Object.hasOwn(env, name)) variables[name] = value;
  }
  return { kind: 'variables', variables };

  /** undefined: a quote that does not end. */
  function takeValue(): string | null | undefined {
    const quote = text[at];
    if (quote !== '"' && quote !== "'") {
      const [word = ''] = take(LINE).split(' #', 1);
      return interpolate(withoutSpaceBehind(word), variables).text;
    }
    const within = quoted(text, at, quote);
    if (within === null) return undefined;
    at = within.end;
    return quote === "'" ? within.text : interpolate(unescaped(within.text), variables).text;
  }
}

function withoutSpaceBehind(text: string): string {
  let end = text.length;
  while (end > 0 && SPACE.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** From the quote at `start` to behind its fellow. A backslash takes the meaning from the quote alone. */
function quoted(text: string, start: number, quote: string): { text: string; end: number } | null {
  let within = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === quote) return { text: within, end: at + 1 };
    if (sign !== '\\') within += sign;
    else {
      at += 1;
      within += text[at] === quote ? quote : `\\${text[at]}`;
    }
  }
  return null;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['"', '"'],
  ['\\', '\\'],
  // A dollar that begins no variable.
  ['$', '$$'],
]);

/** What a backslash says in double quotes: these, and a byte in octal (`\0123` is S). Any other stays as it is. */
function unescaped(text: string): string {
  return text.replace(
    /\\([abfnrtv"\\$]|0[0-3][0-7]{2})/g,
    (_, code: string) => ESCAPES.get(code) ?? String.fromCharCode(Number.parseInt(code, 8)),
  );
}
