import { type MirrorUrl, parseMirrorUrl } from '../../catalog/index.ts';
import { FETCH, Fetcher, MirrorMemory, type Source, type Spool } from '../../fetch/index.ts';
import { isHubHost } from '../../registry/docker-hub.ts';
import type { FaultyMirror, SourceStanding } from '../../sync/index.ts';
import type { MirrorTrouble } from '../../words/sync/messages.ts';
import type { WayOut } from '../network.ts';

export interface Fetchers {
  /** The mirrors alone; null: there are none. */
  readonly free: Fetcher | null;
  /** The source after them. */
  readonly all: Fetcher;
  readonly standing: SourceStanding;
  /** Body bytes that came so far. */
  readonly received: () => number;
  /** Mirrors that did not give what they were asked for, so far. */
  readonly faulty: () => readonly FaultyMirror[];
}

/** Bytes from these mirrors, and from the source where they do not have them. */
export function fetchersOver(mirrors: readonly Source[], hub: URL, spool: Spool, network: WayOut): Fetchers {
  const troubles = new Map<string, Map<MirrorTrouble, number>>();
  const memory = new MirrorMemory(new Map(), Date.now, (key, { lastTrouble }) => {
    const trouble = lastTrouble?.trouble ?? 'missing';
    if (trouble === 'missing') return;
    const counts = troubles.get(key) ?? new Map<MirrorTrouble, number>();
    troubles.set(key, counts.set(trouble, (counts.get(trouble) ?? 0) + 1));
  });
  const over = (sources: readonly Source[], limits = FETCH): Fetcher =>
    new Fetcher({
      registry: 'docker.io',
      sources,
      openTransport: () => network.open(() => true),
      spool,
      memory,
      now: Date.now,
      limits,
    });
  const last = sourceAsMirror(hub);
  const everybody = [...mirrors, ...(last === null ? [] : [last])];
  const [free, all] = [mirrors.length === 0 ? null : over(mirrors, MANIFESTS), over(everybody)];
  const received = (): number =>
    everybody.reduce((sum, { key }) => sum + (free?.bytesFrom(key) ?? 0) + all.bytesFrom(key), 0);
  const standing: SourceStanding = {
    key: last?.key ?? null,
    trouble: () => {
      if (last === null || memory.standingOf(last.key) !== 'barred') return null;
      return memory.of(last.key).lastTrouble?.trouble ?? null;
    },
    clear: () => {
      if (last !== null) memory.clear(last.key);
    },
    isAnyMirrorFit: () => mirrors.some(({ key }) => memory.standingOf(key) === 'fit'),
  };
  const faulty = (): readonly FaultyMirror[] =>
    mirrors.flatMap(({ key, candidate }) => {
      const counts = [...(troubles.get(key) ?? [])].map(([trouble, count]) => ({ trouble, count }));
      return counts.length === 0 ? [] : [{ url: candidate.displayUrl, troubles: counts }];
    });
  return { free, all, standing, received, faulty };
}

/** Who does not give a manifest at once is not asked again: the source has it. */
const MANIFESTS = { ...FETCH, triesPerMirror: 1 };

/** Are bytes of this mirror the source's own, so that its pulls count? The source comes last in any case. */
export function isSource({ key }: Source, hub: URL): boolean {
  const { origin, host } = new URL(key);
  return origin === hub.origin || isHubHost(host);
}

/** The source itself, as the last of the mirrors. null: its address is not one that a mirror could have. */
function sourceAsMirror(hub: URL): Source | null {
  const parsed = parseMirrorUrl(hub.href, 'any');
  return parsed.ok
    ? { key: parsed.value.href, candidate: candidateOf(parsed.value), bytesPerSecond: null }
    : null;
}

function candidateOf(url: MirrorUrl): Source['candidate'] {
  return {
    id: 'source',
    url,
    displayUrl: url.href,
    operator: null,
    access: null,
    retired: null,
    origin: 'argument',
  };
}
