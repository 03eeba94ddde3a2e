import type { Options } from 'execa';
import { cleanEnvironment } from './clean-environment.ts';
import { RUN } from './limits.ts';

export interface RunOptions {
  /** SIGKILL after this long. */
  readonly timeoutMs?: number;
  /** Of stdout and of stderr, each; the program is ended when it writes more. */
  readonly maxOutputBytes?: number;
  /** Added to the clean environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the program by SIGTERM. */
  readonly signal?: AbortSignal;
  /** Run as another user, with no supplementary groups. Needs root. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

/**
 * What became of a program. `code` is its exit status. Output is text as the program wrote it: clean it before it is shown.
 *
 * - `not-started`: it is not installed, or may not be executed.
 */
export type RunResult =
  | { readonly kind: 'exited'; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'not-started'; readonly program: string; readonly errno: string }
  | { readonly kind: 'timed-out'; readonly program: string; readonly timeoutMs: number }
  | { readonly kind: 'too-much-output'; readonly program: string }
  | { readonly kind: 'killed'; readonly program: string; readonly signal: string };

/** Ran to its end and said that all is well. */
export function succeeded(result: RunResult): result is Extract<RunResult, { kind: 'exited' }> {
  return result.kind === 'exited' && result.code === 0;
}

/**
 * Runs a program without a shell, in a clean environment (`LC_ALL=C`: its words are read by us), with bounded time and
 * output. Never throws for what the program does.
 */
export async function run(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const { execa } = await import('execa');
  const timeoutMs = options.timeoutMs ?? RUN.timeoutMs;
  const settings = {
    env: { ...cleanEnvironment(process.env, process.getuid?.() ?? null), ...options.env },
    extendEnv: false,
    stdin: 'ignore',
    // A terminal sends Ctrl-C to everybody in the foreground: what we do about it is ours to decide, half of a reload is none.
    detached: process.platform !== 'win32',
    reject: false,
    stripFinalNewline: false,
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    maxBuffer: options.maxOutputBytes ?? RUN.outputBytes,
    encoding: 'utf8',
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
    ...(options.user === undefined ? {} : { ...options.user, cwd: '/' }),
  } satisfies Options;
  const child = execa(program, [...args], settings);
  // `service x start` leaves a daemon that keeps our pipes open for as long as it lives: what was said by the end of the
  // program itself is all we wait for.
  child.once('exit', () => {
    setTimeout(() => {
      child.stdout.destroy();
      child.stderr.destroy();
    }, RUN.lastWordsMs).unref();
  });
  const result = await child;
  if (result.timedOut) return { kind: 'timed-out', program, timeoutMs };
  if (result.isMaxBuffer) return { kind: 'too-much-output', program };
  if (result.signal !== undefined) return { kind: 'killed', program, signal: result.signal };
  if (result.exitCode === undefined) return { kind: 'not-started', program, errno: result.code ?? 'UNKNOWN' };
  return { kind: 'exited', code: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}
