import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clockEnvironment } from '../../src/host/clock-environment.ts';

/** `mirror-relay run` as its own process; as root, one of nobody's. */
export interface RelayProcess {
  readonly url: string;
  readonly spool: string;
  readonly pid: number;
  log(): string;
  /** SIGTERM, or another; resolves to the exit code, or null when the signal ended it. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
  /** Ends it, and takes its folder away. */
  stop(): Promise<void>;
}

export interface RelayProcessOptions {
  /** Words before the command: a namespace to enter. */
  readonly prefix?: readonly string[];
  /** A folder that an earlier one has used. */
  readonly spool?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Of another copy of the package. */
  readonly script?: string;
}

const BIN = fileURLToPath(new URL('../../bin/mirror-relay.js', import.meta.url));

const NOBODY = 65_534;

const words = (env: Readonly<Record<string, string>>): string[] =>
  Object.entries(env).map(([name, value]) => `${name}=${value}`);

/** Waits until it serves; throws with its log when it ends before. */
export async function startRelayProcess(
  args: readonly string[],
  { prefix = [], spool, env = {}, script = BIN }: RelayProcessOptions = {},
): Promise<RelayProcess> {
  const folder = spool ?? (await mkdtemp(join(tmpdir(), 'mirror-check-relay-')));
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) await chown(folder, NOBODY, NOBODY);
  // The clock is handed over behind setpriv: what its library makes as root, nobody's process of the same pid may not open.
  const clock = clockEnvironment(process.env);
  const drop = isRoot
    ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', 'env', ...words(clock)]
    : [];
  const [program = '', ...rest] = [...prefix, ...drop, process.execPath, script, 'run', ...args];
  const { PATH = '', SystemRoot = '' } = process.env;
  const child = spawn(program, [...rest, '--spool', folder], {
    env: { PATH, SystemRoot, HOME: folder, ...(isRoot ? {} : clock), ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const url = await serving(child, () => log);
  const end = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
    return child.exitCode;
  };
  return {
    url,
    spool: folder,
    pid: child.pid ?? 0,
    log: () => log,
    end,
    stop: async () => {
      await end();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function serving(child: ChildProcess, log: () => string): Promise<string> {
  for (let waited = 0; waited < 60_000; waited += 20) {
    const url = /^serving .* at (http:\S+)$/m.exec(log())?.[1];
    if (url !== undefined) return url;
    if (child.exitCode !== null || child.signalCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill('SIGKILL');
  throw new Error(`the relay does not serve:\n${log()}`);
}
