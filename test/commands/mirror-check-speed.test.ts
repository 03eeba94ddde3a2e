import { afterEach, describe, expect, it } from 'vitest';
import {
  at,
  chain,
  ignoresRange,
  paced,
  refuses,
  reset,
  tampers,
  waits,
  type when,
} from '../../src/demo/behaviour.ts';
import { contentOf } from '../../src/demo/content.ts';
import { buildImage } from '../../src/demo/image.ts';
import type { SimulatedMirror } from '../../src/demo/simulated-mirror.ts';
import { checked, checkedOne } from '../support/check.ts';
import { openLab } from '../support/fake-registry.ts';

/** Layers: how much of them is downloaded, how fast they come, and what a finalist does the second time. */

const lab = openLab();
afterEach(lab.stop);

const KiB = 1024;
const large = contentOf({
  tagged: [
    buildImage({
      repository: 'library/nginx',
      tag: 'latest',
      format: 'oci',
      layers: [{ seed: 'large', bytes: 9 * KiB * KiB }],
    }),
  ],
});
const none = ['--reference', 'none'];
/** Those that are measured. That a beginning is asked for as containerd does, with `?ns=`, is another matter. */
const layerRequests = ({ requests }: SimulatedMirror) =>
  requests.filter(({ stage, namespace }) => stage === 'layer' && namespace === null);

describe('too-slow', () => {
  it('is a large layer that comes at less than 32 KiB/s, though the meter stopped by itself', async () => {
    const mirror = await lab.mirror(at('layer', paced(10 * KiB)), { content: large });
    const report = await checkedOne(mirror, mirror, ...none);
    expect(report).toMatchObject({ verdict: 'degraded', code: 'too-slow', phase: 'layer', rank: null });
    expect(report.throughput?.bytesPerSecond).toBeLessThan(32 * KiB);
    expect(report.pullSeconds).toBeGreaterThan(100);
  });

  it('is not a layer that comes faster but not to its end in time', async () => {
    // 300 KB at 64 KiB/s take 4.6 s.
    const mirror = await lab.mirror(at('layer', paced(64 * KiB)));
    const report = await checkedOne(mirror, mirror, ...none, '--timeout', '3', '--deadline', '20');
    expect(report).toMatchObject({ verdict: 'usable', rank: 1 });
  });

  it('is a layer whose headers do not come in time, while the config did', async () => {
    const mirror = await lab.mirror(at('layer', waits(60_000)));
    const report = await checkedOne(mirror, mirror, ...none, '--timeout', '2');
    expect(report).toMatchObject({
      verdict: 'degraded',
      code: 'too-slow',
      throughput: null,
      pullSeconds: null,
    });
  });
});

describe('a verdict', () => {
  it('does not depend on who else is asked', async () => {
    const slow = await lab.mirror(at('layer', paced(12 * KiB)), { content: large });
    const others = await Promise.all(
      Array.from({ length: 50 }, () => lab.mirror(undefined, { content: large })),
    );
    const verdictAmong = async (company: readonly SimulatedMirror[]) => {
      const urls = [slow, ...company].map(({ url }) => url);
      const { report } = await checked([...urls, ...none, '--finalists', '1']);
      const { verdict, code } = report.mirrors.find(({ url }) => url === slow.url) ?? {};
      return { verdict, code, usable: report.summary.usable };
    };
    const tooSlow = { verdict: 'degraded', code: 'too-slow' };
    expect(await verdictAmong([])).toEqual({ ...tooSlow, usable: 0 });
    expect(await verdictAmong(others.slice(0, 1))).toEqual({ ...tooSlow, usable: 1 });
    expect(await verdictAmong(others)).toEqual({ ...tooSlow, usable: 50 });
  });
});

