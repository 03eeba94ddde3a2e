import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDockerd } from '../../test/engines/support/dockerd.ts';
import { execute } from '../../test/engines/support/dockerd-execute.ts';
import { openDoctorLab } from '../../test/engines/support/doctor-lab.ts';
import { engineOf } from '../../test/engines/support/fetch-engine.ts';

/**
 * A machine in order, with a real dockerd (Debian sid's), Docker Hub and two mirrors: `mirror-doctor` against a bare `mirror-check --no-throughput` of the same mirrors, in turns, and
 * the median of the pairs' ratios. Asked: at most 1. Needs root. `node bench/run.js cli/doctor [pairs]`
 */

interface Run {
  readonly wall: number;
  /** Of all its processes, seconds. */
  readonly cpu: number;
}

const ROOT: string = fileURLToPath(new URL('../../../../', import.meta.url));
const pairs = Number(process.argv[2] ?? 15);
const MIRRORS = ['http://10.77.0.1:5001', 'http://10.77.0.1:5002'];

const build = await engineOf('sid');
if (build.kind !== 'engine') throw new Error(build.why);
const lab = await openDoctorLab();
await lab.hubAt('10.77.0.2');
const dockerd = await startDockerd({
  build,
  namespace: lab.namespace,
  store: 'classic',
  config: JSON.stringify({ 'registry-mirrors': MIRRORS }),
  env: { SSL_CERT_FILE: lab.ca },
});
try {
  await lab.attach(dockerd);
  const seconds = async (program: string, args: readonly string[]): Promise<Run> => {
    const startedAt = performance.now();
    const { code, stdout, stderr } = await execute([
      ...dockerd.prefix,
      ...[
        'env',
        '-i',
        `PATH=${process.env['PATH'] ?? ''}`,
        `DOCKER_HOST=unix://${dockerd.socket}`,
        'HOME=/root',
      ],
      ...['bash', '-c', 'TIMEFORMAT="%U %S"; time "$@"', 'bash'],
      ...[process.execPath, join(ROOT, 'bin', program), '--quiet', ...args],
    ]);
    if (code !== 0) throw new Error(`${program}: ${code} ${stdout}${stderr}`);
    const wall = (performance.now() - startedAt) / 1000;
    const cpu = stderr.trim().split(/\s+/).slice(-2).map(Number);
    return { wall, cpu: (cpu[0] ?? 0) + (cpu[1] ?? 0) };
  };
  const doctor = (): Promise<Run> => seconds('mirror-doctor.js', []);
  const check = (): Promise<Run> =>
    seconds('mirror-check.js', ['--no-throughput', '--ca', lab.ca, ...MIRRORS]);
  await doctor();
  await check();
  const runs: { readonly doctor: Run; readonly check: Run }[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    // Who comes first alternates: the machine is never the same twice.
    if (pair % 2 === 0) runs.push({ doctor: await doctor(), check: await check() });
    else {
      const first = await check();
      runs.push({ check: first, doctor: await doctor() });
    }
  }
  const median = (values: readonly number[]): number =>
    values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  const ratios = runs.map((run) => run.doctor.wall / run.check.wall);
  const middle = (of: (run: (typeof runs)[number]) => number): string => median(runs.map(of)).toFixed(2);
  console.log(
    `${pairs} pairs: mirror-doctor ${middle((run) => run.doctor.wall)} s (CPU ${middle((run) => run.doctor.cpu)}), mirror-check ${middle((run) => run.check.wall)} s (CPU ${middle((run) => run.check.cpu)}), median ratio ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
  );
} finally {
  await dockerd.stop();
  await lab.stop();
}
