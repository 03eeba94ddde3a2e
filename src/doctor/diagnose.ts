import { isBesidePulls, isHubHost } from '../registry/docker-hub.ts';
import { parseReference } from '../registry/reference.ts';
import type { Cause, CauseKind, Certainty, RuledOut, SideFinding } from '../words/doctor/cause.ts';
import type { SymptomKind } from '../words/doctor/symptom.ts';
import { ofClient } from './causes/of-client.ts';
import { ofHosts } from './causes/of-hosts.ts';
import { ofMachine } from './causes/of-machine.ts';
import { faultOf, ofMirrors } from './causes/of-mirrors.ts';
import { ofNetwork } from './causes/of-network.ts';
import { ofNode } from './causes/of-node.ts';
import { ofReference } from './causes/of-reference.ts';
import { ofText } from './causes/of-text.ts';
import { type Case, caseOf, type Explained, isAskedRegistry, isElsewhere } from './explained.ts';
import { DISK } from './limits.ts';
import { hasFailed } from './replay.ts';
import { hasBlobs, type NotSeen, type Seen } from './seen.ts';

/**
 * - `healthy`: nothing that was seen keeps a pull from coming through.
 * - `cause`: `causes` has it first.
 * - `unknown`: a pull fails, or the network could not be looked at, and no cause is known.
 * - `rights`: the engine may not be asked by this user.
 */
export type DiagnosisVerdict = 'healthy' | 'cause' | 'unknown' | 'rights';

export interface Diagnosis {
  readonly verdict: DiagnosisVerdict;
  readonly seen: Seen;
  /** Best first; those that are only possible are among the findings. */
  readonly causes: readonly Explained[];
  readonly findings: readonly SideFinding[];
  readonly ruledOut: readonly RuledOut[];
  /** Is what the text says so now? null: there is no text that could be read. */
  readonly now: 'so' | 'not-so' | 'not-seen' | null;
  /** A pull of this program's own came through. */
  readonly comesThrough: boolean;
  readonly notSeen: readonly {
    readonly look: 'engine' | 'client' | 'outside';
    readonly why: NotSeen['why'] | string;
  }[];
}

/** From what was seen to its causes. Pure. */
export function diagnose(seen: Seen): Diagnosis {
  const on = caseOf(seen);
  // In the order in which one hides the others: a wrong name is wrong whatever the network does.
  const all = RULES.flatMap((rule) => rule(on));
  const causes = all.filter(({ certainty }) => certainty !== 'possible').toSorted(byCertainty);
  return {
    verdict: verdictOf(on, causes),
    seen,
    causes,
    findings: findingsOf(on, all, causes),
    ruledOut: ruledOut(on, all),
    now: nowOf(on, causes),
    comesThrough: on.replay?.kind === 'pulls',
    notSeen: notSeenOf(seen, causes),
  };
}

/** Before anybody is asked: is the cause known already? */
export function isSettled(seen: Seen): boolean {
  const { verdict, causes } = diagnose(seen);
  return verdict === 'cause' && causes[0]?.certainty === 'proven';
}

const RULES: readonly ((on: Case) => readonly Explained[])[] = [
  ofReference,
  ofText,
  ofMachine,
  ofNetwork,
  ofClient,
  ofNode,
  ofMirrors,
  ofHosts,
];

const ORDER: readonly Certainty[] = ['proven', 'likely', 'possible'];

function byCertainty(a: Explained, b: Explained): number {
  return ORDER.indexOf(a.certainty) - ORDER.indexOf(b.certainty);
}

function verdictOf(on: Case, causes: readonly Explained[]): DiagnosisVerdict {
  const { seen, replay, told } = on;
  if (causes.length > 0) return 'cause';
  if (seen.engine.kind === 'not-permitted') return 'rights';
  if (isElsewhere(seen)) return 'unknown';
  if (replay?.kind === 'fails' || replay?.kind === 'stops') return 'unknown';
  if (isBeyondRequests(on)) return 'unknown';
  // What the text speaks of and nobody could look at.
  const unseen = seen.outside.kind === 'not-seen' && BLIND.has(seen.outside.why);
  return unseen && told?.phase !== 'local' ? 'unknown' : 'healthy';
}

