import path from 'node:path';
import type { Hands, PulledImage } from '../../change/hands.ts';
import { bytesOf, readFileState } from '../../host/file-state.ts';
import { HOST } from '../../host/limits.ts';
import { parseReference } from '../../registry/reference.ts';
import { parseHostsToml } from '../files/hosts-toml.ts';
import { type OwnExpect, type OwnShown, ownHands } from '../files/own-hands.ts';
import { criVersion, hasImage, pullImage, removeImage } from './cri.ts';
import type { SeenContainerd } from './find.ts';

/**
 * What a change does with containerd. It shows no hosts.toml, and passes over a bad one without a word: what is looked at is the file as it
 * stands, by our own strict reading, the folder that its configuration names, and that the CRI plugin answers.
 */
export function handsOf(seen: SeenContainerd): Hands<OwnExpect, OwnShown> {
  const { file, socket, running, hosts } = seen;
  return ownHands({
    before: running ? { mirrors: (hosts ?? []).map(({ url }) => url) } : null,
    async look() {
      if ((await criVersion(socket)).kind !== 'answer') return null;
      const folder = path.dirname(path.dirname(file.path));
      if ((await seen.folderNow()) !== folder) return { mirrors: [] };
      const now = await readFileState(file.path, HOST.configBytes);
      const bytes = now.kind === 'file-failure' ? null : bytesOf(now);
      const read = bytes === null ? [] : parseHostsToml(bytes.toString('utf8'));
      return { mirrors: (read ?? []).map(({ url }) => url) };
    },
    // There is nothing that would check one; what we write is read again, strictly, by `look`.
    judge: async () => null,
    silent: running ? { kind: 'not-up' } : { kind: 'active', shown: null },
    tryOut: (image, signal) => pull(image, seen, signal),
  });
}

async function pull(familiar: string, { socket }: SeenContainerd, signal: AbortSignal): Promise<PulledImage> {
  const parsed = parseReference(familiar);
  const name = parsed.ok ? `${parsed.value.registry}/${parsed.value.repository}` : familiar;
  const { tag, digest } = parsed.ok ? parsed.value : { tag: null, digest: null };
  const image = digest === null ? `${name}:${tag ?? 'latest'}` : `${name}@${digest}`;
  const known = await hasImage(socket, image);
  const startedAt = performance.now();
  const pulled = await pullImage(socket, image, signal);
  const seconds = (performance.now() - startedAt) / 1000;
  if (pulled.kind === 'failed') return { kind: 'pull-failed', seconds, detail: pulled.detail };
  const removed = known === false && (await removeImage(socket, image)).kind === 'answer';
  return { kind: 'pulled', seconds, kept: !removed };
}
