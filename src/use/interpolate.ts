import { COMPOSE } from './limits.ts';

/** By name. null: it has a value, and which is not known, so that no other word takes its place. */
export type Variables = Readonly<Record<string, string | null | undefined>>;

export interface Interpolated {
  /** null: it is not known, or not an expression that compose takes. */
  readonly text: string | null;
  /** Variables without a value that is known and without another word in their place. */
  readonly unset: readonly string[];
}

/**
 * Fills in `$NAME` and `${NAME}`, with `:-` `-` (else this word), `:?` `?` (else an error) and `:+` `+` (this word where there is a value), words with variables in
 * them; `$$` is a dollar. https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md. Pure.
 */
export function interpolate(text: string, env: Variables): Interpolated {
  const lookUp = (name: string): string | null | undefined =>
    Object.hasOwn(env, name) ? env[name] : undefined;
  const reader: Reader = { text, at: 0, lookUp, unset: new Set() };
  const filled = words(reader, false, 0);
  const isWhole = filled !== null && reader.at === text.length && reader.unset.size === 0;
  return { text: isWhole ? filled : null, unset: [...reader.unset] };
}

interface Reader {
  readonly text: string;
  at: number;
  readonly lookUp: (name: string) => string | null | undefined;
  unset: Set<string>;
}

/** Up to the end, or to the brace that closes the expression that it stands in. */
function words(reader: Reader, isInside: boolean, depth: number): string | null {
  const { text } = reader;
  let filled = '';
  while (reader.at < text.length && !(isInside && text[reader.at] === '}')) {
    const sign = text[reader.at];
    reader.at += 1;
    const value = sign === '$' ? variable(reader, depth) : sign;
    if (value === null || value === undefined) return null;
    filled += value;
  }
  return filled;
}

/** Behind the dollar. */
function variable(reader: Reader, depth: number): string | null {
  const next = reader.text[reader.at];
  if (next === '$') {
    reader.at += 1;
    return '$';
  }
  if (next !== '{') {
    const name = nameAt(reader);
    return name === '' ? null : needed(reader, name, reader.lookUp(name));
  }
  reader.at += 1;
  const name = nameAt(reader);
  if (name === '' || depth >= COMPOSE.depth) return null;
  const [operation = ''] = /^:?[-?+]/.exec(reader.text.slice(reader.at, reader.at + 2)) ?? [];
  reader.at += operation.length;
  // What is in a word that is not taken is not missed.
  const missed = new Set(reader.unset);
  const word = operation === '' ? '' : words(reader, true, depth + 1);
  if (word === null || reader.text[reader.at] !== '}') return null;
  reader.at += 1;
  const value = reader.lookUp(name);
  if (value === null) {
    reader.unset = missed;
    return needed(reader, name, value);
  }
  const isSet = value !== undefined && !(operation.startsWith(':') && value === '');
  const takesWord = operation.endsWith('+') ? isSet : operation.endsWith('-') && !isSet;
  if (takesWord) return word;
  reader.unset = missed;
  if (operation.endsWith('+')) return '';
  return needed(reader, name, isSet ? value : undefined);
}

function needed({ unset }: Reader, name: string, value: string | null | undefined): string {
  if (value === undefined || value === null) unset.add(name);
  return value ?? '';
}

const NAME = /[A-Za-z_]\w*/y;

function nameAt(reader: Reader): string {
  NAME.lastIndex = reader.at;
  const [name = ''] = NAME.exec(reader.text) ?? [];
  reader.at += name.length;
  return name;
}
