import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** CA bundles and proxies of the caller's shell must not decide what the lab trusts or where it connects. */
const AMBIENT = /^(SSL_CERT_|NODE_EXTRA_CA_CERTS|CURL_CA_BUNDLE|DOCKER_|https?_proxy$|no_proxy$|all_proxy$)/i;

export const cleanEnv: NodeJS.ProcessEnv = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !AMBIENT.test(name)),
);

/** Runs a program to its end; throws with its stderr when it fails. */
export function run(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { env: cleanEnv, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

export interface Service {
  readonly pid: number;
  stop(): Promise<void>;
}

export interface StartOptions {
  /** Network namespace; null: the machine's own. */
  readonly ns: string | null;
  readonly logFile: string;
  /** Resolves `started` when a line of stdout matches; null: at once. */
  readonly readyLine: RegExp | null;
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts a program that stays. `nsenter` and not `ip netns exec`, which hides /sys/fs/cgroup from container engines. */
export async function start(
  command: string,
  args: readonly string[],
  { ns, logFile, readyLine, env = {} }: StartOptions,
): Promise<Service> {
  const log = openSync(logFile, 'a');
  const words = ns === null ? [command, ...args] : ['nsenter', `--net=/run/netns/${ns}`, command, ...args];
  const [program = command, ...rest] = words;
  const child = spawn(program, rest, {
    env: { ...cleanEnv, ...env },
    stdio: ['ignore', readyLine === null ? log : 'pipe', log],
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  if (readyLine !== null) await lineOf(child, readyLine, `${command}: see ${logFile}`);
  else await once(child, 'spawn');
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${command} has no pid`);
  return {
    pid,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const forced = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await ended;
      clearTimeout(forced);
    },
  };
}

async function lineOf(child: ChildProcess, wanted: RegExp, what: string): Promise<void> {
  if (child.stdout === null) return;
  for await (const line of createInterface({ input: child.stdout })) if (wanted.test(line)) return;
  throw new Error(`${what} ended before it was ready`);
}

/** Waits until `ready` holds, looking every 50 ms; throws after `seconds`. */
export async function waitFor(
  what: string,
  seconds: number,
  ready: () => Promise<boolean> | boolean,
): Promise<void> {
  const until = Date.now() + seconds * 1000;
  while (Date.now() < until) {
    if (await ready()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what}: not ready after ${seconds} s`);
}
