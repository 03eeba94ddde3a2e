import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Applied, BIN, mirrorApply, type Place } from '../engines/support/apply.ts';
import { startContainerd } from '../engines/support/containerd.ts';
import { engineOf, openrcRoot } from '../engines/support/fetch-engine.ts';
import { createNamespace, type Namespace } from '../engines/support/namespace.ts';
import { podmanMachine } from '../engines/support/podman.ts';
import { bootSystemd } from '../engines/support/systemd.ts';
import { type SysvinitMachine, startOpenrc, startSysvinit } from '../engines/support/sysvinit.ts';

/**
 * Runs that are killed at instants from their first looks to their end: each file is the old one or the new one, and the next run goes through. One that is written in place may still have
 * its padding, line ends, which the next run takes away, though it has no other use for that file.
 */

const KILLS = Number(process.env['APPLY_KILLS'] ?? 200);
/** A kill with an engine that starts anew before it: 7 s on a busy machine. */
const KILL_MS = 30_000;
const MIRRORS = ['https://one.example', 'https://two.example'] as const;

let namespace: Namespace;
beforeAll(async () => {
  namespace = await createNamespace();
});
afterAll(() => namespace?.stop());

interface Opened extends Place {
  readonly files: readonly string[];
  readonly args: readonly string[];
  /** The folder of the first file, which is mounted there from elsewhere, and so is written in place. */
  readonly beside?: string;
  /** Brings the old state back, where a run leaves nothing for the next one to do; absent: two mirrors take turns. */
  begin?(): Promise<void>;
  /** Waits until what a killed run had told the service's script is done; absent: there is no script. */
  settle?(): Promise<void>;
  stop(): Promise<void>;
}

const ENGINES: Readonly<Record<string, () => Promise<Opened>>> = {
  containerd: async () => {
    const machine = await startContainerd(namespace, '  config_path = "CERTS"');
    const file = join(machine.certs, 'docker.io/hosts.toml');
    return { ...machine, files: [file], args: ['--engine', 'containerd', '--config', machine.config] };
  },
  podman: async () => {
    const machine = await podmanMachine(namespace);
    const file = join(machine.etc, 'registries.conf.d/50-mirror-apply.conf');
    return { ...machine, files: [file], args: ['--engine', 'podman'] };
  },
  'containerd with its config.toml, and a restart': async () => {
    const build = await engineOf('bookworm');
    if (build.kind !== 'engine') throw new Error(build.why);
    const machine = await bootSystemd({ build, namespace, config: null });
    const [config, hosts] = ['config.toml', 'certs.d/docker.io/hosts.toml'].map((name) =>
      join(machine.root, 'etc/containerd', name),
    ) as [string, string];
    return {
      ...machine,
      files: [config, hosts],
      args: ['--engine', 'containerd', '--activate', 'restart'],
      async begin() {
        await rm(hosts, { force: true });
        await writeFile(config, CONFIG_TOML);
        // A unit may be started five times in ten seconds.
        await machine.run('systemctl', 'reset-failed', 'containerd.service');
        const { code, stderr } = await machine.run('systemctl', 'restart', 'containerd.service');
        expect(code, stderr).toBe(0);
      },
    };
  },
  'docker with the options of its OpenRC script, and a restart': async () => {
    const root = await openrcRoot();
    if (root === null) throw new Error('no OpenRC');
    const machine = await startOpenrc(namespace, '{}', root);
    // `zap`: OpenRC believes what it has told a script that was killed with the run.
    const steps = [['stop'], ['zap'], ['start']].map((step) => ['rc-service', 'docker', ...step]);
    return initScript(machine, 'conf.d/docker', steps);
  },
  'docker with the options of its init script in a file that is mounted there, and a restart': async () => {
    const machine = await startSysvinit(namespace, '{}');
    const steps = [['stop'], ['start']].map((step) => ['service', 'docker', ...step]);
    return { ...(await initScript(machine, 'default', steps)), beside: join(machine.folder, 'etc-default') };
  },
};

