import type { Hands, PulledImage } from '../../change/hands.ts';
import { run, succeeded } from '../../host/run.ts';
import { type ImageReference, parseReference } from '../../registry/reference.ts';
import { type OwnExpect, type OwnShown, ownHands } from '../files/own-hands.ts';
import { ENGINE_API } from '../limits.ts';
import type { SeenPodman } from './find.ts';
import { linesOf, podmanInfo } from './info.ts';
import { shownOf } from './plan.ts';

/** What a change does with podman: nothing runs that could be told anything, so each look is a new `podman info`. */
export function handsOf(seen: SeenPodman): Hands<OwnExpect, OwnShown> {
  const { registry } = seen;
  return ownHands({
    before: { mirrors: shownOf(seen)?.mirrors ?? [] },
    async look() {
      const info = await podmanInfo();
      return info.kind === 'info' ? { mirrors: shownOf({ info, registry })?.mirrors ?? [] } : null;
    },
    async judge(temp) {
      const info = await podmanInfo(temp);
      return info.kind === 'info' ? null : { by: 'podman', lines: info.lines };
    },
    silent: { kind: 'refused' },
    tryOut: (image, signal) => pull(image, seen, signal),
  });
}

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
