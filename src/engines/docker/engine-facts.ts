import path from 'node:path';
import { type FileState, readFileState } from '../../host/file-state.ts';
import { isThere } from '../../host/is-there.ts';
import { HOST } from '../../host/limits.ts';
import type { ProvenProcess } from '../../host/prove-process.ts';
import { run, succeeded } from '../../host/run.ts';
import { findHubLogin } from './accounts.ts';
import type { LiveEngine } from './api/info.ts';
import type { Asker } from './find-endpoint.ts';
import type { DockerdFlag } from './flags.ts';
import type { Located } from './locate.ts';
import type { EngineFacts } from './plan/index.ts';
import { runsWith } from './runs-with.ts';
import { type EngineVersion, parseEngineVersion } from './version.ts';

/** What a plan goes by: as the engine shows it, else as its program and its files tell. `homes`: where a login may lie. */
export async function engineFacts(known: {
  readonly engine: LiveEngine | null;
  readonly daemon: ProvenProcess | null;
  readonly file: FileState;
  readonly flags: readonly DockerdFlag[];
  readonly nextFlags: readonly DockerdFlag[];
  readonly install: Located;
  readonly asker: Asker;
  readonly homes: readonly string[];
  readonly program: string | null;
}): Promise<EngineFacts> {
  const { engine, daemon, file, flags, nextFlags, install, asker, homes, program } = known;
  return {
    running: engine !== null,
    version: engine?.version ?? (await versionOf(program)),
    goVersion: engine?.goVersion ?? null,
    store: engine?.store ?? null,
    swarm: engine?.swarm ?? false,
    liveRestore: engine?.liveRestore ?? false,
    runningContainers: engine?.runningContainers ?? 0,
    flags,
    nextFlags,
    runs: engine === null ? null : await runsWith(engine, daemon?.identity ?? null, file, install, nextFlags),
    mirrors: engine?.mirrors ?? null,
    proxies: engine?.proxies ?? null,
    hostsToml: await readHostsToml(install),
    login: await findHubLogin(asker, homes),
  };
}

/** `_default` is for every registry that has no directory of its own; one that is empty hides it (containerd docs/hosts.md). */
async function readHostsToml({ certsDir }: Located): Promise<EngineFacts['hostsToml']> {
  if (certsDir === null) return null;
  const own = path.join(certsDir, 'docker.io');
  const file = path.join((await isThere(own)) ? own : path.join(certsDir, '_default'), 'hosts.toml');
  const state = await readFileState(file, HOST.settingsBytes);
  return state.kind === 'file' ? { path: file, text: state.bytes.toString('utf8') } : null;
}

/** `Docker version 20.10.24+dfsg1, build 297e128`; null where there is no dockerd to ask. */
async function versionOf(program: string | null): Promise<EngineVersion | null> {
  if (program === null) return null;
  const result = await run(program, ['--version']);
  if (!succeeded(result)) return null;
  return parseEngineVersion(/version ([^,\s]+)/.exec(result.stdout)?.[1] ?? '');
}