/** An engine that has a mirror among its options, in `file` of the machine's folder. `steps` starts it anew, whatever a killed run has left. */
async function initScript(
  machine: SysvinitMachine,
  file: string,
  [stop = [], ...steps]: readonly (readonly string[])[],
): Promise<Opened> {
  const [options, config] = [join(machine.folder, file), join(machine.folder, 'etc-docker/daemon.json')];
  const usual = await readFile(options, 'utf8');
  const optioned = usual.replace('--bridge', '--registry-mirror=https://flag.example --bridge');
  const plain = '{"shutdown-timeout": 1}';
  const OPTIONED = ['https://flag.example/'];
  const settle = async (): Promise<void> => {
    const waiting =
      'for i in $(seq 300); do pgrep -f "init[.]d/docker" >/dev/null || exit 0; sleep 0.1; done; exit 1';
    expect((await machine.run('sh', '-c', waiting)).code, 'the script of a killed run ends').toBe(0);
  };
  const isOld = async (): Promise<boolean> =>
    (await readFile(options, 'utf8')) === optioned &&
    (await readFile(config, 'utf8')) === plain &&
    isDeepStrictEqual(await inForce(machine), OPTIONED);
  return {
    ...machine,
    files: [options, config],
    args: [],
    settle,
    async begin() {
      await settle();
      if (await isOld()) return;
      await writeFile(options, optioned);
      await writeFile(config, plain);
      // A restart does nothing where the engine is down.
      await expect
        .poll(
          async () => {
            await machine.run(...stop);
            // One that a restart of before has started meanwhile, and that the script knows nothing of.
            const pidfile = ['--pidfile', '/run/docker.pid'];
            await machine.run('start-stop-daemon', '--stop', '--retry', '10', ...pidfile);
            for (const step of steps) await machine.run(...step);
            return await inForce(machine);
          },
          { timeout: 60_000, interval: 1000 },
        )
        .toEqual(OPTIONED);
    },
  };
}

