import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { engineOf } from '../../test/engines/support/fetch-engine.ts';
import { createNamespace } from '../../test/engines/support/namespace.ts';
import { bootSystemd, type SystemdMachine } from '../../test/engines/support/systemd.ts';

/**
 * From decision to effect: how long `carryOut` takes (lock, backup, write, validate, reload, verify) against a bare write, `systemctl
 * reload docker` and poll of the API, in turns on the same real systemd and engine. Needs root and the lab (docs/lab.md):
 * node bench/run.js apply/effect [rounds] [bookworm|trixie|sid]
 */
const rounds = Number(process.argv[2] ?? 15);
const suite = process.argv[3] === 'trixie' || process.argv[3] === 'sid' ? process.argv[3] : 'bookworm';

/** Each way begins on a machine at rest, as the reload of an operator does: after 50 ms without work systemd takes twice as long to answer as right after it. */
const REST_MS = 250;

/** Runs inside the machine, on compiled code: both ways in one process, in turns, so that neither pays for the other's start. */
const DRIVER = `
const { writeFileSync } = await import('node:fs');
const { execFile } = await import('node:child_process');
const [root, rounds] = [process.argv[2], Number(process.argv[3])];
const docker = await import(root + '/dist/engines/docker/index.js');
const { lookAtSettings } = await import(root + '/dist/engines/docker/api/info.js');
const { validateConfig } = await import(root + '/dist/engines/docker/validate.js');
const asker = { platform: 'linux', env: process.env, home: '/root', uid: 0 };
const socket = { kind: 'unix', path: '/run/docker.sock' };
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const options = { top: 3, replace: true, allowUnconfirmed: true, allowInsecure: true, mirrorsOff: false, noProbe: true, proxies: {}, activate: 'auto', repair: false };
const url = (n) => 'https://mirror-' + n + '.example';
const shown = async (wanted) => { for (;;) { const e = await lookAtSettings(socket); if (e.kind === 'settings' && e.mirrors[0] === wanted + '/') return; await pause(15); } };
const rest = () => pause(${REST_MS});
const bare = async (n) => {
  await rest();
  const from = performance.now();
  writeFileSync('/etc/docker/daemon.json', JSON.stringify({ 'registry-mirrors': [url(n)] }));
  await new Promise((resolve, reject) => execFile('systemctl', ['reload', 'docker.service'], (e) => e ? reject(e) : resolve()));
  await shown(url(n));
  return performance.now() - from;
};
const ours = async (n) => {
  const inspection = await docker.inspectDocker({ dockerHost: null, config: null }, asker);
  const candidate = { url: url(n), displayUrl: url(n), origin: 'argument', verdict: null, code: null, confirmed: false, measuredDirectly: false };
  const plan = docker.planApply(docker.planInputOf(inspection, [candidate], options));
  await rest();
  const from = performance.now();
  const outcome = await docker.carryOut({ inspection, stages: plan.stages, reason: 'apply', keys: ['registry-mirrors'], restore: [], verifyPull: null, toolVersion: '0', mayStopContainers: false, owner: { uid: 0, env: {} }, signal: new AbortController().signal, onStep: () => {} });
  const ms = performance.now() - from;
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  await rest();
  const at = performance.now();
  await validateConfig('/etc/docker/daemon.json', plan.stages[0].files[0].after, inspection.engine, inspection.program);
  return [ms, performance.now() - at];
};
let n = 0;
const rows = [];
await bare(n++); await ours(n++);
for (let round = 0; round < rounds; round++) rows.push([await bare(n++), ...(await ours(n++))]);
console.log(JSON.stringify(rows));
`;

async function main(machine: SystemdMachine): Promise<void> {
  await writeFile(join(machine.root, 'root/driver.mjs'), DRIVER);
  for (const part of ['dist', 'schema', 'mirrors.json', 'package.json', 'node_modules']) {
    const filter = (path: string): boolean => !path.includes('node_modules/.cache');
    await cp(join(PACKAGE, part), join(machine.root, 'root/package', part), { recursive: true, filter });
  }
  const { stdout, stderr, code } = await machine.run(
    ...[process.execPath, '/root/driver.mjs', '/root/package', String(rounds)],
  );
  if (code !== 0) throw new Error(stderr);
  const rows: readonly (readonly [bare: number, ours: number, validation: number])[] = JSON.parse(stdout);
  const [bare, ours, validation] = [0, 1, 2].map((column) => median(rows.map((row) => row[column] ?? 0)));
  const net = (ours ?? 0) - (validation ?? 0);
  console.log(`${machine.build.version}: median of ${rounds} rounds, ms`);
  console.log(`  write, systemctl reload, poll    ${bare?.toFixed(1)}`);
  console.log(`  mirror-apply, decision to effect ${ours?.toFixed(1)}`);
  console.log(`  of that validation by dockerd    ${validation?.toFixed(1)}`);
  console.log(`  without it, against the bare way ${(net / (bare ?? 1)).toFixed(2)} times`);
}

const PACKAGE = fileURLToPath(new URL('../../../..', import.meta.url));

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

// The benchmarks are compiled into .work/bench, where the lab's scripts are not.
const scripts = 'test/engines/support';
for (const name of ['systemd-boot.sh', 'fetch-engine.sh']) {
  await cp(join(PACKAGE, scripts, name), fileURLToPath(new URL(`../../${scripts}/${name}`, import.meta.url)));
}
const build = await engineOf(suite);
if (build.kind !== 'engine') throw new Error(build.why);
const namespace = await createNamespace();
const machine = await bootSystemd({ build, namespace, config: '{}' });
try {
  await main(machine);
} finally {
  await machine.stop();
  await namespace.stop();
}
