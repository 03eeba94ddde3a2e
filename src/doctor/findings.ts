import { isHubHost } from '../registry/docker-hub.ts';
import { parseReference } from '../registry/reference.ts';
import type { Cause, SideFinding } from '../words/doctor/cause.ts';
import { faultOf } from './causes/of-mirrors.ts';
import { type Case, type Explained, isAskedRegistry } from './explained.ts';
import { DISK } from './limits.ts';
import { hasFailed } from './replay.ts';

/** What is worth a word beside the first cause. Pure. */
export function findingsOf(
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
