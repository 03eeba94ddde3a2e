/** Under such a name stands a secret: `splunk-token`, an option of a log driver; `auth`, what a registry is told. */
export const SECRET_NAME: RegExp =
  /(?:token|password|passwd|secret|api[-_]?key|credentials?|auth|authorization|cookie)$/i;

/** A value's place in a text. */
export type Span = readonly [from: number, to: number];

/** The text with these values masked, on as many lines as before: a diff counts them. */
export function hideSpans(text: string, spans: readonly Span[]): string {
  const sorted = [...spans].sort(([a], [b]) => a - b);
  let [shown, end] = ['', 0];
  for (const [from, to] of sorted) {
    if (from < end) continue;
    const value = text.slice(from, to);
    const masked = value.includes('\n') ? value.replace(/[^\s]+/g, 'xxxxx') : 'xxxxx';
    shown += text.slice(end, from) + (/^["']/.test(value) && !value.includes('\n') ? `"${masked}"` : masked);
    end = to;
  }
  return hideInComments(shown + text.slice(end));
}

/** A comment belongs to no value: what a person commented out is masked by its line. */
function hideInComments(text: string): string {
  return text.replace(/#[^\r\n]*/g, hideBehindName);
}

/**
 * The same of a text that no parser reads: all that stands on a line behind a secret's name, and the lines below it up to the next that has a name or a head of its own; under a head that
 * names one, all of them. Rather too much than too little is masked.
 */
export function hideByLine(text: string): string {
  let [within, table] = [false, false];
  return text
    .split('\n')
    .map((line) => {
      if (/^\s*\[/.test(line)) [within, table] = [false, wordsOf(line).some(isSecretName)];
      else if (table) return hideAll(line);
      const hidden = hideBehindName(line);
      if (secretEnd(line) !== null) within = true;
      else if (/^\s*["']?[\w.-]+["']?\s*[:=]/.test(line)) within = false;
      else if (within) return hideAll(line);
      return hidden;
    })
    .join('\n');
}

/** The name of a key or of a table. `header`: what a host is sent. */
export function isSecretName(name: string): boolean {
  return name === 'header' || SECRET_NAME.test(name);
}

function hideBehindName(line: string): string {
  const end = secretEnd(line);
  return end === null || line.slice(end).trim() === '' ? line : `${line.slice(0, end)} xxxxx`;
}

/** Behind the mark of the first secret's name on a line. */
function secretEnd(line: string): number | null {
  let [word, wordEnd] = ['', 0];
  for (const { 0: piece, index } of line.matchAll(/[\w-]+|[:=]/g)) {
    const isMark = piece === ':' || piece === '=';
    if (isMark && isSecretName(word) && /^["']?\s*$/.test(line.slice(wordEnd, index))) return index + 1;
    if (!isMark) [word, wordEnd] = [piece, index + piece.length];
  }
  return null;
}

function wordsOf(line: string): readonly string[] {
  return line.match(/[\w-]+/g) ?? [];
}

function hideAll(line: string): string {
  return line.trim() === '' ? line : 'xxxxx';
}
