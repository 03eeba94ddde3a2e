import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLI, measured } from './measured.ts';
import { startPopulation } from './population.ts';

/** Healthy mirrors on loopback: peak memory at most 150 MiB, CPU at most 5 ms a mirror, 13 requests each. `node bench/run.js cli/healthy [count ...]` */
const counts = process.argv
  .slice(2)
  .map(Number)
  .filter((count) => count > 0);

const empty = await measured([CLI, '--version']);
for (const count of counts.length > 0 ? counts : [1000]) {
  const population = await startPopulation(count);
  const list = join(tmpdir(), `mirror-check-bench-${process.pid}.txt`);
  writeFileSync(list, population.urls.join('\n'));
  const options = ['--list', list, '--reference', 'none', '--format', 'json', '--quiet'];
  const run = await measured([CLI, ...options]);
  await population.stop();
  const report = JSON.parse(run.stdout) as {
    readonly summary: { readonly usable: number };
    readonly mirrors: readonly { readonly requests: number }[];
  };
  const { usable } = report.summary;
  const requests = Math.max(...report.mirrors.map((mirror) => mirror.requests));
  const perMirror = (run.cpuMs - empty.cpuMs) / count;
  console.log(
    `${count} mirrors: ${usable} usable, at most ${requests} requests each, peak ${run.peakMiB.toFixed(0)} MiB, CPU ${perMirror.toFixed(2)} ms a mirror, wall ${(run.wallMs / 1000).toFixed(1)} s`,
  );
}
