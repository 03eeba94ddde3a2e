import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The repository, seen from where the compiled benchmark lies (.work/bench/bench/cli). */
const ROOT: string = fileURLToPath(new URL('../../../../', import.meta.url));
export const CLI: string = join(ROOT, 'bin/mirror-check.js');

/** A module of the built package: it finds package.json and mirrors.json where they are. */
export function built(path: string): Promise<unknown> {
  return import(pathToFileURL(join(ROOT, 'dist', path)).href);
}

/** What one run of a process took, by the operating system's own account. */
export interface Usage {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMiB: number;
  readonly stdout: string;
  readonly exitCode: number | null;
}

/** Root has the network's part done by another process, which would not be counted: so nobody is who runs. */
const HOOK = `data:text/javascript,import{openSync,writeFileSync}from'node:fs';const f=openSync(process.env.USAGE_FILE,'w');if(process.getuid&&process.getuid()===0){process.setgroups([]);process.setgid(65534);process.setuid(65534)}process.on('exit',()=>{const c=process.cpuUsage();writeFileSync(f,JSON.stringify({cpuMs:(c.user+c.system)/1000,peakMiB:process.resourceUsage().maxRSS/1024}))})`;

/** Runs node, or the program named, with these arguments to its end. `withUsage`: of node alone. Shell variables that change what Node trusts are left out. */
export async function measured(
  args: readonly string[],
  withUsage = true,
  program: string = process.execPath,
): Promise<Usage> {
  const folder = mkdtempSync(join(tmpdir(), 'mirror-check-bench-'));
  const file = join(folder, 'usage.json');
  const { PATH = '' } = process.env;
  const startedAt = performance.now();
  const child = spawn(program, [...(withUsage ? ['--import', HOOK] : []), ...args], {
    env: { PATH, USAGE_FILE: file },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const wallMs = performance.now() - startedAt;
  const usage = withUsage
    ? (JSON.parse(readFileSync(file, 'utf8')) as { cpuMs: number; peakMiB: number })
    : { cpuMs: 0, peakMiB: 0 };
  rmSync(folder, { recursive: true });
  return { wallMs, ...usage, stdout, exitCode };
}
