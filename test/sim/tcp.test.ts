import { describe, expect, it } from 'vitest';
import { type Path, SEGMENT_BYTES } from '../../bench/sim/path.ts';
import { createConnection } from '../../bench/sim/tcp.ts';
import { createWorld } from '../../bench/sim/world.ts';

const RTT_MS = 50;

/** Bytes that arrive when nothing is planned any more, over a path that treats each packet as `passes` tells: after so many ms, or never. */
function arrive(segments: number, passes: (nth: number) => number | null): number {
  const world = createWorld();
  let packets = 0;
  const path: Path = {
    rttMs: RTT_MS,
    down(_flow, arrived) {
      packets += 1;
      const ms = passes(packets);
      if (ms !== null) world.at(world.nowMs + ms, arrived);
    },
    up: (arrived) => {
      world.at(world.nowMs + RTT_MS / 2, arrived);
    },
  };
  let bytes = 0;
  const connection = createConnection(world, path, 0, (came) => {
    bytes += came;
  });
  connection.write(segments * SEGMENT_BYTES);
  world.run();
  return bytes;
}

describe('the simulated TCP comes to its end', () => {
  it('on a path that loses nothing', () => {
    expect(arrive(200, () => RTT_MS / 2)).toBe(200 * SEGMENT_BYTES);
  });

  it.each([2, 3, 7])('where packet by packet every %dth is lost', (every) => {
    expect(arrive(200, (nth) => (nth % every === 0 ? null : RTT_MS / 2))).toBe(200 * SEGMENT_BYTES);
  });

  it.each([12, 17, 22, 30])(
    'where the first flight is held for two seconds, as by a throttle with a long queue, and the copies up to packet %d are dropped',
    (until) => {
      expect(arrive(200, (nth) => (nth <= 10 ? 2_000 : nth <= until ? null : RTT_MS / 2))).toBe(
        200 * SEGMENT_BYTES,
      );
    },
  );
});
