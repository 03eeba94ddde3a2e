import path from 'node:path';
import { readFileState } from '../../host/file-state.ts';
import { isThere } from '../../host/is-there.ts';
import { HOST } from '../../host/limits.ts';
import { listFolder } from '../../host/list-folder.ts';
import { startedAt } from '../../host/process-identity.ts';
import type { ProvenProcess } from '../../host/prove-process.ts';
import { run, succeeded } from '../../host/run.ts';
import { parseContainerdVersion, readDump } from './config.ts';
import { ownProcess } from './service.ts';

/** containerd's program, and its own configuration as a start would take it now. */
export interface Configured {
  /** null: none runs, or several. */
  readonly daemon: ProvenProcess | null;
  readonly program: string;
  readonly version: { readonly text: string; readonly major: number };
  /** config.toml, there or not. */
  readonly main: string;
  /** The one that the process goes by. */
  readonly named: string;
  readonly look: () => Promise<Dumped>;
}

/** What containerd makes of its own configuration. */
export type Dumped =
  | { readonly kind: 'dump'; readonly dump: ReturnType<typeof readDump> }
  /** `lines`: containerd's own words; clean them before they are shown. */
  | { readonly kind: 'bad-config'; readonly lines: readonly string[] };

/**
 * A dump says what a start would take; whether this process was started with it, its time tells. The file that is newer than it, of config.toml and those that it takes in; null: none, or that is not
 * seen. A file that the process does not go by tells nothing.
 */
export async function changedSince(
  { daemon, main, named }: Configured,
  imports: readonly string[],
): Promise<string | null> {
  const started = daemon === null || main !== named ? null : await startedAt(daemon.identity);
  if (started === null) return null;
  for (const file of [main, ...(await Promise.all(imports.map(filesOf))).flat()]) {
    const state = await readFileState(file, HOST.configBytes);
    // Start times are told to a second.
    const isNewer = state.kind === 'file' && Number(state.identity.ctimeNs / 1_000_000n) > started + 1000;
    if (isNewer) return file;
  }
  return null;
}

/** `conf.d/*.toml` names all of these. */
async function filesOf(pattern: string): Promise<readonly string[]> {
  const folder = path.dirname(pattern);
  if (!path.basename(pattern).includes('*')) return [pattern];
  return (await listFolder(folder))
    .filter((name) => name.endsWith('.toml'))
    .map((name) => path.join(folder, name));
}

/** null: there is no containerd. `config`: the file, where it is not its own. */
export async function findConfigured(config: string | null): Promise<Configured | null> {
  const daemon = await ownProcess();
  const program = daemon?.program ?? 'containerd';
  const versionRun = await run(program, ['--version']);
  const version = succeeded(versionRun) ? parseContainerdVersion(versionRun.stdout) : null;
  if (version === null) return null;
  const flag = daemon?.argv.findIndex((word) => word === '--config' || word === '-c') ?? -1;
  const named = flag < 0 ? null : (daemon?.argv[flag + 1] ?? null);
  const own = named ?? '/etc/containerd/config.toml';
  const main = config === null ? own : path.resolve(config);
  const look = async (): Promise<Dumped> => {
    const args = (await isThere(main)) ? ['--config', main, 'config', 'dump'] : ['config', 'default'];
    const dump = await run(program, args);
    if (dump.kind !== 'exited') return { kind: 'bad-config', lines: [] };
    if (dump.code === 0) return { kind: 'dump', dump: readDump(dump.stdout) };
    return { kind: 'bad-config', lines: dump.stderr.split('\n').filter((line) => line !== '') };
  };
  return { daemon, program, version, main, named: own, look };
}
