import { SCHEDULE } from '../limits.ts';
import type { FinalistLine } from '../probe/companion.ts';
import type { DownloadLine, DownloadTurn } from '../probe/context.ts';
import type { Measurement } from '../probe/meter.ts';
import type { Observation } from '../probe/observation.ts';
import { type Arrival, laterHalf, type SharedRates } from './later-half.ts';
import { createLinePeak } from './line-peak.ts';
import { possibleGain, usesLittle } from './schedule.ts';

export interface SharedLine {
  /** The line as one mirror's probe sees it. `onTurn`: its turn has come. */
  forMirror(id: string, onTurn: () => void): DownloadLine;
  /** What a mirror's download got, and all together meanwhile; null where that is not known. */
  sharedRates(id: string): SharedRates | null;
  /** The line as a finalist sees it, from its start on until `end`. */
  forFinalist(): FinalistTurn;
  /** Bytes a second that those take at most who have the line now: finalists by the highest rate that they may have, the others by what came since their first byte. By performance.now(). */
  taken(nowMs: number): number;
  /** The most that came of all together in any stretch of time, bytes a second; 0 before the first. */
  peakBytesPerSecond(): number;
}

export interface FinalistTurn extends FinalistLine {
  /** It comes to so many bytes a second at most, as far as is known by now. */
  most(bytesPerSecond: number): void;
  end(): void;
}

/** A download of the first round; `sinceMs`: its first byte. */
interface Running {
  bytes: number;
  sinceMs: number | null;
}

/**
 * The user's own line in the first round: few downloads at a time. One that has not begun to send after `idleMs` gives its place away, for it uses nothing, and so does one that turns out to use little;
 * one that `mayWin` gives up is ended. What a download got while the line was full says how little it is worth, not how fast it is alone: its `high` is raised by what the others had.
 */
export function openLine(downloadsAtOnce: number, mayWin: (observation: Observation) => boolean): SharedLine {
  const waiting: (() => void)[] = [];
  const running = new Set<Running>();
  const finalists = new Set<{ most: number }>();
  let taken = 0;
  let carried = 0;
  const peak = createLinePeak(SCHEDULE.peakMs);
  const shared = new Map<string, SharedRates | null>();

  const peakBytesPerSecond = (): number => peak.bytesPerMs() * 1000;
  const release = (): void => {
    taken -= 1;
    waiting.shift()?.();
  };
  const acquire = async (): Promise<void> => {
    if (taken >= downloadsAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    taken += 1;
  };

  async function run<T>(
    id: string,
    onTurn: () => void,
    task: (turn: DownloadTurn) => Promise<T>,
  ): Promise<T> {
    await acquire();
    onTurn();
    const own: Running = { bytes: 0, sinceMs: null };
    running.add(own);
    let since: { readonly atMs: number; readonly carried: number } | null = null;
    const arrivals: Arrival[] = [];
    let most = 1;
    let lastMs: number | null = null;
    let holds = true;
    const giveAway = (): void => {
      if (!holds) return;
      holds = false;
      release();
    };
    const idle = setTimeout(giveAway, SCHEDULE.idleMs);
    const turn: DownloadTurn = {
      received(bytes, atMs) {
        if (since === null) clearTimeout(idle);
        since ??= { atMs, carried };
        own.sinceMs ??= atMs;
        own.bytes += bytes;
        carried += bytes;
        peak.saw(bytes, lastMs ?? atMs, atMs);
        lastMs = atMs;
        most = Math.max(most, [...running].filter((one) => one.bytes > 0).length);
        if (usesLittle(own.bytes, atMs - since.atMs, peak.bytesPerMs(), SCHEDULE)) giveAway();
        arrivals.push({ atMs, own: own.bytes, all: carried });
      },
      mayWin,
      unshared(measurement: Measurement): Measurement {
        if (since === null || lastMs === null || lastMs <= since.atMs) return measurement;
        const ms = lastMs - since.atMs;
        const share = {
          own: own.bytes / ms,
          total: (carried - since.carried) / ms,
          peak: peak.bytesPerMs(),
          downloads: most,
        };
        const gain = possibleGain(share, SCHEDULE);
        const high = gain > 1 ? Math.max(measurement.bytesPerSecond * gain, share.peak * 1000) : 0;
        return high <= measurement.high ? measurement : { ...measurement, high };
      },
    };
    try {
      return await task(turn);
    } finally {
      clearTimeout(idle);
      shared.set(id, laterHalf(arrivals));
      running.delete(own);
      giveAway();
    }
  }

  return {
    forMirror: (id, onTurn) => ({ run: (task) => run(id, onTurn, task) }),
    sharedRates: (id) => shared.get(id) ?? null,
    forFinalist() {
      const own = { most: Number.POSITIVE_INFINITY };
      finalists.add(own);
      let lastMs = Number.NEGATIVE_INFINITY;
      return {
        alone(bytes, atMs) {
          carried += bytes;
          peak.saw(bytes, Math.max(lastMs, atMs - SCHEDULE.peakMs), atMs);
          lastMs = atMs;
        },
        peakBytesPerSecond,
        most(bytesPerSecond) {
          own.most = bytesPerSecond;
        },
        end: () => void finalists.delete(own),
      };
    },
    taken(nowMs) {
      let sum = 0;
      for (const { most } of finalists) sum += most;
      for (const { bytes, sinceMs } of running)
        if (sinceMs !== null && nowMs > sinceMs) sum += (bytes * 1000) / (nowMs - sinceMs);
      return sum;
    },
    peakBytesPerSecond,
  };
}
