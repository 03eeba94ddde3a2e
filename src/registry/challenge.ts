import { CHALLENGE } from './limits.ts';

export interface Challenge {
  /** Lower case. */
  readonly scheme: string;
  /** Keys in lower case; values unquoted, and otherwise the mirror's own words. No prototype. */
  readonly params: Readonly<Record<string, string>>;
  readonly token68: string | null;
}

/**
 * The challenges of all WWW-Authenticate headers of a response, in order (RFC 9110 11.6.1): several headers, several
 * schemes in one, quoted commas and escapes. What breaks the grammar is left out, what follows it is kept; a parameter
 * given twice has its last value, as in engines. At most 16 challenges; one pass, whatever comes.
 */
export function parseChallenges(values: readonly string[]): Challenge[] {
  const challenges: Challenge[] = [];
  let charsLeft: number = CHALLENGE.chars;
  for (const value of values) {
    if (charsLeft <= 0) break;
    parseHeader(value.slice(0, charsLeft), challenges);
    charsLeft -= value.length;
  }
  return challenges;
}

/** The Bearer challenge to follow: one that names a realm, else any; null where no token is asked for. */
export function bearerChallenge(challenges: readonly Challenge[]): Challenge | null {
  const bearers = challenges.filter((challenge) => challenge.scheme === 'bearer');
  return bearers.find((challenge) => challenge.params['realm'] !== undefined) ?? bearers[0] ?? null;
}

interface OpenChallenge {
  readonly scheme: string;
  readonly params: Record<string, string>;
  token68: string | null;
}

function parseHeader(text: string, challenges: Challenge[]): void {
  const scan = createScanner(text);
  let open: OpenChallenge | null = null;
  // A scheme stands at the start or after a comma; a stray word elsewhere is none.
  let mayOpen = true;
  while (!scan.atEnd()) {
    if (scan.take(SEPARATORS).includes(',')) mayOpen = true;
    const word = scan.take(TOKEN);
    if (word === '') {
      scan.skipItem();
      continue;
    }
    if (scan.take(EQUALS) !== '') {
      const value = scan.value();
      if (open !== null && value !== null) addParam(open, word, value);
    } else if (mayOpen) {
      if (challenges.length >= CHALLENGE.count) return;
      open = { scheme: word.toLowerCase(), params: Object.create(null), token68: null };
      open.token68 = scan.token68();
      challenges.push(open);
    }
    mayOpen = false;
  }
}

function addParam(challenge: OpenChallenge, name: string, value: string): void {
  const key = name.toLowerCase();
  const isNew = challenge.params[key] === undefined;
  if (isNew && Object.keys(challenge.params).length >= CHALLENGE.params) return;
  challenge.params[key] = value;
}

interface Scanner {
  atEnd(): boolean;
  /** What `pattern` (sticky) matches here, or nothing; moves past it. */
  take(pattern: RegExp): string;
  /** A token or quoted-string; null where there is neither, or the quote never ends. */
  value(): string | null;
  /** The token68 that makes up the rest of this challenge; null, and no move, where parameters follow instead. */
  token68(): string | null;
  /** Moves past what no rule takes, to the next comma or quote. */
  skipItem(): void;
}

function createScanner(text: string): Scanner {
  let at = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const match = pattern.exec(text)?.[0] ?? '';
    at += match.length;
    return match;
  };
  const quotedString = (): string => {
    const quoted = take(QUOTED);
    // A quote that never ends takes the rest with it; to try again behind each of its quotes would be quadratic.
    if (quoted === '' && text[at] === '"') at = text.length;
    return quoted;
  };
  return {
    atEnd: () => at >= text.length,
    take,
    value: () => {
      const token = take(TOKEN);
      if (token !== '') return token;
      const quoted = quotedString();
      return quoted === '' ? null : quoted.slice(1, -1).replace(/\\([\s\S])/g, '$1');
    },
    token68: () => {
      TOKEN68.lastIndex = at;
      const match = TOKEN68.exec(text);
      if (match === null) return null;
      at += match[0].length;
      return match[1] ?? null;
    },
    skipItem: () => {
      quotedString();
      take(UNKNOWN);
    },
  };
}

// Each class is followed by one that shares no character with it, so nothing is scanned twice from one place.
const SEPARATORS = /[\s,]*/y;
const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const EQUALS = /\s*=\s*/y;
const QUOTED = /"(?:[^"\\]|\\[\s\S])*"/y;
const TOKEN68 = / +([A-Za-z0-9\-._~+/]+=*)(?=\s*(?:,|$))/y;
const UNKNOWN = /[^,"]+/y;
