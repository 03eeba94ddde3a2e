import path from 'node:path';
import { readFileState } from '../../host/file-state.ts';
import { isThere } from '../../host/is-there.ts';
import { HOST } from '../../host/limits.ts';
import type { Asker, NodeFile, Unread } from '../engine.ts';
import { endpointsOf } from '../files/registries-yaml.ts';
import { isHere } from './find.ts';
import { BY_HAND } from './kinds.ts';

/** The registries.yaml of k3s or RKE2, which make hosts.toml of it at their start; null: it is not here. */
export async function kubernetesFile(
  name: 'k3s' | 'rke2',
  registry: string,
  asker: Asker,
): Promise<NodeFile | null> {
  if (!(await isHere(name, asker))) return null;
  const { place, activate } = BY_HAND[name];
  const file = place(asker, registry);
  const state = await readFileState(file, HOST.configBytes);
  const text = state.kind === 'file' ? state.bytes.toString('utf8') : '';
  const own = endpointsOf(text, registry);
  // `*` stands for each registry that has no entry.
  const endpoints = own?.length === 0 ? endpointsOf(text, '*') : own;
  const agent = `/var/lib/rancher/${name}/agent`;
  const stray = `/etc/containerd/certs.d/${registry}/hosts.toml`;
  const restart = activate(asker, await isThere(`/etc/systemd/system/${name}-agent.service`));
  const unread: Unread | null =
    endpoints === null
      ? { why: 'bad-file', line: null }
      : state.kind === 'file'
        ? await changedSince(
            state.path,
            state.identity.ctimeNs,
            path.join(agent, 'etc/containerd/config.toml'),
          )
        : null;
  return {
    engine: name,
    path: file,
    state: state.kind === 'file' ? 'there' : state.kind === 'absent' ? 'absent' : 'closed',
    hosts: (endpoints ?? []).map((url) => ({ url, resolves: true })),
    server: null,
    unread,
    strays: (await isThere(stray)) ? [stray] : [],
    restartCommand: (restart ?? '').replace(/^sudo /, ''),
    dataRoot: path.join(agent, 'containerd'),
  };
}

/** Its containerd's configuration is written anew at each start. null: by then the file stood as it does, or that is not seen. */
async function changedSince(file: string, changedNs: bigint, made: string): Promise<Unread | null> {
  const state = await readFileState(made, HOST.configBytes);
  if (state.kind !== 'file' || state.identity.ctimeNs >= changedNs) return null;
  return { why: 'changed-since', config: file };
}
