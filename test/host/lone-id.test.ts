import { describe, expect, it } from 'vitest';
import { LONE_ID } from '../../src/host/limits.ts';
import { delegatedRanges, loneId, mappedRanges } from '../../src/host/lone-id.ts';

it('reads which ids a process may have, and which were given to users', () => {
  expect(mappedRanges('         0          0 4294967295\n')).toEqual([{ first: 0, count: 4294967295 }]);
  expect(mappedRanges('0 1000 1\n1 100000 65536\n')).toEqual([
    { first: 0, count: 1 },
    { first: 1, count: 65536 },
  ]);
  expect(delegatedRanges('alice:100000:65536\n# none\nbob:165536:65536\n')).toEqual([
    { first: 100000, count: 65536 },
    { first: 165536, count: 65536 },
  ]);
  expect([...mappedRanges(''), ...delegatedRanges('')]).toEqual([]);
});

describe.runIf(process.platform === 'linux')('an id of one’s own', () => {
  const drawn =
    (...ids: readonly number[]) =>
    (): number =>
      ids[turn++ % ids.length] ?? 0;
  let turn = 0;

  it('is none of an account, and none of a process that runs', async () => {
    const own = process.geteuid?.() ?? 0;
    turn = 0;
    expect(await loneId(drawn(own, 0, 65534, LONE_ID.first + 7))).toBe(LONE_ID.first + 7);
    expect(await loneId(drawn(own))).toBeNull();
  });

  it('is another one each time', async () => {
    const ids = await Promise.all(Array.from({ length: 3 }, () => loneId()));
    expect(new Set(ids).size).toBe(3);
  });
});
