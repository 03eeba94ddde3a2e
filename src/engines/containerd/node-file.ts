import path from 'node:path';
import { readFileState } from '../../host/file-state.ts';
import { isThere } from '../../host/is-there.ts';
import { HOST } from '../../host/limits.ts';
import type { NodeFile, Unread } from '../engine.ts';
import { type HostsRead, readHostsToml } from '../files/read-hosts-toml.ts';
import { type CriConfig, folderOf, type NoFolder } from './config.ts';
import { folderFor } from './config-file.ts';
import { changedSince, findConfigured } from './configured.ts';

/** The hosts.toml that containerd's CRI plugin would read; null: no such plugin is at work here. */
export async function containerdFile(registry: string): Promise<NodeFile | null> {
  const configured = await findConfigured(null);
  const dumped = (await configured?.look()) ?? null;
  if (configured === null || dumped?.kind !== 'dump') return null;
  const { dump } = dumped;
  const found = folderOf(dump, configured.main, configured.version.major);
  const unread =
    typeof found === 'string'
      ? sinceStart(await changedSince(configured, dump.imports))
      : unreadFor(found, configured.main);
  if (unread === 'no-node') return null;
  const folder = typeof found === 'string' ? found : folderFor(dump.configPath);
  const file = path.join(folder, registry, 'hosts.toml');
  const state = await readFileState(file, HOST.configBytes);
  const read: HostsRead | null = state.kind === 'file' ? readHostsToml(state.bytes.toString('utf8')) : null;
  return {
    engine: 'containerd',
    path: file,
    state: state.kind === 'file' ? 'there' : state.kind === 'absent' ? 'absent' : 'closed',
    hosts: read?.kind === 'hosts' ? read.hosts : [],
    server: read?.kind === 'hosts' ? read.server : null,
    unread: unread ?? (read?.kind === 'bad-toml' ? { why: 'bad-file', line: read.line } : null),
    strays: (await isThere(DOCKERS)) ? [DOCKERS] : [],
    restartCommand: 'systemctl restart containerd',
    dataRoot: dataRootOf(dump),
  };
}

/** `no-node`: nothing pulls through CRI, or will from the next start on; or a file that is taken in decides, which the dump does not show. */
function unreadFor({ kind }: NoFolder, config: string): Unread | 'no-node' {
  return kind === 'cri-off' || kind === 'tls-inside' || kind === 'imports'
    ? 'no-node'
    : { why: kind, config };
}

/** What people edit, and a kubelet's engine does not read. */
const DOCKERS = '/etc/docker/daemon.json';

function dataRootOf({ root }: CriConfig): string {
  return root === '' ? '/var/lib/containerd' : root;
}

function sinceStart(config: string | null): Unread | null {
  return config === null ? null : { why: 'changed-since', config };
}
