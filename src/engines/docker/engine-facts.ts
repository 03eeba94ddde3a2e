import path from 'node:path';
import { type FileState, readFileState } from '../../host/file-state.ts';
import { isThere } from '../../host/is-there.ts';
import { HOST } from '../../host/limits.ts';
import type { ProcessIdentity } from '../../host/process-identity.ts';
import { findHubLogin } from './accounts.ts';
import type { LiveEngine } from './api/info.ts';
import type { Asker } from './find-endpoint.ts';
import type { DockerdFlag } from './flags.ts';
import type { Located } from './locate.ts';
import type { NextStart } from './next-start.ts';
import type { EngineFacts } from './plan/index.ts';
import { runsWith } from './runs-with.ts';
import { startedProxies } from './started-proxies.ts';
import type { EngineVersion } from './version.ts';

/** What a plan goes by: as the engine shows it, else as its next start and its files tell. `homes`: where a login may lie. */
export async function engineFacts({
  live,
  version,
  process,
  file,
  flags,
  reads,
  next,
  environment,
  install,
  asker,
  homes,
}: {
  readonly live: LiveEngine | null;
  readonly version: EngineVersion | null;
  readonly process: ProcessIdentity | null;
  /** That of this run. `reads`: that of the process; null: not known. */
  readonly file: FileState;
  readonly flags: readonly DockerdFlag[];
  readonly reads: string | null;
  readonly next: NextStart;
  readonly environment: Readonly<Record<string, string>>;
  readonly install: Located;
  readonly asker: Asker;
  readonly homes: readonly string[];
}): Promise<EngineFacts> {
  const isRead = reads === null || reads === install.configPath;
  return {
    running: live !== null,
    version,
    goVersion: live?.goVersion ?? null,
    store: live?.store ?? null,
    swarm: live?.swarm ?? false,
    liveRestore: live?.liveRestore ?? false,
    runningContainers: live?.runningContainers ?? 0,
    flags,
    file: reads,
    next,
    runs: live === null ? null : await runsWith(live, process, { file, isRead }, install, next.flags),
    mirrors: live?.mirrors ?? null,
    proxies: live?.proxies ?? null,
    startedProxies: isRead ? await startedProxies(process, file, environment, version) : {},
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
