import { isBesidePulls, isHubHost } from '../registry/docker-hub.ts';
import type { CauseKind } from '../words/doctor/cause.ts';
import type { SymptomKind } from '../words/doctor/symptom.ts';
import { type Case, type Explained, isAskedRegistry } from './explained.ts';
import { hasBlobs } from './seen.ts';

/** Is what the text says so now? Held against what was seen of that which it speaks of, whatever else is wrong here. null: there is no text that could be read. Pure. */
export function nowOf(on: Case, causes: readonly Explained[]): 'so' | 'not-so' | 'not-seen' | null {
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
  'too-many-files': ['too-many-files'],
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
    case 'engine-start-fails':
    case 'too-many-files':
      return seen.engine.kind === 'engine';
    case 'disk-full':
    case 'read-only':
    case 'folder-missing':
      return seen.machine.disk !== null;
    default:
      return seen.client.kind === 'seen';
  }
}
