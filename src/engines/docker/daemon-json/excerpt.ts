import { maskedLines } from '../../../change/masked-text.ts';
import { decodeBytes, decodeText } from '../../../change/text-encoding.ts';
import { shown } from '../../../registry/shown.ts';
import { maskCredentials } from '../../../registry/untrusted-text.ts';
import { DAEMON_JSON } from '../limits.ts';

/** A line of a file as it may be shown, cut in two at the place that is meant. */
export interface Excerpt {
  readonly before: string;
  readonly after: string;
}

/** `line` and `column` from 1, as `positionAt` has them. null: nothing stands there, or a password would have to be cut in two. */
export function excerptAt(bytes: Uint8Array, line: number, column: number): Excerpt | null {
  const decoded = decodeText(bytes);
  const text = decoded.kind === 'text' ? decoded.text : decodeBytes(bytes);
  const lines = text.split(LINE_END);
  const whole = (lines[line - 1] ?? '').replaceAll('\t', ' ');
  if (whole.trim() === '') return null;
  const above = lines.slice(0, line - 1).findLast((one) => one.trim() !== '') ?? '';
  const masked = maskedWell((maskedLines(text, LINE_END)[line - 1] ?? '').replaceAll('\t', ' '), above);
  const [head, tail] = [shown(whole.slice(0, column - 1)), shown(whole.slice(column - 1))];
  if (masked.startsWith(head)) return cropped(head, masked.slice(head.length));
  return masked.endsWith(tail) ? cropped(masked.slice(0, masked.length - tail.length), tail) : null;
}

const LINE_END = /\r\n|\n|\r/;

/** A broken line may hide from JSON's reader what is a password; its name may stand on the line above. */
function maskedWell(line: string, above: string): string {
  const masked = `${above}\n${line}`.replace(SECRET, '$1xxxxx').split('\n').at(-1) ?? '';
  return /proxy/i.test(line) ? masked.replace(/[^\s"'“”‘’＂]+/g, maskCredentials) : masked;
}

/** A name of a secret, and what follows its colon. */
const SECRET = /((?:token|password|passwd|secret)["'“”‘’＂]?\s*[:=：]\s*["'“”‘’＂]?)[^\s"'“”‘’＂,}]+/gi;

function cropped(before: string, after: string): Excerpt {
  const { excerptBefore, excerptAll } = DAEMON_JSON;
  const start = before.trimStart();
  const head = start.length > excerptBefore ? `…${start.slice(-excerptBefore)}` : start;
  const room = excerptAll - head.length;
  return { before: head, after: after.length > room ? `${after.slice(0, room)}…` : after };
}

/** The line, and below it a caret at the place. */
export function excerptLines({ before, after }: Excerpt): readonly string[] {
  return [`    ${before}${after}`, `    ${before.replace(/./gsu, blankFor)}^`];
}

/** As wide as the character on a terminal. */
function blankFor(character: string): string {
  if (/\p{M}/u.test(character)) return '';
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]/u.test(
    character,
  )
    ? '\u3000'
    : ' ';
}
