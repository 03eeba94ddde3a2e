/** One `WWW-Authenticate` line as engines read it: the first scheme of it, and its parameters up to where they stop making sense. */
export interface ChallengeLine {
  /** Lower case. */
  readonly scheme: string;
  /** By lower-case name; values unquoted. */
  readonly params: ReadonlyMap<string, string>;
}

/**
 * How the classic store and containers-image read the lines of a 401: one challenge a line, whatever else stands in it; an empty value ends it.
 * distribution: registry/client/auth/challenge/authchallenge.go, `parseValueAndParams`; containers/image: docker/wwwauthenticate.go, the same code.
 */
export function distributionChallenges(lines: readonly string[]): ChallengeLine[] {
  return lines.flatMap((line) => parseLine(line, false) ?? []);
}

/**
 * How containerd reads them: a line's first challenge as well, but an empty value is a value; unknown schemes are passed over, and Bearer comes before Basic.
 * containerd: core/remotes/docker/auth/parse.go, `ParseAuthHeader`.
 */
export function containerdChallenges(lines: readonly string[]): ChallengeLine[] {
  const known = lines
    .flatMap((line) => parseLine(line, true) ?? [])
    .filter(({ scheme }) => RANKS.has(scheme));
  return known.sort((a, b) => (RANKS.get(a.scheme) ?? 0) - (RANKS.get(b.scheme) ?? 0));
}

const RANKS: ReadonlyMap<string, number> = new Map([
  ['bearer', 0],
  ['digest', 1],
  ['basic', 2],
]);

function parseLine(line: string, keepsEmpty: boolean): ChallengeLine | null {
  const scheme = take(TOKEN, line, 0);
  if (scheme === '') return null;
  const params = new Map<string, string>();
  let at = scheme.length;
  for (let isFirst = true; ; isFirst = false) {
    at += take(SPACE, line, at).length;
    if (!isFirst) {
      if (line[at] !== ',') break;
      at += 1;
      at += take(SPACE, line, at).length;
    }
    const name = take(TOKEN, line, at);
    at += name.length;
    if (name === '' || line[at] !== '=') break;
    at += 1;
    const value = line[at] === '"' ? quotedAt(line, at) : tokenAt(line, at);
    if (value.text === '' && !keepsEmpty) break;
    params.set(name.toLowerCase(), value.text);
    at = value.end;
  }
  return { scheme: scheme.toLowerCase(), params };
}

interface Value {
  readonly text: string;
  readonly end: number;
}

function tokenAt(line: string, at: number): Value {
  const text = take(TOKEN, line, at);
  return { text, end: at + text.length };
}

/** A quote that never ends is an empty value and takes the rest of the line with it. */
function quotedAt(line: string, at: number): Value {
  const quoted = take(QUOTED, line, at);
  if (quoted === '') return { text: '', end: line.length };
  return { text: quoted.slice(1, -1).replace(/\\([\s\S])/g, '$1'), end: at + quoted.length };
}

function take(pattern: RegExp, line: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(line)?.[0] ?? '';
}

const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]*/y;
const SPACE = /[ \t\r\n]*/y;
const QUOTED = /"(?:[^"\\]|\\[\s\S])*"/y;
