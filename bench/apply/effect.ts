import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Place } from '../../test/engines/support/apply.ts';
import { startContainerd } from '../../test/engines/support/containerd.ts';
import { type EngineBuild, engineOf } from '../../test/engines/support/fetch-engine.ts';
import { createNamespace, type Namespace } from '../../test/engines/support/namespace.ts';
import { podmanMachine } from '../../test/engines/support/podman.ts';
import { bootSystemd } from '../../test/engines/support/systemd.ts';

/**
 * From decision to effect: how long `carryOut` takes (lock, backup, write, judge, activate, verify) against the same bytes written by hand, the reload where the engine takes one, and the
 * same look until they are in force; in turns, with real engines. Needs root and the lab (docs/lab.md):
 * node bench/run.js apply/effect [rounds] [bookworm|trixie|sid] [docker|containerd|podman]
 */
const rounds = process.argv[2] ?? '15';
const suite = process.argv[3] === 'trixie' || process.argv[3] === 'sid' ? process.argv[3] : 'bookworm';
const only = process.argv[4];

interface Opened extends Place {
  /** Where the compiled sources are, inside. */
  readonly folder: string;
  readonly args: readonly string[];
  stop(): Promise<void>;
}

interface Lab {
  readonly build: EngineBuild;
  readonly namespace: Namespace;
}

const PACKAGE = fileURLToPath(new URL('../../../..', import.meta.url));
const COMPILED = fileURLToPath(new URL('../..', import.meta.url));

const ENGINES: Readonly<Record<string, (of: Lab) => Promise<Opened>>> = {
  docker: async ({ build, namespace }) => {
    const machine = await bootSystemd({ build, namespace, config: '{}' });
    const inside = join(machine.root, 'root/package');
    const filter = (path: string): boolean => !path.includes('node_modules/.cache');
    await cp(COMPILED, inside, { recursive: true });
    await cp(join(PACKAGE, 'node_modules'), join(inside, 'node_modules'), { recursive: true, filter });
    return { ...machine, folder: '/root/package', args: [] };
  },
  containerd: async ({ build, namespace }) => {
    const machine = await startContainerd(namespace, '  config_path = "CERTS"', build);
    return { ...machine, folder: COMPILED, args: [machine.config] };
  },
  podman: async ({ namespace }) => ({ ...(await podmanMachine(namespace)), folder: COMPILED, args: [] }),
};

async function measure(name: string, { runWith, folder, args }: Opened, build: EngineBuild): Promise<void> {
  const driver = join(folder, 'bench/apply/effect-driver.js');
  const { stdout, stderr, code } = await runWith({}, process.execPath, driver, name, rounds, ...args);
  if (code !== 0) throw new Error(stderr);
  const rows: readonly (readonly [hand: number, ours: number, judged: number])[] = JSON.parse(stdout);
  const [hand = 0, ours = 0, judged = 0] = [0, 1, 2].map((column) =>
    median(rows.map((row) => row[column] ?? 0)),
  );
  console.log(`${name} of ${build.name}: median of ${rounds} rounds, ms`);
  console.log(`  written by hand, looked at until in force ${hand.toFixed(1)}`);
  console.log(`  mirror-apply, decision to effect          ${ours.toFixed(1)}`);
  console.log(`  of that the engine's own judgement        ${judged.toFixed(1)}`);
  console.log(`  without it, more than by hand             ${(ours - judged - hand).toFixed(1)}`);
  console.log(`  without it, against by hand               ${((ours - judged) / hand).toFixed(2)} times`);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

// The benchmarks are compiled into .work/bench, where the lab's scripts are not.
const scripts = 'test/engines/support';
for (const name of ['systemd-boot.sh', 'fetch-engine.sh', 'podman-machine.sh']) {
  await cp(join(PACKAGE, scripts, name), join(COMPILED, scripts, name));
}
const build = await engineOf(suite);
if (build.kind !== 'engine') throw new Error(build.why);
const namespace = await createNamespace();
try {
  for (const [name, open] of Object.entries(ENGINES)) {
    // Podman is this machine's own, whichever suite the others are of.
    if (only === undefined ? name === 'podman' && suite !== 'bookworm' : only !== name) continue;
    const opened = await open({ build, namespace });
    try {
      await measure(name, opened, build);
    } finally {
      await opened.stop();
    }
  }
} finally {
  await namespace.stop();
}