/** That a pull of ours comes through is no answer to a text that was not understood, nor to one of what the engine's own process meets: whom it trusts. */
function isBeyondRequests({ seen: { subject, machine }, told }: Case): boolean {
  if (subject.kind !== 'text') return false;
  if (subject.told.kind === 'unknown-text') return subject.told.excerpt !== '';
  // Node's own roots are among those that we ask by.
  return told?.symptom.kind === 'unknown-authority' && machine.authorities === null;
}

/** Somebody was to be asked, and that came to nothing. */
const BLIND: ReadonlySet<NotSeen['why']> = new Set(['failed', 'names-closed']);

function findingsOf(
  on: Case,
  all: readonly Explained[],
  causes: readonly Explained[],
): readonly SideFinding[] {
  const { seen, replay, mirrors, hosts, upstream } = on;
  const [first, ...others] = causes;
  const lesser = [...others, ...all.filter(({ certainty }) => certainty === 'possible')];
  const found: SideFinding[] = lesser
    .filter(({ cause }) => cause.kind !== first?.cause.kind && !isInProof(cause, first))
    .map(({ cause }) => ({ kind: 'cause', cause }));
  if (replay?.kind === 'pulls') {
    for (const mirror of mirrors.filter(hasFailed)) {
      const fault = faultOf(on, mirror);
      if (fault !== null) found.push({ kind: 'mirror-useless', fault });
    }
    const hub = hosts.find(({ role, how }) => role === 'registry' && how !== null);
    if (hub?.how != null) found.push({ kind: 'hub-out-of-reach', host: hub.host, how: hub.how });
  }
  const { disk } = seen.machine;
  const isFull = causes.some(({ cause }) => cause.kind === 'disk-full');
  if (disk !== null && disk.freeBytes < DISK.lowBytes && !isFull) {
    found.push({ kind: 'disk-low', root: disk.root, freeBytes: disk.freeBytes });
  }
  const unasked = causes.length === 0 ? unaskedRegistry(on) : null;
  if (unasked !== null) found.push({ kind: 'registry-not-asked', ...unasked });
  const { limit, remaining } = upstream?.quota ?? { limit: 0, remaining: null };
  if (remaining !== null && remaining * LOW_QUOTA < limit) {
    found.push({ kind: 'hub-quota-low', remaining, limit });
  }
  return found.slice(0, MOST_FINDINGS);
}

/** Its host stands in the proof of the first already. */
function isInProof(cause: Cause, first: Explained | undefined): boolean {
  return (
    'host' in cause &&
    first?.evidence.some((item) => item.kind === 'host' && item.host === cause.host) === true
  );
}

/** Told of when less than a tenth is left. */
const LOW_QUOTA = 10;
/** More is a list, and nobody reads it. */
const MOST_FINDINGS = 3;

