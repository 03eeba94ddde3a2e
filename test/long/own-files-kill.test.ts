import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Applied, BIN, mirrorApply, type Place } from '../engines/support/apply.ts';
import { startContainerd } from '../engines/support/containerd.ts';
import { createNamespace, type Namespace } from '../engines/support/namespace.ts';
import { podmanMachine } from '../engines/support/podman.ts';

/** Runs that write a hosts.toml or a drop-in of registries.conf.d, killed at instants from their first looks to their end: the file is the old one or the new one, and the next run goes through. */

const KILLS = Number(process.env['APPLY_KILLS'] ?? 200);
const MIRRORS = ['https://one.example', 'https://two.example'] as const;

let namespace: Namespace;
beforeAll(async () => {
  namespace = await createNamespace();
});
afterAll(() => namespace?.stop());

interface Opened extends Place {
  readonly file: string;
  readonly args: readonly string[];
  stop(): Promise<void>;
}

const ENGINES: Readonly<Record<string, () => Promise<Opened>>> = {
  containerd: async () => {
    const machine = await startContainerd(namespace, '  config_path = "CERTS"');
    const file = join(machine.certs, 'docker.io/hosts.toml');
    return { ...machine, file, args: ['--engine', 'containerd', '--config', machine.config] };
  },
  podman: async () => {
    const machine = await podmanMachine(namespace);
    const file = join(machine.etc, 'registries.conf.d/50-mirror-apply.conf');
    return { ...machine, file, args: ['--engine', 'podman'] };
  },
};

describe.each(Object.entries(ENGINES))('%s', (_, open) => {
  it(`${KILLS} runs killed`, async () => {
    const engine = await open();
    const args = (mirror: string) => [...engine.args, '--yes', '--no-probe', '--replace', mirror];
    try {
      const texts: string[] = [];
      let runMs = 0;
      for (const mirror of MIRRORS) {
        const begunAt = performance.now();
        expect((await mirrorApply(engine, args(mirror))).outcome.result).toBe('done');
        runMs = performance.now() - begunAt;
        texts.push(await readFile(engine.file, 'utf8'));
      }
      const ends = { old: 0, new: 0 };
      for (let kill = 0; kill < KILLS; kill += 1) {
        const before = await readFile(engine.file, 'utf8');
        const other = MIRRORS[before === texts[0] ? 1 : 0];
        // Before that it starts and looks, and has nothing in hand.
        const after = ((runMs * (0.4 + (0.6 * (kill + 0.5)) / KILLS)) / 1000).toFixed(3);
        const command = [process.execPath, BIN, '--format', 'json', ...args(other)];
        // timeout ends by the same signal.
        const killed = ['sh', '-c', 'timeout --signal=KILL "$@"; true', 'sh', after];
        await engine.runWith({}, ...killed, ...command);
        const text = await readFile(engine.file, 'utf8');
        expect(texts, `after ${after} s`).toContain(text);
        ends[text === before ? 'old' : 'new'] += 1;
        if (kill % 10 !== 9) continue;
        const next = await whenGone(engine, args(other));
        expect(next.code, `after ${after} s: ${next.stderr}`).toBe(0);
        expect(await readFile(engine.file, 'utf8')).toBe(texts[MIRRORS.indexOf(other)]);
        const left = (await readdir(dirname(engine.file))).filter((name) => name.startsWith('.'));
        expect(left).toEqual([]);
      }
      expect(ends.old).toBeGreaterThan(0);
      expect(ends.new).toBeGreaterThan(0);
      console.log(
        `${KILLS} kills within ${Math.round(runMs)} ms: ${ends.old} old files, ${ends.new} new ones`,
      );
    } finally {
      await engine.stop();
    }
  });
});

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
