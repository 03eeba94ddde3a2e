import type { Hands, PulledImage } from '../../change/hands.ts';
import { run, succeeded } from '../../host/run.ts';
import { type ImageReference, parseReference } from '../../registry/reference.ts';
import { ENGINE_API } from '../limits.ts';
import type { SeenPodman } from './find.ts';
import { linesOf, podmanInfo } from './info.ts';
import { isShown, type PodmanExpect, shownOf } from './plan.ts';

/** The mirrors of our registry, as podman itself shows them. */
export interface PodmanShown {
  readonly mirrors: readonly string[];
}

/** What a change does with podman: nothing runs that could be told anything, so each look is a new `podman info`. */
export function handsOf(seen: SeenPodman): Hands<PodmanExpect, PodmanShown> {
  const { registry } = seen;
  const before = { mirrors: shownOf(seen)?.mirrors ?? [] };
  const look = async (): Promise<PodmanShown | null> => {
    const info = await podmanInfo();
    return info.kind === 'info' ? { mirrors: shownOf({ info, registry })?.mirrors ?? [] } : null;
  };
  return {
    before,
    async judge(temp) {
      const info = await podmanInfo(temp);
      return info.kind === 'info' ? null : { by: 'podman', lines: info.lines };
    },
    async bring({ expect }) {
      const shown = await look();
      if (shown === null) return { kind: 'refused' };
      const asExpected = expect.mirrors === null || isShown({ ...UNSEEN, ...shown }, expect.mirrors);
      return asExpected ? { kind: 'active', shown } : { kind: 'not-shown' };
    },
    look,
    async standing() {
      const settings = await look();
      return settings === null ? { kind: 'down' } : { kind: 'up', settings };
    },
    stopsNow: async () => 0,
    // The old bytes are all the way back that there is.
    wayBack: () => null,
    // The file is all ours: of somebody else's text in it nothing is known.
    ownSettingsBack: () => null,
    rereadUnits: async () => true,
    async seenAgain() {
      const shown = await look();
      return shown !== null && isShown({ ...UNSEEN, ...shown }, before.mirrors);
    },
    tryOut: (image, signal) => pull(image, seen, signal),
    logSince: async () => [],
  };
}

const UNSEEN = { location: '', blocked: false };

async function pull(familiar: string, { proxies }: SeenPodman, signal: AbortSignal): Promise<PulledImage> {
  const parsed = parseReference(familiar);
  // A short name would be asked for at whatever registries this user searches.
  const image = parsed.ok ? fullName(parsed.value) : familiar;
  const known = await run('podman', ['image', 'exists', image]);
  const startedAt = performance.now();
  const env = { ...proxies };
  const pulled = await run('podman', ['pull', '--quiet', image], {
    env,
    timeoutMs: ENGINE_API.pullMs,
    signal,
  });
  const seconds = (performance.now() - startedAt) / 1000;
  if (!succeeded(pulled)) return { kind: 'pull-failed', seconds, detail: linesOf(pulled).at(-1) ?? '' };
  const wasMissing = known.kind === 'exited' && known.code === 1;
  const removed = wasMissing && succeeded(await run('podman', ['rmi', image]));
  return { kind: 'pulled', seconds, kept: !removed };
}

/** Podman 4 takes no tag beside a digest, which names the image by itself. */
function fullName({ registry, repository, tag, digest }: ImageReference): string {
  return `${registry}/${repository}${digest === null ? `:${tag ?? 'latest'}` : `@${digest}`}`;
}
