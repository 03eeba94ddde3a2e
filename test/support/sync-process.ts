import { spawn } from 'node:child_process';
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { clockEnvironment } from '../../src/host/clock-environment.ts';
import type { SyncReport } from '../../src/sync/index.ts';

/** A home in which `mirror-sync` runs again and again; as root, as nobody. */
export interface SyncHome {
  readonly state: string;
  /** Resolves however it ends. The report is null where none came. */
  run(args: readonly string[], options?: SyncRunOptions): Promise<SyncEnd>;
  /** A file in it that the run may read. */
  file(name: string, text: string | Uint8Array): Promise<string>;
  remove(): Promise<void>;
}

export interface SyncRunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Killed when this says so, with SIGKILL or another signal. */
  readonly killWhen?: () => boolean;
  readonly signal?: NodeJS.Signals;
  readonly format?: 'json' | 'text';
  readonly input?: string;
  /** Another than the home's own. */
  readonly state?: string;
}

export interface SyncEnd {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly report: SyncReport | null;
}

/** From the package's folder: benchmarks are compiled into another. */
const BIN = resolve('bin', 'mirror-sync.js');
const NOBODY = 65_534;

export async function openSyncHome(): Promise<SyncHome> {
  const folder = await mkdtemp(join(tmpdir(), 'mirror-check-sync-'));
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) await chown(folder, NOBODY, NOBODY);
  const state = join(folder, 'state', 'state.ndjson');
  return {
    state,
    run: (args, options = {}) => run(folder, options.state ?? state, isRoot, args, options),
    file: async (name, text) => {
      await mkdir(folder, { recursive: true });
      const path = join(folder, name);
      await writeFile(path, text, { mode: 0o644 });
      return path;
    },
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

async function run(
  folder: string,
  state: string,
  isRoot: boolean,
  args: readonly string[],
  { env = {}, killWhen, signal = 'SIGKILL', format = 'json', input }: SyncRunOptions,
): Promise<SyncEnd> {
  // The clock is handed over behind setpriv: what its library makes as root, nobody's process of the same pid may not open.
  const clock = clockEnvironment(process.env);
  const words = Object.entries(clock).map(([name, value]) => `${name}=${value}`);
  const drop = isRoot
    ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', 'env', ...words]
    : [];
  const all = [...drop, process.execPath, BIN, ...args, '--state', state, '--format', format];
  const [program = '', ...rest] = all;
  const { PATH = '', SystemRoot = '' } = process.env;
  const child = spawn(program, rest, {
    env: { PATH, SystemRoot, HOME: folder, LC_ALL: 'C', ...(isRoot ? {} : clock), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input ?? '');
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const watch = setInterval(() => {
    if (killWhen?.() !== true) return;
    clearInterval(watch);
    child.kill(signal);
  }, 5);
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearInterval(watch);
  const report = format === 'json' && stdout.startsWith('{') ? (JSON.parse(stdout) as SyncReport) : null;
  return { exitCode, stdout, stderr, report };
}