function ruledOut(on: Case, all: readonly Explained[]): readonly RuledOut[] {
  const { seen, replay, hosts, mirrors, endpoints } = on;
  const blamed: ReadonlySet<string> = new Set(all.map(({ cause }) => cause.kind));
  const none = (...kinds: readonly string[]): boolean => kinds.every((kind) => !blamed.has(kind));
  const { engine, machine, client } = seen;
  const examined = engine.kind === 'engine' ? engine.examined : null;
  const answered = hosts.filter(({ role }) => role !== 'blob');
  const clocks = [...hosts, ...endpoints].some(({ aheadMs }) => aheadMs !== null);
  const areWell = mirrors.length > 0 && !mirrors.some(hasFailed) && replay?.kind === 'pulls';
  const list: readonly (readonly [RuledOut, boolean])[] = [
    ['engine', examined !== null],
    ['file', examined !== null && none('file-broken', 'file-refused', 'file-not-in-force', 'wrong-file')],
    ['disk', machine.disk !== null && none('disk-full', 'read-only')],
    ['client-config', client.kind === 'seen' && none('helper-missing', 'client-config-broken')],
    ['clock', clocks && none('clock-wrong')],
    ['proxy', examined?.proxies?.https != null && hosts.length > 0 && none('proxy-fails')],
    ['hub', answered.length > 0 && answered.every(({ how, proxy }) => how === null && proxy === null)],
    ['mirrors', areWell && mirrors.every(hasBlobs)],
    ['mirrors-but-blobs', areWell && !mirrors.every(hasBlobs)],
  ];
  return list.filter(([, isSo]) => isSo).map(([what]) => what);
}

/** Held against what was seen of that which it speaks of, whatever else is wrong here. */
function nowOf(on: Case, causes: readonly Explained[]): Diagnosis['now'] {
  const { told, seen, replay, mirrors } = on;
  if (told === null) return null;
  const [first] = causes;
  // A text that is proof by itself is as true as it was.
  if (first?.evidence.every(({ kind }) => kind === 'said') === true)
    return first.certainty === 'proven' || told.phase === 'local' ? null : 'not-seen';
  if (told.phase === 'local') {
    const isSo = causes.some(({ cause }) => SO[told.symptom.kind]?.includes(cause.kind) === true);
    return isSo ? 'so' : wasLookedAt(on) ? 'not-so' : 'not-seen';
  }
  if (replay === null) return 'not-seen';
  // Of an image that is not there nobody had spoken.
  const isOther = first?.cause.kind === 'image-not-found' || first?.cause.kind === 'image-denied';
  if (isOther && !OF_IMAGE.has(told.symptom.kind)) return 'not-seen';
  if (ofStorage(told) && replay.kind === 'pulls' && !hasBlobs(replay.by)) return 'not-seen';
  const { host } = told;
  const isKnown =
    host === null
      ? isAskedRegistry(on)
      : isHubHost(host) ||
        seen.image.registry === host ||
        mirrors.some(({ url }) => URL.canParse(url) && new URL(url).host === host);
  // Of these nobody is asked: no pull goes there.
  if (host !== null && isBesidePulls(host)) return 'not-seen';
  // Whatever fails here now: of that host nobody was asked.
  if (!isKnown) return 'not-seen';
  // Of a page in the place of a registry that it does not name.
  if (host === null && told.image === null && told.symptom.kind === 'html' && causes.length === 0)
    return 'not-seen';
  // It speaks of a proxy, and the engine has none that could have been asked.
  if (OF_PROXY.has(told.symptom.kind) && !hasProxy(on)) return 'not-seen';
  // It was answered then, and nobody answers now: that is another trouble.
  if (first !== undefined && WAS_ANSWERED.has(told.symptom.kind) && UNANSWERED.has(first.cause.kind))
    return 'not-seen';
  if (first !== undefined && (replay.kind !== 'pulls' || first.certainty === 'proven')) return 'so';
  if (UNSEEABLE.has(told.symptom.kind)) return 'not-seen';
  // A mirror may serve all the same.
  if (on.hosts.some((seenHost) => seenHost.host === host && seenHost.how !== null)) return 'so';
  // A cause that is likely, and a pull that comes through: neither is a word on the text.
  return replay.kind === 'pulls' && first === undefined ? 'not-so' : 'not-seen';
}

/** What only who answers can say. */
const WAS_ANSWERED: ReadonlySet<SymptomKind> = new Set([
  'status',
  'rate-limited',
  'abuse-limited',
  'bad-login',
  'access-denied',
  'platform-missing',
]);

