import { cleanText } from '../registry/untrusted-text.ts';
import type { MirrorNote, RenderContext } from './context.ts';
import { formatBitsPerSecond, formatBytesPerSecond, formatSeconds, formatSize } from './format.ts';
import { DISPLAY } from './limits.ts';
import type { MirrorReport, Report } from './types.ts';

export interface Footnotes {
  /** `[1]`, `[1,3]`, or '' by mirror id. */
  readonly markOf: (mirror: MirrorReport) => string;
  readonly lines: readonly { readonly mark: string; readonly text: string }[];
}

/** One footnote for each different text, numbered in the order in which the mirrors are shown. */
export function footnotes(
  mirrors: readonly MirrorReport[],
  line: Report['line'],
  context: RenderContext,
): Footnotes {
  const filling = fillingTexts(mirrors, line ?? null, context);
  const numbers = new Map<string, number>();
  const marks = new Map<MirrorReport, string>();
  for (const mirror of mirrors) {
    const own = [...textsFor(mirror, context), ...filling(mirror)].map((text) => {
      const number = numbers.get(text) ?? numbers.size + 1;
      numbers.set(text, number);
      return number;
    });
    if (own.length > 0) marks.set(mirror, `[${own.sort((a, b) => a - b).join(',')}]`);
  }
  return {
    markOf: (mirror) => marks.get(mirror) ?? '',
    lines: Array.from(numbers, ([text, number]) => ({ mark: `[${number}]`, text })),
  };
}

/** The same sentence for each that fills the user's line. */
function fillingTexts(
  mirrors: readonly MirrorReport[],
  line: NonNullable<Report['line']> | null,
  { messages }: RenderContext,
): (mirror: MirrorReport) => readonly string[] {
  if (line === null) return () => [];
  const fills = ({ id }: MirrorReport): boolean => line.mirrors.includes(id);
  const shown = mirrors.filter(fills).length;
  const text = messages.report.note.fillsLine(shown, formatBitsPerSecond(line.bytesPerSecond));
  return (mirror) => (fills(mirror) ? [text] : []);
}

function textsFor(mirror: MirrorReport, { messages, mirrorNotes }: RenderContext): readonly string[] {
  const { note } = messages.report;
  const notes = mirrorNotes.get(mirror.id) ?? [];
  const texts = notes.flatMap((one) => noteTexts(one, note));
  const { access } = mirror;
  const said =
    access === null ||
    access === 'public' ||
    (access === 'allow-list' && mirror.code === 'allow-listed') ||
    (access === 'login' && mirror.code === 'auth-required') ||
    (access === 'personal-address' && notes.some(({ kind }) => kind === 'personal-address'));
  if (!said) texts.unshift(note.access[access]);
  const works = mirror.verdict === 'usable' || mirror.verdict === 'degraded';
  const days = mirror.certificateDaysLeft;
  if (works && days !== null && days < DISPLAY.certificateWarnDays) texts.push(note.certificate(days));
  return [...new Set(texts)];
}

function noteTexts(one: MirrorNote, note: RenderContext['messages']['report']['note']): readonly string[] {
  switch (one.kind) {
    case 'retired':
      return [note.retired(clean(one.on), clean(one.reason))];
    case 'limits':
      return limitTexts(one.limits, note.limits);
    case 'remark':
      return [clean(one.text)];
    case 'personal-address':
      return [note.personalAddress(one.variable === null ? null : clean(one.variable))];
    default: {
      const unhandled: never = one;
      return unhandled;
    }
  }
}

function limitTexts(
  limits: Extract<MirrorNote, { kind: 'limits' }>['limits'],
  text: RenderContext['messages']['report']['note']['limits'],
): readonly string[] {
  const { requestsPerMinute, concurrency, bytesPerSecond, bytesPerWindow, cacheSeconds } = limits;
  return [
    ...(requestsPerMinute === undefined ? [] : [text.requests(requestsPerMinute)]),
    ...(concurrency === undefined ? [] : [text.concurrency(concurrency)]),
    ...(bytesPerSecond === undefined ? [] : [text.rate(formatBytesPerSecond(bytesPerSecond))]),
    ...(bytesPerWindow === undefined
      ? []
      : [text.volume(formatSize(bytesPerWindow.bytes), formatSeconds(bytesPerWindow.seconds))]),
    ...(cacheSeconds === undefined ? [] : [text.cache(formatSeconds(cacheSeconds))]),
  ];
}

function clean(text: string): string {
  return cleanText(text, DISPLAY.lineChars);
}
