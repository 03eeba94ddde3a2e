import { withoutLogins } from '../change/mask-credentials.ts';
import { cleanText } from '../registry/untrusted-text.ts';
import type { RenderContext } from './context.ts';
import { DISPLAY } from './limits.ts';
import type { MirrorReport, Report } from './types.ts';

/** A report that may be cut to its best mirrors and still tells of all. */
export interface PublicReport extends Report {
  /** Mirrors that the deadline came before, those not shown included. */
  readonly unfinished: number;
}

type Viewing = Pick<RenderContext, 'top' | 'privateUrls'>;

/**
 * The report as anybody may see it: the best n mirrors, personal addresses as their templates wherever they occur (a
 * message or a mirror's own words may name them), no userinfo, every text one line without control or bidi characters.
 * A renderer has the markup of its own format left to escape, nothing else.
 */
export function publicView(report: Report, { top, privateUrls }: Viewing): PublicReport {
  const redact = redactor(report.mirrors, privateUrls);
  const clean = (text: string): string => cleanText(redact(withoutLogins(text)), DISPLAY.lineChars);
  return {
    ...report,
    vantage: { ...report.vantage, name: clean(report.vantage.name) },
    parameters: {
      ...report.parameters,
      registry: clean(report.parameters.registry),
      images: report.parameters.images.map(clean),
      platform: clean(report.parameters.platform),
      lists: report.parameters.lists.map(clean),
    },
    reference: { ...report.reference, image: clean(report.reference.image) },
    mirrors: best(report.mirrors, top).map((mirror) => cleanMirror(mirror, clean)),
    ...lineRenamed(report, clean),
    unfinished: report.mirrors.filter(({ code }) => code === 'deadline').length,
  };
}

/** The report for this machine: the best n mirrors, personal addresses as they are, no userinfo. */
export function localView(report: Report, { top, privateUrls }: Viewing): Report {
  return {
    ...report,
    parameters: { ...report.parameters, lists: report.parameters.lists.map(withoutLogins) },
    mirrors: best(report.mirrors, top).map((mirror) => ({
      ...mirror,
      url: withoutLogins(privateUrls.get(mirror.id) ?? mirror.url),
    })),
  };
}

/** The contract has the mirrors in rank order already, those without a rank last. */
function best(mirrors: readonly MirrorReport[], top: number | null): readonly MirrorReport[] {
  return top === null ? mirrors : mirrors.slice(0, top);
}

/** Where the ids of mirrors change, those by which the line names them change alike. */
export function lineRenamed({ line }: Report, rename: (id: string) => string): Pick<Report, 'line'> {
  if (line === undefined || line === null) return {};
  return { line: { ...line, mirrors: line.mirrors.map(rename) } };
}

function cleanMirror(mirror: MirrorReport, clean: (text: string) => string): MirrorReport {
  const orNull = (text: string | null): string | null => (text === null ? null : clean(text));
  return {
    ...mirror,
    id: clean(mirror.id),
    url: clean(mirror.url),
    operator: mirror.operator === null ? null : { ...mirror.operator, name: clean(mirror.operator.name) },
    message: orNull(mirror.message),
    detail: orNull(mirror.detail),
    images: mirror.images.map((image) => ({ ...image, ref: clean(image.ref), digest: orNull(image.digest) })),
    blobHosts: mirror.blobHosts.map(clean),
    tokenHost: orNull(mirror.tokenHost),
    retryAt: orNull(mirror.retryAt),
  };
}

/**
 * What stands for a personal address's secret is where the URL and its template differ:
 * `https://{id}.mirror.example` against `https://k3jx81.mirror.example`.
 */
function redactor(
  mirrors: readonly MirrorReport[],
  privateUrls: ReadonlyMap<string, string>,
): (text: string) => string {
  const swaps = mirrors.flatMap(({ id, url }) => {
    const secret = privateUrls.get(id);
    return secret === undefined ? [] : swapsFor(withoutLogins(secret), withoutLogins(url));
  });
  return (text) => swaps.reduce((shown, [pattern, template]) => shown.replace(pattern, () => template), text);
}

function swapsFor(url: string, template: string): readonly (readonly [RegExp, string])[] {
  if (url === template) return [];
  let start = 0;
  while (start < url.length && url[start] === template[start]) start += 1;
  let end = 0;
  const room = Math.min(url.length, template.length) - start;
  while (end < room && url.at(-1 - end) === template.at(-1 - end)) end += 1;
  const secret = url.slice(start, url.length - end);
  const placeholder = template.slice(start, template.length - end);
  const whole: readonly [RegExp, string] = [wholeWord(hostOf(url)), hostOf(template)];
  // A secret of a few letters may be a word of our own sentences; its host is told apart all the same.
  return secret.length < DISPLAY.secretChars ? [whole] : [whole, [wholeWord(secret), placeholder]];
}

function hostOf(url: string): string {
  return url.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').split('/', 1)[0] ?? '';
}

function wholeWord(text: string): RegExp {
  return new RegExp(`(?<![a-z0-9])${text.replace(/[^a-z0-9]/gi, '\\$&')}(?![a-z0-9])`, 'gi');
}