/** Nobody is reached. */
const UNANSWERED: ReadonlySet<CauseKind> = new Set([
  'host-blocked',
  'names-fail',
  'no-network',
  'no-route',
  'fake-ip',
]);

/** The registry that a text is about, by its image or its address, where it was not asked. */
function unaskedRegistry(on: Case): { readonly registry: string; readonly image: string | null } | null {
  const { told, seen, mirrors } = on;
  if (told === null || told.phase === 'local') return null;
  const named = told.image === null ? null : parseReference(told.image);
  if (named?.ok === true) {
    return isAskedRegistry(on) ? null : { registry: named.value.registry, image: named.value.familiar };
  }
  const { host } = told;
  const isKnown =
    host === null ||
    isHubHost(host) ||
    host === seen.image.registry ||
    mirrors.some(({ url }) => URL.canParse(url) && new URL(url).host === host);
  return isKnown ? null : { registry: host, image: null };
}

const OF_PROXY: ReadonlySet<SymptomKind> = new Set([
  'proxy-unreachable',
  'proxy-status',
  'proxy-socks',
  'proxy-plain',
]);

function hasProxy({ seen: { engine } }: Case): boolean {
  const proxies = engine.kind === 'engine' ? engine.examined.proxies : null;
  return proxies !== null && (proxies.https !== null || proxies.http !== null);
}

const OF_IMAGE: ReadonlySet<SymptomKind> = new Set([
  'not-found',
  'access-denied',
  'not-allowed',
  'wants-login',
]);

/** Which causes a text of this machine's own speaks of. */
const SO: Readonly<Partial<Record<SymptomKind, readonly CauseKind[]>>> = {
  'helper-missing': ['helper-missing'],
  'helper-failed': ['helper-failed'],
  'client-config': ['client-config-broken'],
  'daemon-config': ['file-broken', 'file-refused', 'engine-down'],
  'no-permission': ['no-permission'],
  'no-daemon': ['engine-down', 'wrong-endpoint', 'no-engine'],
  'disk-full': ['disk-full'],
  'read-only': ['read-only'],
  unpack: ['unpack-fails'],
  'folder-missing': ['folder-missing'],
};

/** What a storage answers shows with a blob's own address alone. */
function ofStorage({ phase, symptom }: NonNullable<Case['told']>): boolean {
  return phase === 'blob' && symptom.kind === 'status';
}

/** What shows at large layers, and now and then, alone. */
const UNSEEABLE: ReadonlySet<string> = new Set([
  'cut-body',
  'corrupt',
  'stalls',
  'bad-login',
  'abuse-limited',
]);

function wasLookedAt({ told, seen }: Case): boolean {
  switch (told?.symptom.kind) {
    case 'no-daemon':
    case 'no-permission':
    case 'daemon-config':
      return seen.engine.kind === 'engine';
    case 'disk-full':
    case 'read-only':
    case 'folder-missing':
      return seen.machine.disk !== null;
    default:
      return seen.client.kind === 'seen';
  }
}

function notSeenOf(
  { engine, client, outside, image }: Seen,
  causes: readonly Explained[],
): Diagnosis['notSeen'] {
  const list: { look: 'engine' | 'client' | 'outside'; why: string }[] = [];
  if (engine.kind === 'not-permitted') list.push({ look: 'engine', why: 'needs-root' });
  if (engine.kind === 'foreign' || engine.kind === 'unseen') list.push({ look: 'engine', why: 'not-here' });
  if (engine.kind === 'absent') list.push({ look: 'engine', why: 'nobody-there' });
  if (client.kind === 'not-seen') list.push({ look: 'client', why: client.why });
  const hasLogin = client.kind === 'seen' && client.value.hubLogin !== null && image.registry === 'docker.io';
  if (hasLogin && causes.length === 0) list.push({ look: 'client', why: 'login-not-sent' });
  if (outside.kind === 'not-seen') list.push({ look: 'outside', why: outside.why });
  return list;
}
