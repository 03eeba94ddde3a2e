import type { Source } from '../../fetch/index.ts';
import type { RememberedMirrors } from '../../relay/index.ts';
import type { KnownMirror } from '../known-mirror.ts';
import { type MirrorsToChoose, mirrorsToChoose } from '../mirrors-to-choose.ts';
import type { RunHost } from '../run-host.ts';
import { RUN_RELAY } from './limits.ts';
import type { RelaySettings } from './settings.ts';

export type FoundSources =
  | Exclude<MirrorsToChoose, { kind: 'found' }>
  | { readonly kind: 'sources'; readonly sources: readonly Source[]; readonly aborted: boolean };

/**
 * Which mirrors of a registry to begin with: those that were named, unasked; those of a report; those that an earlier run measured; else a survey. What
 * they give is proven by its digest anyway, so that a mirror is only left out that does not work.
 */
export async function sourcesOf(
  registry: string,
  { probe, from }: Pick<RelaySettings, 'probe' | 'from'>,
  remembered: RememberedMirrors | null,
  host: RunHost,
): Promise<FoundSources> {
  const urls = probe.urls.length > 0 ? probe.urls : from === null ? (remembered?.urls ?? []) : [];
  const found = await mirrorsToChoose(
    {
      // Whatever way images are named at a mirror: it is us who ask.
      probe: { ...probe, registry, urls, forms: 'any' },
      from: registry === 'docker.io' ? from : null,
      maxAgeMs: RUN_RELAY.fromMaxAgeMs,
      noProbe: urls.length > 0,
    },
    host,
  );
  if (found.kind !== 'found') return found;
  return { kind: 'sources', sources: fitSources(found.mirrors), aborted: found.aborted };
}

/** Best first. */
export function fitSources(mirrors: readonly KnownMirror[]): readonly Source[] {
  return mirrors
    .filter(
      ({ outcome }) => outcome === null || outcome.verdict === 'usable' || outcome.verdict === 'degraded',
    )
    .map(({ candidate, outcome }) => ({
      key: candidate.url.href,
      candidate,
      bytesPerSecond: outcome?.bytesPerSecond ?? null,
    }));
}
