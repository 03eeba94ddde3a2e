import type { Candidate } from '../../catalog/index.ts';
import { DISPLAY } from '../../limits.ts';
import { cleanHost, cleanText } from '../../registry/untrusted-text.ts';
import type { MirrorReport, Report } from '../../report/types.ts';
import { parseStoredReport } from '../../survey/stored-report.ts';
import { composeReport, type RunFacts } from '../../survey/to-report.ts';

/**
 * The report of a child that strangers may have taken over: of the schema's form, about our candidates and no other, each once. Names,
 * addresses and options are put back from what we know, what is left of words is cleaned, sums are made again. null: it is none. Pure
 * but for the schema.
 */
export async function adoptReport(
  text: string,
  facts: RunFacts,
  candidates: readonly Candidate[],
): Promise<Report | null> {
  const stored = await parseStoredReport(text);
  if (!stored.ok) return null;
  const { aborted, vantage, reference, mirrors, line = null } = stored.report;
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  const adopted: MirrorReport[] = [];
  for (const mirror of mirrors) {
    const candidate = byId.get(mirror.id);
    if (candidate === undefined || mirror.images.length !== facts.parameters.images.length) return null;
    byId.delete(mirror.id);
    adopted.push(adopt(mirror, candidate, facts));
  }
  if (byId.size > 0) return null;
  const ids = new Set(adopted.map(({ id }) => id));
  if (line?.mirrors.some((id) => !ids.has(id)) === true) return null;
  const { digest, source, votes } = reference;
  return composeReport(
    {
      aborted,
      fakeIp: vantage.fakeIp,
      reference: { digest, source, ...(votes === undefined ? {} : { votes }) },
      mirrors: adopted,
      line: line === null ? null : { bytesPerSecond: line.bytesPerSecond, mirrors: line.mirrors },
    },
    facts,
  );
}

function adopt(mirror: MirrorReport, candidate: Candidate, { parameters }: RunFacts): MirrorReport {
  const { id, displayUrl, operator, access } = candidate;
  return {
    ...mirror,
    ...{ id, url: displayUrl, operator, access },
    message: mirror.message === null ? null : cleanText(mirror.message, DISPLAY.lineChars),
    detail: mirror.detail === null ? null : cleanText(mirror.detail),
    images: mirror.images.map((image, index) => ({ ...image, ref: parameters.images[index] ?? image.ref })),
    blobHosts: mirror.blobHosts.map(cleanHost),
    tokenHost: mirror.tokenHost === null ? null : cleanHost(mirror.tokenHost),
  };
}