/** Waits as long as a start takes. */
async function inForce(machine: SysvinitMachine): Promise<unknown> {
  const info = ['info', '--format', '{{json .RegistryConfig.Mirrors}}'];
  for (let waited = 0; waited < 10_000; waited += 250) {
    const { code, stdout } = await machine.docker(...info);
    if (code === 0 && stdout.startsWith('[')) return JSON.parse(stdout);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return null;
}

const CONFIG_TOML = `version = 2
[plugins."io.containerd.grpc.v1.cri".containerd]
  snapshotter = "native"
`;

describe.each(Object.entries(ENGINES))('%s', (_, open) => {
  it(
    `${KILLS} runs killed`,
    async () => {
      const engine = await open();
      const args = (mirror: string) => [...engine.args, '--yes', '--no-probe', '--replace', mirror];
      const read = (): Promise<(string | null)[]> =>
        Promise.all(engine.files.map((file) => readFile(file, 'utf8').catch(() => null)));
      try {
        const whole: (string | null)[][] = [];
        let runMs = 0;
        for (const mirror of engine.begin === undefined ? MIRRORS : MIRRORS.slice(0, 1)) {
          await engine.begin?.();
          if (engine.begin !== undefined) whole.push(await read());
          const begunAt = performance.now();
          expect((await mirrorApply(engine, args(mirror))).outcome.result).toBe('done');
          runMs = performance.now() - begunAt;
          whole.push(await read());
        }
        const ends = { old: 0, new: 0, between: 0, padded: 0 };
        for (let kill = 0; kill < KILLS; kill += 1) {
          await engine.begin?.();
          const before = await read();
          // Of two mirrors in turns the other one; else the one that there is.
          const turn = engine.begin === undefined && isDeepStrictEqual(before, whole[0]) ? 1 : 0;
          const mirror = MIRRORS[turn] ?? MIRRORS[0];
          const after = whole[engine.begin === undefined ? turn : 1] ?? [];
          // Before that it starts and looks, and has nothing in hand.
          const seconds = ((runMs * (0.4 + (0.6 * (kill + 0.5)) / KILLS)) / 1000).toFixed(3);
          const command = [process.execPath, BIN, '--format', 'json', ...args(mirror)];
          // timeout ends by the same signal.
          const killed = ['sh', '-c', 'timeout --signal=KILL "$@"; true', 'sh', seconds];
          await engine.runWith({}, ...killed, ...command);
          const left = await read();
          const padded = engine.beside === undefined ? null : paddedLike(before[0], after[0]);
          const isPadded = padded !== null && left[0] === padded;
          for (const [index, text] of left.entries()) {
            const allowed = [before[index], after[index], ...(isPadded && index === 0 ? [padded] : [])];
            expect(allowed, `after ${seconds} s`).toContain(text);
          }
          const isOld = isDeepStrictEqual(left, before);
          const end = isOld ? 'old' : isDeepStrictEqual(left, after) ? 'new' : 'between';
          ends[isPadded ? 'padded' : end] += 1;
          if (kill % 10 !== 9 && !isPadded) continue;
          await engine.settle?.();
          const next = await whenGone(engine, args(mirror));
          expect(next.code, `after ${seconds} s: ${next.stderr}`).toBe(0);
          expect(await read()).toEqual(after);
          for (const folder of [engine.beside ?? [], ...engine.files.map((file) => dirname(file))].flat()) {
            const hidden = (await readdir(folder)).filter((name) => name.startsWith('.'));
            expect(hidden).toEqual([]);
          }
        }
        expect(ends.old).toBeGreaterThan(0);
        expect(ends.new).toBeGreaterThan(0);
        console.log(
          `${KILLS} kills within ${Math.round(runMs)} ms: ${ends.old} with the old files, ${ends.new} with the new ones, ${ends.between} between two, ${ends.padded} padded`,
        );
      } finally {
        await engine.stop();
      }
    },
    KILLS * KILL_MS,
  );
});

/** A shorter text as it stands over a longer one in place, before it is cut to size. */
function paddedLike(before: string | null | undefined, after: string | null | undefined): string | null {
  return before && after && after.length < before.length ? after.padEnd(before.length, '\n') : null;
}

/** Who was killed while the disk was at work holds the lock until that is done. That it is such a one, and no lock left behind, is seen of its process. */
async function whenGone(engine: Place, args: readonly string[]): Promise<Applied> {
  for (let tries = 0; ; tries += 1) {
    const run = await mirrorApply(engine, args);
    const [, holder] = /Another run \(process (\d+)\)/.exec(run.stderr) ?? [];
    if (holder === undefined || tries === 10) return run;
    const end = await endOf(holder);
    expect(end, `the holder, process ${holder}`).not.toBe('lives on');
    console.log(`the lock of process ${holder}: ${end}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** proc_pid_stat(5), proc_pid_status(5): what the kernel knows of a process that was sent SIGKILL. */
async function endOf(pid: string): Promise<'gone' | 'dying' | 'lives on'> {
  try {
    const [stat, status] = await Promise.all(
      ['stat', 'status'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8')),
    );
    const fields = (stat ?? '').slice((stat ?? '').lastIndexOf(')') + 2).split(' ');
    const isExiting = /^[ZX]/.test(fields[0] ?? '') || (Number(fields[6]) & (EXITING | BY_SIGNAL)) !== 0;
    const isKilled = [...(status ?? '').matchAll(/^(?:Sig|Shd)Pnd:\s*([\da-f]+)$/gm)].some(
      ([, pending]) => (BigInt(`0x${pending}`) & SIGKILL) !== 0n,
    );
    return isExiting || isKilled ? 'dying' : 'lives on';
  } catch {
    return 'gone';
  }
}

/** linux/sched.h: PF_EXITING, PF_SIGNALED; signal(7): number 9. */
const [EXITING, BY_SIGNAL, SIGKILL] = [0x4, 0x400, 1n << 8n];
