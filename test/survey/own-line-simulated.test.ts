import { describe, expect, it } from 'vitest';
import { behindPorts, drawPopulation } from '../../bench/sim/population.ts';
import { simulateSurvey } from '../../bench/sim/survey.ts';

/** Whole surveys of simulated mirrors: 40 of them, a third failing. docs/performance.md has the figures of thousands. */
describe('surveys', () => {
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8];

  it('say of a line of 20 Mbit/s, not always, that it holds the best back, and never name a mirror that is slower', async () => {
    let said = 0;
    for (const seed of seeds) {
      const population = drawPopulation(seed, { lineMbit: 20 });
      const { line } = (await simulateSurvey(population)).result;
      if (line === null) continue;
      said += 1;
      // What it carries of bodies: 1,448 of each packet's 1,500 bytes.
      expect(line.bytesPerSecond / (20 * 125_000 * (1_448 / 1_500))).toBeCloseTo(1, 1);
      for (const { id, link } of population.mirrors) {
        if (line.mirrors.includes(id)) expect(link.mbit).toBeGreaterThan(18);
      }
    }
    expect(said).toBeGreaterThan(0);
  });

  it('do not take mirrors behind ports of one speed for a full line', async () => {
    for (const seed of seeds) {
      const population = behindPorts(drawPopulation(seed, { lineMbit: 300 }));
      const { line, mirrors } = (await simulateSurvey(population)).result;
      expect(mirrors.filter(({ rank }) => rank !== null).length).toBeGreaterThan(5);
      expect(line).toBeNull();
    }
  });
});
