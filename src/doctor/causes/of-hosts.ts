import type { Cause, Evidence, HostRole, How } from '../../words/doctor/cause.ts';
import { type Case, type Explained, explained, restartOf, saidBy } from '../explained.ts';
import { hasFailed } from '../replay.ts';
import { type FailedEndpoint, type HostSeen, hasBlobs } from '../seen.ts';
import { coveredBy } from './bridge.ts';

/** Why the registry itself, its token host or its blob host is not reached, where the pull ends there. Pure. */
export function ofHosts(on: Case): readonly Explained[] {
  return [...registry(on), ...blobs(on), ...quota(on)];
}

function registry(on: Case): readonly Explained[] {
  const { upstream, replay, seen, told } = on;
  if (upstream === null || !hasFailed(upstream) || replay?.kind === 'pulls') return [];
  // It answered, and well: what it has is no image.
  if (upstream.outcome.reason === 'unsupported-type' && upstream.outcome.status === 200) return [];
  const isOther = seen.image.registry !== 'docker.io';
  const token = hostOf(on, 'token');
  const own = on.hosts.find(({ role }) => role === 'registry' || role === 'other') ?? null;
  // The token host counts where the registry itself answers.
  const host = own?.how === null && token?.how != null ? token : (behind(on, upstream.outcome) ?? own);
  const how = host?.how ?? howOfOutcome(upstream.outcome);
  if (how === null || host === null) return [];
  const configured = seen.engine.kind === 'engine' ? (seen.engine.examined.mirrors ?? []) : [];
  const evidence: readonly (Evidence | null)[] = [
    ...lines(on, host.host),
    { look: 'hosts', kind: 'host', host: host.host, how },
    addressesOf(host),
    saidBy(on),
  ];
  if (isOther && configured.length > 0 && !OWN_AFFAIR.has(how.kind)) {
    const cause = { kind: 'mirrors-not-for-registry', registry: seen.image.registry, how } as const;
    return [explained(cause, 'proven', evidence)];
  }
  const cause = causeOf(on, host, how);
  const isThere = told === null || told.host === null || told.host === host.host || on.mirrors.length > 0;
  const says = isThere ? null : ({ kind: 'says-nothing' } as const);
  const isUnsure = hasUnasked(on) || (how.kind === 'untrusted' && !isTrustSeen(on));
  return [explained(cause, isUnsure ? 'likely' : 'proven', evidence, says)];
}

/** Whom a puller trusts nobody knows who has not seen it, but for what it said itself. */
function isTrustSeen({ seen: { engine }, told }: Case): boolean {
  return engine.kind === 'engine' || told?.symptom.kind === 'unknown-authority';
}

/** What a registry of one's own is set up with; that it has no mirror is no news. */
const OWN_AFFAIR: ReadonlySet<How['kind']> = new Set(['untrusted', 'plain-http', 'expired']);

/** Mirrors that were passed by once, as the text says, and may serve the next pull: nobody asked them. */
function hasUnasked({ seen: { node }, mirrors, told }: Case): boolean {
  if (node === null || node.hosts.length === 0 || mirrors.length > 0) return false;
  return told?.through === 'ctr' || node.unread === null || node.unread.why === 'changed-since';
}

/** All may be there, and the token host or the storage be the one that errs. The storage has more names than were looked at. */
function behind({ hosts }: Case, { stage, host }: FailedEndpoint): HostSeen | null {
  const role = stage === 'token' ? 'token' : stage === 'config' ? 'blob' : null;
  const known = hosts.find((one) => one.host === host);
  if (role !== 'blob' || known !== undefined) return known?.role === role ? known : null;
  return {
    host,
    role,
    addresses: [],
    isDirect: false,
    how: null,
    proxy: null,
    isProxyNameless: false,
    aheadMs: null,
  };
}

