import { execFile } from 'node:child_process';
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** An engine of Debian's: `/` for the one that is installed, else a folder that its packages were unpacked into. */
export interface EngineBuild {
  readonly kind: 'engine';
  readonly name: string;
  /** What dockerd says of itself: `20.10.24+dfsg1`. */
  readonly version: string;
  readonly root: string;
}

export interface NoEngine {
  readonly kind: 'unavailable';
  readonly name: string;
  readonly why: string;
}

/** bookworm: 20.10; trixie: 26.1; sid: the newest that Debian has. */
export const SUITES = ['bookworm', 'trixie', 'sid'] as const;
export type Suite = (typeof SUITES)[number];

/**
 * The engine of a suite: the system's own for bookworm, unpacked beside it for the others and kept for a week. A suite that cannot
 * be had is told of on stderr, and its tests are skipped and counted so.
 */
export async function engineOf(suite: Suite): Promise<EngineBuild | NoEngine> {
  const root = suite === 'bookworm' ? '/' : join(CACHE, suite);
  try {
    if (suite !== 'bookworm' && !(await isFresh(root))) await fetchTo(root, suite);
    return { kind: 'engine', name: suite, version: await versionOf(root), root };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    console.warn(`skipped: no engine of ${suite}: ${why}`);
    return { kind: 'unavailable', name: suite, why };
  }
}

/** PATH for the engine and what it starts: its own programs first, the system's runc and the rest after. */
export function searchPath({ root }: EngineBuild): string {
  const system = '/usr/sbin:/usr/bin:/sbin:/bin';
  return root === '/' ? system : `${root}/usr/bin:${root}/usr/sbin:${system}`;
}

export function programOf({ root }: EngineBuild, path: 'usr/sbin/dockerd' | 'usr/bin/docker'): string {
  return join(root, path);
}

/** Debian's OpenRC, which cannot be installed beside the system's own init, unpacked; null: it cannot be had. */
export async function openrcRoot(): Promise<string | null> {
  const root = join(CACHE, 'openrc');
  try {
    if (!(await isFresh(root))) await fetchTo(root, 'bookworm', OPENRC);
    return root;
  } catch (error) {
    console.warn(`skipped: no OpenRC: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

/** Root's own folder: what lies here is run as root, so it is none that others can write to. */
const CACHE = '/var/cache/mirror-check-lab';
const WEEK_MS = 7 * 24 * 3600 * 1000;
/** Not runc: that of newer suites wants a newer libc than bookworm's. */
const PACKAGES = ['docker.io', 'docker-cli', 'containerd'];
/** insserv has the names that OpenRC looks for in scripts of the old kind. */
const OPENRC = ['openrc', 'librc1', 'libeinfo1', 'insserv'];

async function fetchTo(root: string, suite: Suite, packages = PACKAGES): Promise<void> {
  await mkdir(dirname(root), { recursive: true, mode: 0o755 });
  const script = fileURLToPath(new URL('./fetch-engine.sh', import.meta.url));
  try {
    await run('sh', [script, suite, root, ...packages], { timeout: 240_000 });
  } catch (error) {
    if ((await ageOf(root)) === null) throw error;
    console.warn(`${root} is older than a week, and could not be fetched anew`);
  }
}

async function isFresh(root: string): Promise<boolean> {
  const age = await ageOf(root);
  return age !== null && age < WEEK_MS;
}

/** In ms; null: it is not there. The unpacking of the packages does not set the folder's own change time, its move into place does. */
async function ageOf(root: string): Promise<number | null> {
  try {
    return Date.now() - (await stat(root)).ctimeMs;
  } catch {
    return null;
  }
}

async function versionOf(root: string): Promise<string> {
  const { stdout } = await run(join(root, 'usr/sbin/dockerd'), ['--version']);
  return /version ([^,\s]+)/.exec(stdout)?.[1] ?? stdout.trim();
}
