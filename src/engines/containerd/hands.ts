import path from 'node:path';
import type { Hands, PulledImage } from '../../change/hands.ts';
import { bytesOf, readFileState } from '../../host/file-state.ts';
import { HOST } from '../../limits.ts';
import { parseReference } from '../../registry/reference.ts';
import { parseHostsToml } from '../files/hosts-toml.ts';
import { criVersion, hasImage, pullImage, removeImage } from './cri.ts';
import type { SeenContainerd } from './find.ts';
import type { ContainerdExpect } from './plan.ts';

/** The hosts of our file, where its folder is the one in force and the plugin answers. */
export interface ContainerdShown {
  readonly mirrors: readonly string[];
}

/**
 * What a change does with containerd. It shows no hosts.toml, and passes over a bad one without a word: what is looked at is the file as it
 * stands, by our own strict reading, the folder that its configuration names, and that the CRI plugin answers.
 */
export function handsOf(seen: SeenContainerd): Hands<ContainerdExpect, ContainerdShown> {
  const { file, socket, running, hosts } = seen;
  const before = running ? { mirrors: (hosts ?? []).map(({ url }) => url) } : null;
  const look = async (): Promise<ContainerdShown | null> => {
    if ((await criVersion(socket)).kind !== 'answer') return null;
    const folder = path.dirname(path.dirname(file.path));
    if ((await seen.folderNow()) !== folder) return { mirrors: [] };
    const now = await readFileState(file.path, HOST.configBytes);
    const bytes = now.kind === 'file-failure' ? null : bytesOf(now);
    const read = bytes === null ? [] : parseHostsToml(bytes.toString('utf8'));
    return { mirrors: (read ?? []).map(({ url }) => url) };
  };
  return {
    before,
    // There is nothing that would check one; what we write is read again, strictly, by `look`.
    judge: async () => null,
    async bring({ expect }) {
      const shown = await look();
      if (shown === null) return running ? { kind: 'not-up' } : { kind: 'active', shown: null };
      const asExpected = expect.mirrors === null || shown.mirrors.join(' ') === expect.mirrors.join(' ');
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
      return shown !== null && shown.mirrors.join(' ') === (before?.mirrors ?? []).join(' ');
    },
    tryOut: (image, signal) => pull(image, seen, signal),
    logSince: async () => [],
  };
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