/** One kind a remedy. */
function causeOf(on: Case, { host, role }: HostSeen, how: How): Cause {
  const [line] = on.seen.machine.hostsLines.filter((known) => known.host === host);
  // Whatever is there, the line sends us to it.
  if (line !== undefined && !OF_SERVICE.has(how.kind)) return { kind: 'hosts-file', ...line };
  const covered =
    how.kind === 'connect-timeout' || how.kind === 'no-route' ? coveredBy(on, host, how.address) : null;
  if (covered !== null) return covered.cause;
  switch (how.kind) {
    case 'wrong-certificate':
      return { kind: 'wrong-server', host, how };
    case 'name-not-found':
    case 'names-silent':
    case 'names-broken':
      return { kind: 'names-fail', host, how };
    case 'no-route':
      return { kind: 'no-route', host, how };
    case 'fake-ip':
      return { kind: 'fake-ip', host, how };
    case 'untrusted':
      return role === 'other' ? unknownCa(on, host, how) : inspected(on, host, how);
    case 'expired':
      return { kind: 'certificate-expired', host, early: how.early };
    case 'plain-http':
      return { kind: 'plain-http-registry', host };
    case 'rate-limited':
      return { kind: 'hub-rate-limited', login: hasLogin(on) };
    case 'refused':
    case 'connect-timeout':
    case 'tls-silent':
    case 'reset':
    case 'closed':
    case 'tls-failure':
    case 'silent':
      return { kind: 'host-blocked', host, role, how };
    case 'server-error':
    case 'denied':
    case 'portal':
    case 'garbled':
      return { kind: 'host-fails', host, role, how };
    default:
      return how satisfies never;
  }
}

/** What the service itself says, wherever it is. */
const OF_SERVICE: ReadonlySet<How['kind']> = new Set(['rate-limited', 'server-error', 'denied']);

function inspected(on: Case, host: string, how: How): Cause {
  const isHere = on.seen.engine.kind === 'engine';
  const store = isHere ? on.seen.machine.caStore : null;
  return { kind: 'tls-inspected', host, how, store, restart: restartOf(on) };
}

/** The engine reads that folder anew for each pull. */
function unknownCa({ seen: { engine } }: Case, host: string, how: How): Cause {
  const folder = engine.kind === 'engine' ? engine.examined.certsDir : null;
  return { kind: 'unknown-ca', host, how, folder: folder === null ? null : `${folder}/${host}` };
}

function hasLogin({ seen: { client } }: Case): boolean {
  return client.kind === 'seen' && client.value.hubLogin !== null;
}

/** Of what the registry answered; null: by the image's own fault. */
export function howOfOutcome({ code, status, stage, reason, isOurs }: FailedEndpoint): How | null {
  if (isOurs) return null;
  if (reason === 'bad-token') return { kind: 'garbled' };
  switch (code) {
    case 'rate-limited':
      return { kind: 'rate-limited' };
    case 'server-error':
      return { kind: 'server-error', status: status ?? 500 };
    case 'not-a-registry':
      return { kind: 'portal' };
    case 'response-timeout':
    case 'stalled':
      return { kind: 'silent' };
    case 'connection-reset':
      return { kind: 'reset', other: null };
    case 'connection-refused':
      return { kind: 'refused', address: null };
    case 'connection-timeout':
      return { kind: 'connect-timeout', address: null };
    case 'tls-failure':
      return { kind: 'tls-failure' };
    // A host that nobody looked at: the storage has other names, and may lead on to others.
    case 'dns-failure':
      return { kind: 'name-not-found', servers: [] };
    case 'tls-name-mismatch':
      return { kind: 'wrong-certificate', address: null, names: '' };
    case 'tls-untrusted':
      return { kind: 'untrusted', issuer: null };
    case 'tls-expired':
      return { kind: 'expired', early: null };
    case 'token-unreachable':
    case 'upstream-redirect':
      return { kind: 'silent' };
    case 'token-denied':
      return { kind: 'denied', status: status ?? 403 };
    case 'denied':
      // In a pull's middle these say something of the image, and not of the registry.
      return stage === 'token' || stage === 'ping' || stage === 'config' || !OF_IMAGES.has(status ?? 403)
        ? { kind: 'denied', status: status ?? 403 }
        : null;
    case 'not-found':
      // A blob that its own manifest names: its storage lacks it.
      return stage === 'config' ? { kind: 'denied', status: status ?? 404 } : null;
    case 'bad-head':
      return reason === 'size-mismatch' ? { kind: 'garbled' } : null;
    case 'protocol-error':
    case 'redirect-loop':
    case 'truncated':
    case 'oversized':
    case 'bad-coding':
    case 'bad-token':
    case 'digest-mismatch':
    case 'tag-mismatch':
      return { kind: 'garbled' };
    default:
      return status !== null && status >= 400 && !OF_IMAGES.has(status) ? { kind: 'denied', status } : null;
  }
}