describe('--bytes', () => {
  it('bounds what is downloaded: an eighth first, the rest of it for finalists', async () => {
    const mirror = await lab.mirror(undefined, { content: large });
    await checkedOne(mirror, mirror, ...none, '--bytes', '400KiB');
    expect(layerRequests(mirror).map(({ headers }) => headers.range)).toEqual([
      `bytes=0-${50 * KiB - 1}`,
      `bytes=${50 * KiB}-${400 * KiB - 1}`,
    ]);
  });

  it('of one byte leaves nothing for a second round, and shows nobody as slow', async () => {
    const mirror = await lab.mirror(undefined, { content: large });
    const report = await checkedOne(mirror, mirror, ...none, '--bytes', '1');
    expect(report).toMatchObject({ verdict: 'usable', code: null });
    expect(layerRequests(mirror)).toHaveLength(1);
  });

  it('holds where the server ignores Range', async () => {
    const mirror = await lab.mirror(chain(ignoresRange, at('layer', paced(4000 * KiB))), { content: large });
    const report = await checkedOne(mirror, mirror, ...none, '--bytes', '400KiB');
    expect(report.verdict).toBe('usable');
    expect(report.bytesReceived).toBeLessThan(2000 * KiB);
  });
});

describe('--no-throughput', () => {
  it('asks for no layer, and ranks by latency', async () => {
    const near = await lab.mirror();
    const far = await lab.mirror(at('ping', waits(150)));
    const { report } = await checked([far.url, near.url, ...none, '--no-throughput']);
    expect(report.mirrors.map(({ url }) => url)).toEqual([near.url, far.url]);
    for (const mirror of [near, far]) expect(layerRequests(mirror)).toHaveLength(0);
    expect(report.mirrors[0]).toMatchObject({
      throughput: null,
      pullSeconds: null,
      ttfbMs: null,
      blobHosts: [new URL(near.url).host],
    });
    expect(report.parameters.throughput).toBe(false);
  });
});

describe('finalists', () => {
  it('are as many as asked for, one at a time', async () => {
    const mirrors = await Promise.all([1, 2, 3].map(() => lab.mirror(undefined, { content: large })));
    const asked = async (finalists: string): Promise<number[]> => {
      const before = mirrors.map((mirror) => layerRequests(mirror).length);
      await checked([...mirrors.map(({ url }) => url), ...none, '--finalists', finalists]);
      return mirrors.map((mirror, index) => layerRequests(mirror).length - (before[index] ?? 0)).sort();
    };
    expect(await asked('0')).toEqual([1, 1, 1]);
    expect(await asked('1')).toEqual([1, 1, 2]);
    expect(await asked('5')).toEqual([2, 2, 2]);
  });

  const secondTime = (behaviour: Parameters<typeof when>[1]) => {
    let layers = 0;
    return at('layer', (visit, next) => {
      layers += visit.namespace === null ? 1 : 0;
      return layers > 1 ? behaviour(visit, next) : next(visit);
    });
  };
  for (const [name, behaviour, verdict, code] of [
    ['throttles', paced(10 * KiB), 'degraded', 'too-slow'],
    ['cuts the line', reset, 'broken', 'connection-reset'],
    ['is limited', refuses(429, 'TOOMANYREQUESTS', 'enough'), 'limited', 'rate-limited'],
    ['tampers', tampers, 'unsafe', 'digest-mismatch'],
  ] as const) {
    it(`that ${name} the second time counts as that`, async () => {
      // The small image's layer is read whole in both rounds.
      const content = name === 'tampers' ? {} : { content: large };
      const mirror = await lab.mirror(secondTime(behaviour), content);
      expect(await checkedOne(mirror, mirror, ...none)).toMatchObject({
        verdict,
        code,
        phase: 'finalist',
        rank: null,
      });
    });
  }

  it('that die are broken, and the next best leads', async () => {
    const dying = await lab.mirror(
      at('layer', (visit, next) => next(visit)),
      { content: large },
    );
    const steady = await lab.mirror(at('layer', paced(2000 * KiB)), { content: large });
    let layers = 0;
    dying.setBehaviour(
      at('layer', (visit, next) => {
        layers += visit.namespace === null ? 1 : 0;
        if (layers > 1) void dying.stop();
        return layers > 1 ? { kind: 'reset' } : next(visit);
      }),
    );
    const { report } = await checked([dying.url, steady.url, ...none]);
    expect(report.mirrors.map(({ url, verdict }) => [url, verdict])).toEqual([
      [steady.url, 'usable'],
      [dying.url, 'broken'],
    ]);
  });
});
