import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LIST } from '../../src/catalog/limits.ts';
import { measured } from './measured.ts';
import { startPopulation } from './population.ts';

/**
 * A survey of 20, 200 and 2,000 mirrors as public lists have them: wall time no worse than linear, peak memory at most 150 MiB. One process serves them all.
 * `node bench/run.js cli/scale [count ...]`
 */
const MAIN = new URL('../../src/commands/mirror-check.js', import.meta.url).href;
const PROGRAM = `import(${JSON.stringify(MAIN)}).then(async ({ main }) => { process.exitCode = await main(process.argv.slice(1)); })`;
const counts = process.argv
  .slice(2)
  .map(Number)
  .filter((count) => count > 0);
for (const count of counts.length > 0 ? counts : [20, 200, 2_000]) {
  const population = await startPopulation(count, 'mixed');
  const folder = mkdtempSync(join(tmpdir(), 'mirror-check-bench-'));
  const lists: string[] = [];
  for (let index = 0; index < population.urls.length; index += LIST.entries) {
    const file = join(folder, `${index}.txt`);
    writeFileSync(file, population.urls.slice(index, index + LIST.entries).join('\n'));
    lists.push('--list', file);
  }
  const run = await measured([
    '-e',
    PROGRAM,
    '--',
    ...lists,
    '--reference',
    'none',
    '--format',
    'json',
    '--quiet',
    '--no-env-proxy',
  ]);
  await population.stop();
  rmSync(folder, { recursive: true });
  const { summary, mirrors } = JSON.parse(run.stdout) as { summary: { usable: number }; mirrors: unknown[] };
  console.log(
    `${mirrors.length} mirrors: ${summary.usable} usable, wall ${(run.wallMs / 1000).toFixed(1)} s (${(run.wallMs / count).toFixed(0)} ms a mirror), peak ${run.peakMiB.toFixed(0)} MiB, CPU ${(run.cpuMs / count).toFixed(1)} ms a mirror`,
  );
}
