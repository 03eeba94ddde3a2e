/** Linux's TCP cubic with HyStart (net/ipv4/tcp_cubic.c as RFC 9438 describes it); windows in segments, times in ms. */
export interface Cubic {
  readonly window: number;
  readonly threshold: number;
  /** `segments` were newly delivered; `rttMs`: a sample, null where a retransmission hides it. */
  acked(segments: number, nowMs: number, rttMs: number | null, nextSequence: number, unacked: number): void;
  /** A loss began: the window to come down to. */
  lost(): number;
  setWindow(window: number): void;
  /** Nothing came back in time. */
  timedOut(): void;
}

const INITIAL_WINDOW = 10;
const BETA = 0.7;
const SCALE = 0.4;
/** HyStart: below this window it does not look. */
const LOW_WINDOW = 16;
/** Acknowledgements closer than this belong to one train. */
const TRAIN_GAP_MS = 2;
const DELAY_SAMPLES = 8;

export function createCubic(): Cubic {
  let window = INITIAL_WINDOW;
  let threshold = Number.POSITIVE_INFINITY;
  let lastMax = 0;
  let epochMs: number | null = null;
  let originWindow = 0;
  let climbMs = 0;
  let renoWindow = 0;
  let leastRttMs = Number.POSITIVE_INFINITY;
  let round = { endSequence: 0, startMs: 0, lastAckMs: 0, leastRttMs: Number.POSITIVE_INFINITY, samples: 0 };

  function hystart(nowMs: number, rttMs: number): void {
    if (nowMs - round.lastAckMs <= TRAIN_GAP_MS) {
      round.lastAckMs = nowMs;
      if (nowMs - round.startMs > leastRttMs / 2) threshold = window;
    }
    round.leastRttMs = Math.min(round.leastRttMs, rttMs);
    if (round.samples < DELAY_SAMPLES) round.samples += 1;
    else if (round.leastRttMs > leastRttMs + Math.min(16, Math.max(4, leastRttMs / 8))) threshold = window;
  }

  function avoidCongestion(segments: number, nowMs: number): void {
    if (epochMs === null) {
      epochMs = nowMs;
      renoWindow = window;
      originWindow = Math.max(lastMax, window);
      climbMs = lastMax > window ? 1000 * Math.cbrt((lastMax - window) / SCALE) : 0;
    }
    const seconds = (nowMs - epochMs + leastRttMs - climbMs) / 1000;
    const target = originWindow + SCALE * seconds ** 3;
    const growth = target > window ? (target - window) / window : 0.01 / window;
    // Never more than half a segment for each acknowledged one, as Linux bounds it.
    window += segments * Math.min(0.5, growth);
    renoWindow += (segments * 3 * (1 - BETA)) / (1 + BETA) / renoWindow;
    if (renoWindow > window) window += Math.min(segments * 0.5, ((renoWindow - window) / window) * segments);
  }

  return {
    get window() {
      return window;
    },
    get threshold() {
      return threshold;
    },
    acked(segments, nowMs, rttMs, nextSequence, unacked) {
      if (rttMs !== null) leastRttMs = Math.min(leastRttMs, rttMs);
      if (window >= threshold) {
        avoidCongestion(segments, nowMs);
        return;
      }
      if (unacked > round.endSequence) {
        round = {
          endSequence: nextSequence,
          startMs: nowMs,
          lastAckMs: nowMs,
          leastRttMs: Number.POSITIVE_INFINITY,
          samples: 0,
        };
      }
      if (window >= LOW_WINDOW && rttMs !== null) hystart(nowMs, rttMs);
      window += segments;
    },
    lost() {
      epochMs = null;
      lastMax = window < lastMax ? (window * (1 + BETA)) / 2 : window;
      threshold = Math.max(2, window * BETA);
      return threshold;
    },
    setWindow(value) {
      window = value;
    },
    timedOut() {
      epochMs = null;
      lastMax = window < lastMax ? (window * (1 + BETA)) / 2 : window;
      threshold = Math.max(2, window * BETA);
      window = 1;
    },
  };
}
