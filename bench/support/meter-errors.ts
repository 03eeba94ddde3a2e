import { METER, type MeterLimits } from '../../src/probe/limits.ts';
import { createMeter, type Measurement } from '../../src/probe/meter.ts';
import { isSample, median, quantile } from '../../src/rank/stats.ts';

/** A download that was recorded or simulated, and what is true of its link. */
export interface Recorded {
  /** Which links are reported together. */
  readonly label: string;
  readonly rttMs: number;
  readonly truth: number;
  readonly lossPercent: number;
  /** Byte counts and ms since the first byte. */
  readonly arrivals: readonly (readonly [number, number])[];
}

export interface Judged {
  readonly recorded: Recorded;
  readonly measurement: Measurement | null;
  /** Measured over true, less one; null where nothing was measured. */
  readonly error: number | null;
  /** The same for all bytes over all time of the budget, from the first byte: what curl with the budget reports. */
  readonly averageError: number;
  /** At least five round trips at full rate fit into the budget behind an ideal slow start. */
  readonly fits: boolean;
}

export interface Budget {
  readonly bytes: number;
  readonly ms: number;
}

/** Lets the meter see a download up to its budget, as the probe would. */
export function judge(recorded: Recorded, budget: Budget, limits: MeterLimits = METER): Judged {
  const { rttMs, truth, arrivals } = recorded;
  const meter = createMeter({ budgetBytes: budget.bytes, budgetMs: budget.ms, rttMs, limits });
  let lastMs = 0;
  for (const [bytes, atMs] of arrivals) {
    lastMs = atMs;
    if (!meter.add(bytes, atMs)) break;
  }
  const measurement = meter.result(lastMs);
  return {
    recorded,
    measurement,
    error: measurement === null ? null : measurement.bytesPerSecond / truth - 1,
    averageError: average(arrivals, budget) / truth - 1,
    fits: fullRoundTrips(truth, rttMs, budget) >= 5,
  };
}

function average(arrivals: Recorded['arrivals'], budget: Budget): number {
  let total = 0;
  let lastMs = 0;
  for (const [bytes, atMs] of arrivals) {
    total += bytes;
    lastMs = atMs;
    if (total >= budget.bytes || atMs >= budget.ms) break;
  }
  return (total * 1000) / Math.max(lastMs, 0.001);
}

/** Round trips at the true rate that are left of the budget once ten segments have doubled up to it. */
function fullRoundTrips(truth: number, rttMs: number, budget: Budget): number {
  const inFlight = (truth * rttMs) / 1000;
  const doublings = Math.max(0, Math.ceil(Math.log2(inFlight / 14_480)));
  const rampBytes = 14_480 * (2 ** doublings - 1);
  const leftMs = Math.min(budget.ms - doublings * rttMs, ((budget.bytes - rampBytes) * 1000) / truth);
  return leftMs / rttMs;
}

const percent = (value: number | null): string => (value === null ? '-' : `${(value * 100).toFixed(1)} %`);

/** One line for each label, and the figures that the contract asks for. */
export function reportErrors(all: readonly Judged[]): string {
  const lines = [
    '| link | n | 5 round trips | error: median | worst | steady | within low-high | MB read | curl: median |',
    '|---|---|---|---|---|---|---|---|---|',
  ];
  const labels = [...new Set(all.map(({ recorded }) => recorded.label))];
  for (const label of labels)
    lines.push(
      row(
        label,
        all.filter(({ recorded }) => recorded.label === label),
      ),
    );
  const clean = all.filter(({ recorded }) => recorded.lossPercent === 0);
  lines.push(
    row(
      '**no loss, 5 round trips fit**',
      clean.filter(({ fits }) => fits),
    ),
  );
  lines.push(
    row(
      '**no loss, they do not**',
      clean.filter(({ fits }) => !fits),
    ),
  );
  lines.push(
    row(
      '**loss**',
      all.filter(({ recorded }) => recorded.lossPercent > 0),
    ),
  );
  return lines.join('\n');
}

function row(label: string, group: readonly Judged[]): string {
  const errors = group.flatMap(({ error }) => (error === null ? [] : [error]));
  const sizes = errors.map(Math.abs);
  const averages = group.map(({ averageError }) => averageError);
  const megabytes = group.map(({ measurement }) => (measurement?.bytes ?? 0) / 1e6);
  const share = (test: (one: Judged) => boolean): string =>
    percent(group.filter(test).length / Math.max(1, group.length));
  const worst = errors.toSorted((a, b) => Math.abs(b) - Math.abs(a))[0] ?? null;
  return [
    '',
    label,
    group.length,
    group.every(({ fits }) => fits) ? 'yes' : group.some(({ fits }) => fits) ? 'some' : 'no',
    `${percent(isSample(sizes) ? median(sizes) : null)} (signed ${percent(isSample(errors) ? median(errors) : null)}, p90 ${percent(isSample(sizes) ? quantile(sizes, 0.9) : null)})`,
    percent(worst),
    share(({ measurement }) => measurement?.steady === true),
    `${share(holds)} (or unsteady ${share((one) => holds(one) || one.measurement?.steady !== true)})`,
    isSample(megabytes) ? median(megabytes).toFixed(2) : '-',
    percent(isSample(averages) ? median(averages) : null),
    '',
  ]
    .join(' | ')
    .trim();
}

function holds({ measurement, recorded }: Judged): boolean {
  return measurement !== null && measurement.low <= recorded.truth && recorded.truth <= measurement.high;
}
