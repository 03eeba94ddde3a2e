import { CLIENTS, type Client, type Failure } from '../clients/index.ts';
import { formatPlatform } from '../registry/platform.ts';
import type { ClientWalks } from './client-walks.ts';
import { findingOf } from './failure-finding.ts';
import type { Finding } from './observation.ts';
import type { MirrorSession } from './session.ts';
import { answersForAnother } from './steps/further-images.ts';

/**
 * What the clients' walks came to. A missing image may be all that is wrong: another one that the user named tells.
 */
export async function settle(
  session: MirrorSession,
  walks: ClientWalks,
  layer: Finding | null,
): Promise<void> {
  noteImage(session, walks);
  conclude(session, walks, layer);
  const missing = session.findings.findIndex(
    ({ code, phase }) => code === 'not-found' && phase === 'manifest',
  );
  const finding = session.findings[missing];
  if (finding === undefined) return;
  const ref = session.context.image.familiar;
  session.images.set(ref, { ref, present: false, digest: null, code: finding.code });
  if (!(await answersForAnother(session))) return;
  session.images.set(ref, { ref, present: false, digest: null, code: 'image-missing' });
  session.findings[missing] = { ...finding, verdict: 'degraded', code: 'image-missing' };
}

/** What the tag led to: one digest, or several where the ways of asking end at different ones. */
function noteImage(session: MirrorSession, walks: ClientWalks): void {
  const ref = session.context.image.familiar;
  const [first, ...others] = walks.tagDigests();
  if (first === undefined) {
    session.images.set(ref, { ref, present: null, digest: null, code: null });
    return;
  }
  for (const digest of [first, ...others]) session.tagDigests.add(digest);
  session.images.set(ref, { ref, present: true, digest: first, code: null });
}

/**
 * What the clients' walks came to: `worksWith`, and the findings of those whom the verdict is for. Where one of them comes through and the other does not, the difference is the finding (`classic-only`); wrong
 * bytes are told of whoever got them. `layer`: what was wrong with the layer's download.
 */
function conclude(session: MirrorSession, walks: ClientWalks, layer: Finding | null): void {
  const failures: { readonly client: Client; readonly failure: Failure; readonly finding: Finding }[] = [];
  for (const client of CLIENTS) {
    const outcome = walks.outcomeOf(client);
    session.worksWith[client] = outcome === null ? null : outcome.kind === 'pulled';
    if (outcome?.kind !== 'failed') continue;
    const exchange = walks.exchangeOf(outcome);
    const finding =
      outcome.wish.of.kind === 'layer' && layer !== null && layer.code !== 'too-slow'
        ? layer
        : exchange === null
          ? null
          : findingOf(outcome, exchange, session);
    if (finding !== null) failures.push({ client, failure: outcome, finding });
  }
  const { clients } = session.context;
  const isThrough = clients.some((client) => session.worksWith[client] === true);
  const counting = failures.filter(
    ({ client, finding, failure }) =>
      finding.verdict === 'unsafe' ||
      (clients.includes(client) && !isThrough && !saysLess(failure, finding, failures)),
  );
  for (const { finding } of counting) {
    if (!session.findings.some((known) => known.code === finding.code && known.phase === finding.phase))
      session.findings.push(finding);
  }
  // Neither is about what a client met: it is slow, or we were stopped.
  if (layer?.code === 'too-slow' || layer?.verdict === 'unknown') session.findings.push(layer);
  if (session.findings.length === 0 && !session.facts.verified) session.findings.push(unfinished(session));
  const [finding] = session.findings;
  const ref = session.context.image.familiar;
  const image = session.images.get(ref);
  if (image !== undefined && !session.facts.verified && finding !== undefined && image.code === null)
    session.images.set(ref, {
      ...image,
      present: image.digest === null ? null : image.present,
      code: finding.code,
    });
  tellPlatforms(
    session,
    failures.map(({ failure }) => failure),
  );
}

/** Our bound on requests was met before anything was decided: it sent us about. */
function unfinished(session: MirrorSession): Finding {
  return session.found({ verdict: 'broken', code: 'redirect-loop', phase: 'manifest' });
}

/** The answer to a HEAD has no words; where GET was refused with the same status, that one has the reason. */
function saysLess(
  { wish, reason }: Failure,
  { httpStatus }: Finding,
  all: readonly { readonly failure: Failure; readonly finding: Finding }[],
): boolean {
  if (wish.method !== 'HEAD' || reason !== 'status') return false;
  return all.some(
    ({ failure, finding }) => failure.wish.method === 'GET' && finding.httpStatus === httpStatus,
  );
}

function tellPlatforms(session: MirrorSession, failures: readonly Failure[]): void {
  const failure = failures.find(({ reason }) => reason === 'platform-missing');
  const ref = session.context.image.familiar;
  const known = session.images.get(ref);
  if (failure === undefined || known === undefined) return;
  session.images.set(ref, {
    ...known,
    present: false,
    code: 'platform-missing',
    platforms: [...new Set((failure.platforms ?? []).map(formatPlatform))],
  });
}
