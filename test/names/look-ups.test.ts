import { describe, expect, it } from 'vitest';
import { type Asking, LookUps } from '../../src/names/look-ups.ts';
import type { IpAddress, Resolver } from '../../src/names/resolver.ts';

/** Resolvers that answer when the test says so, in the order in which they were opened. */
class Office {
  readonly opened: {
    readonly asked: string[];
    readonly answer: Map<string, () => void>;
    stopped: boolean;
  }[] = [];
  readonly #places: number;
  readonly #endable: boolean;

  constructor(places: number, endable = true) {
    this.#places = places;
    this.#endable = endable;
  }

  readonly open = (): Resolver => {
    const own = { asked: [] as string[], answer: new Map<string, () => void>(), stopped: false };
    this.opened.push(own);
    return {
      places: this.#places,
      ask: (hostname) =>
        new Promise((resolve) => {
          own.asked.push(hostname);
          own.answer.set(hostname, () => resolve(ADDRESS));
        }),
      stop: this.#endable
        ? () => {
            own.stopped = true;
          }
        : null,
    };
  };

  asked(): string[][] {
    return this.opened.map(({ asked }) => asked);
  }

  async answer(resolver: number, hostname: string): Promise<void> {
    this.opened[resolver]?.answer.get(hostname)?.();
    await settled();
  }
}

const ADDRESS: readonly IpAddress[] = [{ ip: '192.0.2.1', family: 4 }];

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Asker {
  readonly clock: string[];
  readonly found: Promise<readonly IpAddress[]>;
  leave(): void;
}

function asks(lookUps: LookUps, hostname: string): Asker {
  const control = new AbortController();
  const clock: string[] = [];
  const asking: Asking = {
    hold: () => clock.push('hold'),
    go: () => clock.push('go'),
    signal: control.signal,
  };
  return { clock, found: lookUps.lookup(hostname, null, asking), leave: () => control.abort() };
}

describe('names that wait for a place', () => {
  it('are not charged for it, and come in the order of asking', async () => {
    const office = new Office(2);
    const lookUps = new LookUps(office.open);
    const [a, , c, d] = ['a', 'b', 'c', 'd'].map((name) => asks(lookUps, name));
    expect(office.asked()).toEqual([['a', 'b']]);
    expect([a?.clock, c?.clock]).toEqual([['hold', 'go'], ['hold']]);
    await office.answer(0, 'b');
    expect(office.asked()).toEqual([['a', 'b', 'c']]);
    expect([c?.clock, d?.clock]).toEqual([['hold', 'go'], ['hold']]);
    await office.answer(0, 'a');
    expect(office.asked()).toEqual([['a', 'b', 'c', 'd']]);
    expect(await a?.found).toEqual(ADDRESS);
  });

  it('are not asked at all when their asker left the queue', async () => {
    const office = new Office(1);
    const lookUps = new LookUps(office.open);
    const [, b] = ['a', 'b', 'c'].map((name) => asks(lookUps, name));
    b?.leave();
    await office.answer(0, 'a');
    expect(office.asked()).toEqual([['a', 'c']]);
  });
});

describe('names that nobody answers', () => {
  it('hold no place for ever: others are asked elsewhere once half are forsaken', async () => {
    const office = new Office(4);
    const lookUps = new LookUps(office.open);
    const silent = ['s1', 's2', 's3'].map((name) => asks(lookUps, name));
    const live = asks(lookUps, 'live');
    const next = asks(lookUps, 'next');
    silent[0]?.leave();
    expect(office.asked()).toEqual([['s1', 's2', 's3', 'live']]);
    silent[1]?.leave();
    expect(office.asked()).toEqual([['s1', 's2', 's3', 'live'], ['next']]);
    expect(next.clock).toEqual(['hold', 'go']);

    // What still counts in the old one is waited for; then it ends with all that hangs in it.
    await office.answer(0, 'live');
    expect(await live.found).toEqual(ADDRESS);
    expect(office.opened[0]?.stopped).toBe(false);
    silent[2]?.leave();
    expect(office.opened.map(({ stopped }) => stopped)).toEqual([true, false]);
  });

  it('hold their places where a resolver cannot be ended, until the system gives up', async () => {
    const office = new Office(2, false);
    const lookUps = new LookUps(office.open);
    const [s1, s2] = ['s1', 's2'].map((name) => asks(lookUps, name));
    const live = asks(lookUps, 'live');
    s1?.leave();
    s2?.leave();
    expect(live.clock).toEqual(['hold']);
    await office.answer(0, 's1');
    expect(office.asked()).toEqual([['s1', 's2', 'live']]);
    expect(live.clock).toEqual(['hold', 'go']);
  });

  it('give their places back when they are answered late', async () => {
    const office = new Office(4);
    const lookUps = new LookUps(office.open);
    for (const name of ['s1', 's2', 's3', 's4']) {
      asks(lookUps, name).leave();
      await office.answer(0, name);
    }
    asks(lookUps, 'live');
    expect(office.asked()).toEqual([['s1', 's2', 's3', 's4', 'live']]);
  });
});
