import type { Hands, PulledImage, PullWay } from '../../change/hands.ts';
import { tryPull } from '../../change/try-pull.ts';
import { run, succeeded } from '../../host/run.ts';
import { parseReference, wholeName } from '../../registry/reference.ts';
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

/** Podman 4 takes no tag beside a digest, and a short name would be asked for at whatever registries this user searches. */
async function pull(
  familiar: string,
  { proxies, registry }: SeenPodman,
  signal: AbortSignal,
): Promise<PulledImage> {
  const parsed = parseReference(familiar);
  const image = parsed.ok ? wholeName(parsed.value) : familiar;
  let log = '';
  return await tryPull({
    async has() {
      const known = await run('podman', ['image', 'exists', image]);
      return known.kind === 'exited' && known.code <= 1 ? known.code === 0 : null;
    },
    async pull() {
      const options = {
        env: { ...proxies },
        timeoutMs: ENGINE_API.pullMs,
        maxOutputBytes: ENGINE_API.bodyBytes,
        signal,
      };
      const pulled = await run('podman', ['--log-level', 'debug', 'pull', '--quiet', image], options);
      if (!succeeded(pulled)) return linesOf(pulled).findLast((line) => !IS_DEBUG.test(line)) ?? '';
      log = pulled.stderr;
      return null;
    },
    async way() {
      const info = await podmanInfo();
      return wayOf(log, info.kind === 'info' ? (shownOf({ info, registry })?.mirrors ?? []) : []);
    },
    remove: async () => succeeded(await run('podman', ['rmi', image])),
  });
}

const IS_DEBUG = /level=(?:debug|info)/;

/** Who gave the image, by podman's own log of one pull that worked: the last place that it tried, as containers/image writes it. Pure. */
export function wayOf(log: string, mirrors: readonly string[]): PullWay {
  const place = [...log.matchAll(/Trying to access \\?"([^"\\\s]+)/g)].at(-1)?.[1];
  if (place === undefined || mirrors.length === 0) return { kind: 'not-seen' };
  const by = mirrors.find((mirror) => place.startsWith(`${mirror}/`));
  return by === undefined ? { kind: 'past', by: place } : { kind: 'mirror', by };
}
