import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateMirrors } from '../engines/odd/generate.ts';
import { askCommand, compare, type Difference } from '../engines/odd/judge.ts';
import type { OddMirror } from '../engines/odd/mirror.ts';
import { openRig, type Rig } from '../engines/odd/rig.ts';

/**
 * What the command says of generated mirrors, held against real engines: MIRRORS of them against one engine of each client, the first ALL of them against every engine that Debian has. Needs root and Debian.
 * What is done is kept and not done again: a run that was stopped goes on. ODD_SEED: other mirrors, judged anew.
 */
const SEED = Number(process.env['ODD_SEED'] ?? 1);
const MIRRORS = Number(process.env['ODD_MIRRORS'] ?? 2_000);
const ALL = Number(process.env['ODD_ALL'] ?? 300);
const BATCH = 100;

/** One engine in one batch. */
interface Done {
  readonly batch: number;
  readonly engine: string;
  readonly judged: number;
  readonly pulled: number;
  readonly differences: readonly (Difference & { readonly mirror: OddMirror })[];
}

/** Root's own, where the lab keeps its engines: an `npm ci` does not take it away. */
const folder = '/var/cache/mirror-check-lab/odd-mirrors';
const state = join(folder, `${SEED}.ndjson`);

async function done(): Promise<Done[]> {
  const text = await readFile(state, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
}

const canRun = process.platform === 'linux' && process.getuid?.() === 0;
const batches = Array.from({ length: Math.ceil(MIRRORS / BATCH) }, (_, index) => index);

describe.skipIf(!canRun)(`${MIRRORS} generated mirrors of seed ${SEED}`, () => {
  let rig: Rig;
  const generated = generateMirrors(SEED, MIRRORS, 1);

  beforeAll(async () => {
    await mkdir(folder, { recursive: true });
    if (process.env['ODD_AGAIN'] !== undefined) await rm(state, { force: true });
    rig = await openRig(`${SEED}-${Date.now()}`);
  });
  afterAll(() => rig?.stop());

  it.each(batches)('batch %i', async (batch) => {
    const mirrors = generated.slice(batch * BATCH, (batch + 1) * BATCH);
    const known = (await done()).filter((one) => one.batch === batch).map(({ engine }) => engine);
    const makers = batch * BATCH < ALL ? rig.engines : rig.quick;
    if (known.length >= makers.length) return;
    await rig.stage.play(mirrors);
    const said = await askCommand(mirrors, rig.namespace, rig.stage);
    for (const make of makers) {
      const engine = await make();
      try {
        if (known.includes(engine.name)) continue;
        const pulls = await engine.pull(mirrors);
        const differences = compare(said, pulls, engine).map((difference) => {
          const mirror = mirrors.find(({ id }) => id === difference.id);
          if (mirror === undefined) throw new Error(`no mirror ${difference.id}`);
          return { ...difference, mirror };
        });
        const pulled = [...pulls.values()].filter((pull) => pull.pulled).length;
        const line: Done = { batch, engine: engine.name, judged: mirrors.length, pulled, differences };
        await appendFile(state, `${JSON.stringify(line)}\n`);
      } finally {
        await engine.stop();
      }
    }
  });

  it('agrees: no false usable of one engine of each client, at least 98 in 100 with every engine', async () => {
    const all = await done();
    const engines = [...new Set(all.map(({ engine }) => engine))];
    expect(engines.length).toBeGreaterThanOrEqual(rig.quick.length);
    const rows = engines.map((engine) => {
      const own = all.filter((one) => one.engine === engine);
      const judged = own.reduce((sum, one) => sum + one.judged, 0);
      const differences = own.flatMap((one) => one.differences);
      const falseUsable = differences.filter((one) => one.falseUsable).length;
      return {
        engine,
        judged,
        pulled: own.reduce((sum, one) => sum + one.pulled, 0),
        agreement: `${(100 * (1 - differences.length / judged)).toFixed(2)} %`,
        falseUsable,
        falseBroken: differences.length - falseUsable,
      };
    });
    console.table(rows);
    for (const row of rows) {
      expect(Number.parseFloat(row.agreement), row.engine).toBeGreaterThanOrEqual(98);
      expect(row.falseUsable, row.engine).toBe(0);
    }
  });
});
