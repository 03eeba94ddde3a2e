import type { MirrorMemory } from '../fetch/index.ts';
import { TIMEOUTS } from '../limits.ts';
import type { Digest } from '../registry/digest.ts';
import type { ImageReference } from '../registry/reference.ts';
import { openHub } from '../survey/hub.ts';
import { after, askForConsensus, askForFirst, firstOf } from './ask-mirrors.ts';
import type { ResolveLimits } from './limits.ts';
import type { KnownTag, TagMemory } from './tag-memory.ts';
import type { Relayed, ResolvePolicy } from './types.ts';

/**
 * - `stale`: nobody could tell just now; this is what it was.
 * - `unknown`: the registry itself has no such tag, or does not give it to everybody.
 * - `nobody`: nobody could tell, ever.
 */
export type ResolvedTag =
  | { readonly kind: 'fresh' | 'stale'; readonly tag: KnownTag }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'nobody' };

export interface ResolverOptions {
  readonly policy: ResolvePolicy;
  readonly tags: TagMemory;
  readonly memory: MirrorMemory;
  readonly limits: ResolveLimits;
  readonly now: () => number;
  /** Ends what runs. */
  readonly signal: AbortSignal;
}

type Told = Omit<KnownTag, 'atMs'> | 'unknown';

/** What a tag is: never by the word of one mirror, unless the user decided so. However many ask at once, it is found out once. */
export class TagResolver {
  readonly #options: ResolverOptions;
  readonly #asking = new Map<string, Promise<ResolvedTag>>();
  readonly #stale = new Map<string, number>();

  constructor(options: ResolverOptions) {
    this.#options = options;
  }

  /** Tags that were handed out though nobody could confirm them when they were asked for last. */
  get stale(): readonly string[] {
    return [...this.#stale.keys()];
  }

  resolve(relayed: Relayed, image: ImageReference): Promise<ResolvedTag> {
    const name = `${image.registry}/${image.repository}:${image.tag}`;
    const known = this.#options.tags.get(name);
    if (known !== null && this.#isWithin(known.atMs, this.#options.limits.freshMs))
      return Promise.resolve({ kind: 'fresh', tag: known });
    const failedMs = this.#stale.get(name);
    if (known !== null && failedMs !== undefined && this.#isWithin(failedMs, this.#options.limits.retryMs))
      return Promise.resolve({ kind: 'stale', tag: known });
    const asking =
      this.#asking.get(name) ??
      this.#find(relayed, image, name, known).finally(() => this.#asking.delete(name));
    this.#asking.set(name, asking);
    return asking;
  }

  /** What is yet to come was noted before the clock was set back. */
  #isWithin(atMs: number, ms: number): boolean {
    const age = this.#options.now() - atMs;
    return age >= 0 && age < ms;
  }

  async #find(
    relayed: Relayed,
    image: ImageReference,
    name: string,
    known: KnownTag | null,
  ): Promise<ResolvedTag> {
    const told = await this.#ask(relayed, image);
    if (told === 'unknown') return { kind: 'unknown' };
    if (told === null && known !== null) this.#stale.set(name, this.#options.now());
    if (told === null) return known === null ? { kind: 'nobody' } : { kind: 'stale', tag: known };
    this.#stale.delete(name);
    const tag = { ...told, atMs: this.#options.now() };
    this.#options.tags.put(name, tag);
    return { kind: 'fresh', tag };
  }

  async #ask(relayed: Relayed, image: ImageReference): Promise<Told | null> {
    const { policy, memory, limits, signal } = this.#options;
    const consensus = async (): Promise<Told | null> =>
      by('consensus', await askForConsensus(relayed, image, memory, limits, signal));
    switch (policy) {
      case 'hub':
        return await this.#upstream(relayed, image);
      case 'consensus':
        return await consensus();
      case 'first':
        return by('first', await askForFirst(relayed, image, memory, limits, signal));
      case 'automatic': {
        const upstream = this.#upstream(relayed, image);
        const early = await Promise.race([upstream, after(limits.patienceMs)]);
        if (early !== null && early !== undefined) return early;
        return await firstOf([upstream, consensus()]);
      }
      default:
        return policy satisfies never;
    }
  }

  /** The registry itself, by HEAD: that counts against nobody's pull limit. Where it is out of reach it is left alone like a mirror that is. */
  async #upstream({ upstream, openTransport }: Relayed, image: ImageReference): Promise<Told | null> {
    const { memory, limits, signal, now } = this.#options;
    if (upstream === null || memory.standingOf(upstream.href) !== 'fit') return null;
    const startedMs = now();
    const hub = openHub(openTransport(), upstream, image, {
      timeouts: { ...TIMEOUTS, mirrorMs: limits.upstreamMs },
      signal,
    });
    try {
      const digest = await hub.tagDigest();
      if (digest !== null || hub.unknown !== null) memory.clear(upstream.href);
      else {
        const ms = now() - startedMs;
        memory.learn({ source: upstream.href, trouble: 'unreachable', retryAtMs: null, bytes: 0, ms });
      }
      if (digest === null && hub.unknown !== null) return 'unknown';
      return by('hub', digest);
    } finally {
      await hub.close();
    }
  }
}

function by(who: KnownTag['by'], digest: Digest | null): Told | null {
  return digest === null ? null : { digest, by: who };
}
