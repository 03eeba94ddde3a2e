import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { MirrorReport, Report } from '../../src/report/types.ts';
import { clockEnvironment } from './clock-environment.ts';

export interface CliRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Resolves when the process is to be interrupted. */
  readonly interruptWhen?: Promise<unknown>;
  readonly signal?: NodeJS.Signals;
  readonly bin?:
    | 'mirror-check'
    | 'mirror-apply'
    | 'mirror-cache'
    | 'mirror-doctor'
    | 'mirror-relay'
    | 'mirror-status'
    | 'mirror-sync'
    | 'mirror-watch';
}

/** Runs the built command (`npm run build`) as a user would, with nothing of this shell's environment but the PATH. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const { bin = 'mirror-check', env = {}, stdin, interruptWhen, signal = 'SIGINT' } = options;
  const script = fileURLToPath(new URL(`../../bin/${bin}.js`, import.meta.url));
  const { PATH = '', SystemRoot = '' } = process.env;
  const child = spawn(process.execPath, [script, ...args], {
    env: { PATH, SystemRoot, ...clockEnvironment(), ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdin.end(stdin ?? '');
  void interruptWhen?.then(() => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

export function reportOf(run: CliRun): Report {
  try {
    return JSON.parse(run.stdout) as Report;
  } catch {
    throw new Error(`no report on stdout (exit ${run.exitCode}): ${run.stderr || run.stdout}`);
  }
}

export function onlyMirror(report: Report): MirrorReport {
  const [mirror, ...others] = report.mirrors;
  if (mirror === undefined || others.length > 0) throw new Error(`${report.mirrors.length} mirrors, not one`);
  return mirror;
}
