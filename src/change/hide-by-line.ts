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
  return text.replace(/#[^\r\n]*/g, (comment) => comment.replace(ASSIGNED, '$1xxxxx'));
}

/**
 * The same of a text that no parser reads: all that stands on a line behind a secret's name, and the lines below it up to the next that has a name or a head of its own. Rather too much than too
 * little is masked.
 */
export function hideByLine(text: string): string {
  let within = false;
  return text
    .split('\n')
    .map((line) => {
      const hidden = line.replace(HEADER, '$1xxxxx').replace(ASSIGNED, '$1xxxxx');
      if (hidden !== line || OPENS.test(line)) within = true;
      else if (BEGINS.test(line)) within = false;
      else if (within) return line.replace(/\S.*/, 'xxxxx');
      return hidden;
    })
    .join('\n');
}

const ASSIGNED =
  /((?:token|password|passwd|secret|api[-_]?key|credentials?|auth|authorization|cookie)["']?\s*[:=]\s*)[^\s].*/gi;
/** Headers of a host, in braces. */
const HEADER = /(header["']?\s*[:=]\s*)[^\s].*/gi;
/** A secret's name whose value stands below. */
const OPENS =
  /(?:token|password|passwd|secret|api[-_]?key|credentials?|auth|authorization|cookie|header)["']?\s*[:=\]]\s*$/i;
const BEGINS = /^\s*(?:[[#]|["']?[\w.-]+["']?\s*[:=])/;