/** What a registry says of an image, and not of itself. */
const OF_IMAGES: ReadonlySet<number> = new Set([401, 403, 404]);

/** The Hub's storage is another host: it matters where the Hub is who serves. */
function blobs(on: Case): readonly Explained[] {
  const { told, replay, upstream } = on;
  const blob = hostOf(on, 'blob');
  const how = blob?.how ?? null;
  if (blob === null || how === null) return storageSaid(on);
  // It is told of as the registry's failure then.
  if (upstream?.outcome.kind === 'fails' && upstream.outcome.stage === 'config') return [];
  const isTold = told?.phase === 'blob' && (told.host === null || told.host === blob.host);
  const isOfHub = replay?.kind === 'pulls' && replay.by.isUpstream;
  if (!isTold && !isOfHub) return [];
  // Storage has several names, of which a registry uses one: only the text knows which.
  const certainty = isTold ? 'proven' : 'likely';
  const evidence: readonly (Evidence | null)[] = [
    ...lines(on, blob.host),
    { look: 'hosts', kind: 'host', host: blob.host, how },
    ...on.hosts.filter((host) => host.role === 'registry' && host.how === null).map(answers),
    saidBy(on),
  ];
  const cause = causeOf(on, blob, how);
  return [explained(cause, certainty, evidence)];
}

/** It answers, and denied what was asked of it: where no blob came from it, the text alone knows. */
function storageSaid(on: Case): readonly Explained[] {
  const { told, replay, mirrors, upstream } = on;
  if (upstream !== null && hasBlobs(upstream)) return [];
  if (told?.phase !== 'blob' || told.symptom.kind !== 'status' || told.saysMirror) return [];
  const blob = on.hosts.find(
    ({ role, host }) => role === 'blob' && (told.host === null || told.host === host),
  );
  // A mirror may have said it.
  if (blob === undefined || replay?.kind !== 'pulls' || mirrors.length > 0) return [];
  const { status } = told.symptom;
  const how: How = status >= 500 ? { kind: 'server-error', status } : { kind: 'denied', status };
  const cause: Cause = { kind: 'host-fails', host: blob.host, role: 'blob', how };
  return [explained(cause, 'likely', [saidBy(on), answers(blob)])];
}

function answers({ host }: HostSeen): Evidence {
  return { look: 'hosts', kind: 'host-answers', host };
}

/** The Hub answers 429 to a manifest alone, and to HEAD as to GET. */
function quota(on: Case): readonly Explained[] {
  const { upstream, told, replay } = on;
  const isTold = told?.symptom.kind === 'rate-limited' || told?.symptom.kind === 'abuse-limited';
  if (!isTold || told.saysMirror || upstream === null || replay?.kind !== 'pulls') return [];
  if (upstream.quota?.remaining !== 0) return [];
  const evidence: Evidence = { look: 'image', kind: 'host-answers', host: 'registry-1.docker.io' };
  return [explained({ kind: 'hub-rate-limited', login: hasLogin(on) }, 'likely', [evidence, saidBy(on)])];
}

function hostOf({ hosts }: Case, role: HostRole): HostSeen | null {
  return hosts.find((host) => host.role === role && host.how !== null) ?? null;
}

function addressesOf({ host, addresses }: HostSeen): Evidence | null {
  return addresses.length === 0 ? null : { look: 'hosts', kind: 'addresses', host, addresses };
}

function lines({ seen }: Case, host: string): readonly Evidence[] {
  return seen.machine.hostsLines
    .filter((line) => line.host === host)
    .slice(0, 1)
    .map((line) => ({ look: 'files', kind: 'hosts-line', ...line }));
}
