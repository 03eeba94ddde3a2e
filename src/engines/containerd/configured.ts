import path from 'node:path';
import { isThere } from '../../host/is-there.ts';
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
  readonly look: () => Promise<Dumped>;
}

/** What containerd makes of its own configuration. */
export type Dumped =
  | { readonly kind: 'dump'; readonly dump: ReturnType<typeof readDump> }
  /** `lines`: containerd's own words; clean them before they are shown. */
  | { readonly kind: 'bad-config'; readonly lines: readonly string[] };

/** null: there is no containerd. `config`: the file, where it is not its own. */
export async function findConfigured(config: string | null): Promise<Configured | null> {
  const daemon = await ownProcess();
  const program = daemon?.program ?? 'containerd';
  const versionRun = await run(program, ['--version']);
  const version = succeeded(versionRun) ? parseContainerdVersion(versionRun.stdout) : null;
  if (version === null) return null;
  const flag = daemon?.argv.findIndex((word) => word === '--config' || word === '-c') ?? -1;
  const named = flag < 0 ? null : (daemon?.argv[flag + 1] ?? null);
  const main = config === null ? (named ?? '/etc/containerd/config.toml') : path.resolve(config);
  const look = async (): Promise<Dumped> => {
    const args = (await isThere(main)) ? ['--config', main, 'config', 'dump'] : ['config', 'default'];
    const dump = await run(program, args);
    if (dump.kind !== 'exited') return { kind: 'bad-config', lines: [] };
    if (dump.code === 0) return { kind: 'dump', dump: readDump(dump.stdout) };
    return { kind: 'bad-config', lines: dump.stderr.split('\n').filter((line) => line !== '') };
  };
  return { daemon, program, version, main, look };
}
