import { describe, expect, it } from 'vitest';
import { afterBytes, afterProof, afterTrouble, HEALTHY, standingOf } from '../../src/fetch/health.ts';
import { FETCH, REST } from '../../src/fetch/limits.ts';

const now = 1_000_000;

describe('a mirror is left alone', () => {
  it('for twice as long after each failure in a row, at most ten minutes', () => {
    let health = HEALTHY;
    const rests = Array.from({ length: 9 }, () => {
      health = afterTrouble(health, 'unreachable', now, null, REST);
      return (health.rest?.untilMs ?? 0) - now;
    });
    // 5 s doubled: 5, 10, 20, 40, 80, 160, 320, then 640 s is over 600.
    expect(rests).toEqual([5, 10, 20, 40, 80, 160, 320, 600, 600].map((seconds) => seconds * 1000));
  });

  it('for an hour after wrong bytes, whatever comes meanwhile', () => {
    const wrong = afterTrouble(HEALTHY, 'wrong-bytes', now, null, REST);
    const later = afterTrouble(wrong, 'cut', now + 1000, null, REST);
    expect(standingOf(later, now + 3_599_000)).toBe('barred');
    expect(standingOf(later, now + 3_601_000)).toBe('fit');
  });

  it('for as long as it asked', () => {
    const limited = afterTrouble(HEALTHY, 'limited', now, now + 600_000, REST);
    expect(standingOf(limited, now + 599_000)).toBe('barred');
    expect(standingOf(limited, now + 601_000)).toBe('fit');
  });

  it('but no longer than a day, and not at all by a clock that was set back', () => {
    const limited = afterTrouble(HEALTHY, 'limited', now, Number.MAX_SAFE_INTEGER, REST);
    expect(limited.rest?.untilMs).toBe(now + 86_400_000);
    expect(standingOf(limited, now)).toBe('barred');
    expect(standingOf(limited, now - 1)).toBe('fit');
  });

  it('but for nothing that it merely lacks', () => {
    expect(afterTrouble(HEALTHY, 'missing', now, null, REST)).toEqual(HEALTHY);
  });

  it('until its bytes were proven again', () => {
    const cut = afterTrouble(HEALTHY, 'cut', now, null, REST);
    expect(standingOf(cut, now)).toBe('resting');
    expect(standingOf(afterProof(cut), now)).toBe('fit');
  });
});

it('its rate is smoothed, and a small body tells nothing', () => {
  const small = afterBytes(HEALTHY, 1000, 1, FETCH);
  expect(small.bytesPerSecond).toBeNull();
  const first = afterBytes(small, 1_000_000, 1000, FETCH);
  // 1,000,000 + 0.2 × (2,000,000 − 1,000,000)
  expect(afterBytes(first, 1_000_000, 500, FETCH).bytesPerSecond).toBe(1_200_000);
});
