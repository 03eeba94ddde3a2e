import { describe, expect, it } from 'vitest';
import { createLinePeak } from '../../src/survey/line-peak.ts';

/** 1,000 bytes a ms. */
const LINE = 1_000;

describe('createLinePeak', () => {
  it('is what two downloads carried together', () => {
    const peak = createLinePeak(500);
    for (let ms = 10; ms <= 2_000; ms += 10) {
      peak.saw(LINE * 4, ms - 10, ms);
      peak.saw(LINE * 6, ms - 10, ms);
    }
    expect(peak.bytesPerMs()).toBeCloseTo(LINE, -1);
  });

  it('does not take for speed what waited for a lost segment and came all at once', () => {
    const peak = createLinePeak(500);
    for (let ms = 10; ms <= 1_000; ms += 10) {
      peak.saw(LINE * 5, ms - 10, ms);
      peak.saw(LINE * 5, ms - 10, ms);
    }
    // One of the two is silent for 800 ms; the other goes on beside it.
    for (let ms = 1_010; ms <= 1_800; ms += 10) peak.saw(LINE * 5, ms - 10, ms);
    peak.saw(LINE * 0.5 * 800, 1_000, 1_800);
    expect(peak.bytesPerMs()).toBeLessThan(LINE * 1.05);
  });

  it('is 0 before the first bytes', () => {
    expect(createLinePeak(500).bytesPerMs()).toBe(0);
  });
});
