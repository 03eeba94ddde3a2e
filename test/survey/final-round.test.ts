import { describe, expect, it } from 'vitest';
import { drawPopulation, type MirrorPlan, type PopulationPlan } from '../../bench/sim/population.ts';
import { simulateSurvey } from '../../bench/sim/survey.ts';
import type { SurveyEvent } from '../../src/survey/events.ts';

/** Whole surveys of simulated mirrors behind a line of 100 Mbit/s. */
const mirror = (id: string, mbit: number): MirrorPlan => ({
  id: `${id}.test`,
  link: {
    rttMs: 20,
    mbit,
    queueBytes: mbit * 2_500,
    lossPercent: 0,
    swing: null,
    throttle: null,
    blackhole: false,
  },
  failing: null,
  thinkMs: 5,
  sleepMs: 0,
});

const surveyed = async (mirrors: readonly MirrorPlan[], lineMbit = 100) => {
  const population: PopulationPlan = {
    ...drawPopulation(1, { lineMbit }),
    image: { layerBytes: [40e6], configBytes: 6_000 },
    mirrors,
  };
  return await simulateSurvey(population);
};

/** The finalists that ran while another one did. */
function together(events: readonly SurveyEvent[]): string[] {
  const running = new Set<string>();
  const found = new Set<string>();
  for (const event of events) {
    if (event.kind === 'finalist-started') running.add(event.id);
    if (event.kind === 'finalist-finished') running.delete(event.id);
    if (running.size > 1) for (const id of running) found.add(id);
  }
  return [...found].sort();
}

describe('finalists', () => {
  it('are measured one at a time where both would fill the line', async () => {
    const { events, finalists } = await surveyed([mirror('a', 80), mirror('b', 70), mirror('c', 60)]);
    expect(finalists.size).toBe(3);
    expect(together(events)).toEqual([]);
  });

  it('are measured two at a time where the line has room for both, with the rates that they have alone', async () => {
    const { events, result } = await surveyed([mirror('a', 90), mirror('b', 10), mirror('c', 12)]);
    expect(together(events)).toEqual(['b.test', 'c.test']);
    for (const { observation } of result.mirrors.slice(1)) {
      const mbit = observation.candidate.id === 'b.test' ? 10 : 12;
      expect((observation.measurement?.bytesPerSecond ?? 0) / (mbit * 125_000)).toBeCloseTo(0.96, 1);
    }
  });

  it('know what requests take where no full line holds them up', async () => {
    const busy = Array.from({ length: 6 }, (_, index) => mirror(`m${index}`, 60 + index));
    const { result, finalists } = await surveyed(busy, 30);
    const waits = result.mirrors.flatMap(({ observation: { candidate, timings } }) =>
      finalists.has(candidate.id) ? [timings.ttfbMs ?? 0] : [],
    );
    expect(waits.length).toBeGreaterThanOrEqual(3);
    // A round trip and 5 ms at the mirror.
    for (const ms of waits) expect(ms).toBeLessThan(30);
  });
});
