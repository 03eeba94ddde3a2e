import { VERDICTS, type Verdict } from '../probe/codes.ts';
import type { ReportMessages } from '../words/report/messages.ts';
import type { RenderContext } from './context.ts';
import { formatInstant, formatSeconds } from './format.ts';
import type { MirrorReport, Report } from './types.ts';
import type { PublicReport } from './views.ts';

/** What the formats for people (table, plain, Markdown) say alike. All take a `publicView` of the report. */
export interface Group {
  readonly verdict: Exclude<Verdict, 'usable'>;
  readonly mirrors: readonly MirrorReport[];
}

/** Best first, as they stand in the report. */
export function usableMirrors(report: Report): readonly MirrorReport[] {
  return report.mirrors.filter(({ verdict }) => verdict === 'usable');
}

/** All others by verdict, the nearest to usable first; no empty groups. */
export function groups(report: Report): readonly Group[] {
  return VERDICTS.flatMap((verdict) => {
    if (verdict === 'usable') return [];
    // That the registry itself does not give the image is said of the image, once.
    const isSaid = (mirror: MirrorReport): boolean =>
      mirror.code === 'no-such-image' && report.reference.code != null;
    const mirrors = report.mirrors.filter((mirror) => mirror.verdict === verdict && !isSaid(mirror));
    return mirrors.length === 0 ? [] : [{ verdict, mirrors }];
  });
}

export function total(report: Report): number {
  return VERDICTS.reduce((sum, verdict) => sum + report.summary[verdict], 0);
}

/** Where nothing could be asked at all and no mirror is to blame: the one sentence that says why; else null. */
export function commonCause(report: Report, messages: ReportMessages): string | null {
  const [first] = report.mirrors;
  if (first === undefined || report.mirrors.some(({ code }) => code !== first.code)) return null;
  if (first.code === 'no-network') return messages.noNetwork;
  const isAlike = report.mirrors.every(({ message }) => message === first.message);
  const isOurs = first.code === 'proxy-failed' || first.code === 'clock-wrong';
  if (!isOurs || first.message === null || !isAlike) return null;
  return first.message + messages.sentenceSeparator + messages.nobodyAsked;
}

export function titleLine(report: Report, messages: ReportMessages): string {
  const { platform, registry } = report.parameters;
  return messages.title(report.reference.image, platform, registry, total(report));
}

export function measuredLine(report: Report, messages: ReportMessages): string {
  const at = formatInstant(report.startedAt, '');
  return messages.measured(at, formatSeconds(report.durationMs / 1000), report.vantage.name, report.vantage);
}

/** What a reader must know before believing a figure. */
export function warnings(report: PublicReport, messages: ReportMessages): readonly string[] {
  const { unfinished } = report;
  return [
    ...(report.parameters.demo ? [messages.demo] : []),
    ...(report.aborted ? [messages.aborted] : []),
    ...(unfinished > 0 ? [messages.deadline(unfinished, report.parameters.deadlineSeconds)] : []),
    ...(report.vantage.proxied ? [messages.proxied] : []),
    ...(report.vantage.fakeIp ? [messages.fakeIp] : []),
  ];
}

export function referenceLine(report: Report, messages: ReportMessages): string {
  const { image, digest, source, votes } = report.reference;
  if (report.reference.code != null) return messages.reference.unknown(image, report.reference.code);
  const short = digest === null ? '' : shortDigest(digest);
  switch (source) {
    case 'hub':
      return messages.reference.hub(image, short);
    case 'given':
      return messages.reference.given(image, short);
    case 'consensus':
      return messages.reference.consensus(image, short, votes ?? null);
    case 'none':
      return messages.reference.none(image);
    default: {
      const unhandled: never = source;
      return unhandled;
    }
  }
}

export type ImageState = 'current' | 'intact' | 'unchecked';

export function imageState({ verified, images }: MirrorReport): ImageState {
  if (!verified) return 'unchecked';
  return images[0]?.fresh === true ? 'current' : 'intact';
}

/** The address without `https://`, which nearly all have; `http://` is told. */
export function shortName({ url }: MirrorReport): string {
  return url.replace(/^https:\/\//, '').replace(/\/$/, '');
}

/** Why it is not usable, in a sentence or two of our own. */
export function sentence(
  mirror: MirrorReport,
  report: Report,
  { report: messages, verdict }: RenderContext['messages'],
): string {
  const first = mirror.message ?? verdict.verdict[mirror.verdict];
  if (mirror.retryAt === null) return first;
  const later = messages.retryAfter(formatInstant(mirror.retryAt, report.finishedAt));
  return first + messages.sentenceSeparator + later;
}

export function summaryLine(
  report: Report,
  { report: messages, verdict }: RenderContext['messages'],
): string {
  const parts = VERDICTS.filter((word) => report.summary[word] > 0).map((word) =>
    messages.count(report.summary[word], verdict.verdict[word]),
  );
  return messages.summary(total(report), parts);
}

/** null where every mirror is shown. */
export function shownLine(report: Report, messages: ReportMessages): string | null {
  const all = total(report);
  return report.mirrors.length < all ? messages.shown(report.mirrors.length, all) : null;
}

/** `sha256:0123456789ab…`: enough to compare by eye. */
function shortDigest(digest: string): string {
  const [algorithm = '', hex = ''] = digest.split(':');
  return hex.length > 12 ? `${algorithm}:${hex.slice(0, 12)}…` : digest;
}
