import { setTimeout as sleep } from 'node:timers/promises';
import type { ActivationFailure, Hands } from '../../change/hands.ts';
import { tryPull } from '../../change/try-pull.ts';
import { isAlive } from '../../host/process-identity.ts';
import { parseReference, wholeName } from '../../registry/reference.ts';
import { hostsBefore, hostsShown } from '../files/hosts-file.ts';
import { type OwnExpect, type OwnShown, ownHands } from '../files/own-hands.ts';
import { ENGINE_API } from '../limits.ts';
import { criVersion, hasImage, pullImage, removeImage } from './cri.ts';
import type { SeenContainerd } from './find.ts';
import { foldersOf } from './plan.ts';

/**
 * What a change does with containerd. It shows no hosts.toml, and passes over a bad one without a word: what is looked at is the file as it
 * stands, by our own strict reading, the folder that its configuration names, and that the CRI plugin answers.
 */
export function handsOf(seen: SeenContainerd): Hands<OwnExpect, OwnShown> {
  const { file, socket, running } = seen;
  const askFolder = (): Promise<boolean> => seen.folderNow().then((now) => now === foldersOf(file.path));
  // A dump takes longer than all that is written, and of config.toml a hosts.toml changes nothing: so it is asked for while that one is on its way.
  let ahead: Promise<boolean> | null = null;
  return ownHands({
    before: running ? hostsBefore(seen) : null,
    async look() {
      const asked = ahead;
      ahead = null;
      if ((await criVersion(socket)).kind !== 'answer') return null;
      return (await (asked ?? askFolder())) ? await hostsShown(seen) : { mirrors: [] };
    },
    // There is nothing that would check a hosts.toml; what we write is read again, strictly, by `look`.
    async judge(temp, bytes, { kind }) {
      if (kind === 'at-each-pull') ahead = askFolder();
      const after = seen.config?.after;
      if (!Buffer.isBuffer(after) || !after.equals(bytes)) return null;
      const lines = await seen.judge(temp);
      return lines === null ? null : { by: 'containerd', lines };
    },
    restart: () => restart(seen),
    silent: running ? { kind: 'not-up' } : { kind: 'active', shown: null },
    async tryOut(familiar, signal) {
      const parsed = parseReference(familiar);
      const image = parsed.ok ? wholeName(parsed.value) : familiar;
      return await tryPull({
        has: () => hasImage(socket, image),
        async pull() {
          const pulled = await pullImage(socket, image, signal);
          return pulled.kind === 'failed' ? pulled.detail : null;
        },
        leavesRests: true,
        remove: async () => (await removeImage(socket, image)).kind === 'answer',
      });
    },
  });
}

/** In force is what a new process has read: so the old one has to be gone, and the new one to answer over CRI. */
async function restart({ service, socket, process }: SeenContainerd): Promise<ActivationFailure | null> {
  const old = (await process())?.identity ?? null;
  await service.resetFailed();
  const action = await service.restart();
  if (action.kind !== 'done') return { kind: 'action-failed', action };
  const toldAt = performance.now();
  for (let elapsed = 0; elapsed < ENGINE_API.restartMs; elapsed = performance.now() - toldAt) {
    const gone = old === null || !(await isAlive(old));
    if (gone && (await criVersion(socket)).kind === 'answer') return null;
    await sleep(elapsed < 1000 ? ENGINE_API.pollMs : ENGINE_API.slowPollMs);
  }
  return { kind: 'not-up' };
}
