import { afterEach, describe, expect, it } from 'vitest';
import { errorReply, reply } from '../../src/demo/answer.ts';
import {
  answers,
  at,
  type Behaviour,
  chain,
  honest,
  redirects,
  refuses,
  reset,
  when,
} from '../../src/demo/behaviour.ts';
import { contentOf } from '../../src/demo/content.ts';
import { buildImage } from '../../src/demo/image.ts';
import type { SimulatedMirror } from '../../src/demo/simulated-mirror.ts';
import { ownTokens } from '../../src/demo/token.ts';
import type { Visit } from '../../src/demo/visit.ts';
import { checkedOne } from '../support/check.ts';
import { openLab } from '../support/fake-registry.ts';
import { app, current } from '../support/images.ts';

/** What a mirror's own server counts. */

const lab = openLab();
afterEach(lab.stop);

/** Every blob lies under another path of the same server, as object stores behind one name do. */
const storage: Behaviour = chain(
  when(
    (visit) => (visit.stage === 'config' || visit.stage === 'layer') && !visit.url.searchParams.has('stored'),
    redirects(307, ({ target }) => `${target}${target.includes('?') ? '&' : '?'}stored=1`),
  ),
);
const many = Array.from({ length: 12 }, (_, index) => `team/app${index}:1.0`);
const manyImages = many.map((_, index) =>
  buildImage({
    repository: `team/app${index}`,
    tag: '1.0',
    format: 'oci',
    layers: [{ seed: 'x', bytes: 100 }],
  }),
);
const manyContent = contentOf({ tagged: [current, app, ...manyImages] });
const manyOptions = many.flatMap((image) => ['--image', image]);
const stages = ({ requests }: SimulatedMirror): string[] => requests.map(({ stage }) => stage);

describe('at most 14 requests', () => {
  for (const [name, behaviour] of [
    ['an open mirror', honest],
    ['a mirror with tokens', ownTokens()],
    ['blobs that are redirected on the same server', storage],
    ['tokens and redirects', chain(ownTokens(), storage)],
  ] as const) {
    it(`${name}, thirteen images`, async () => {
      const mirror = await lab.mirror(behaviour, { content: manyContent });
      const report = await checkedOne(mirror, await lab.hub(), '--image', 'nginx', ...manyOptions);
      expect(mirror.requests.length).toBeLessThanOrEqual(14);
      expect(report.requests).toBe(mirror.requests.length);
      expect(report).toMatchObject({ verdict: 'usable', code: null });
    });
  }

  it('further images go before the finalist round, warm pings before them', async () => {
    const mirror = await lab.mirror(honest, { content: manyContent });
    const report = await checkedOne(mirror, await lab.hub(), '--image', 'nginx', ...manyOptions);
    expect(stages(mirror).filter((stage) => stage === 'ping')).toHaveLength(1);
    expect(stages(mirror).filter((stage) => stage === 'layer')).toHaveLength(2);
    expect(report.images.map(({ ref }) => ref)).toEqual(['nginx:latest', ...many]);
    expect(report.images.filter(({ present }) => present === true).length).toBeGreaterThan(1);
    expect(report.images.at(-1)).toEqual({
      ref: many.at(-1),
      present: null,
      digest: null,
      fresh: null,
      code: null,
    });
  });

  it('with one image, what is asked by digest is asked both ways, and all is thirteen', async () => {
    const mirror = await lab.mirror();
    await checkedOne(mirror, await lab.hub());
    expect(stages(mirror)).toEqual([
      ...['ping', 'manifest', 'manifest', 'manifest', 'manifest', 'manifest'],
      ...['platform-manifest', 'platform-manifest', 'config', 'config', 'layer', 'layer', 'layer'],
    ]);
    const withTokens = await lab.mirror(ownTokens());
    await checkedOne(withTokens, await lab.hub());
    expect(withTokens.requests.length).toBeLessThanOrEqual(13);
  });

  it('without downloads there are warm pings', async () => {
    const mirror = await lab.mirror();
    await checkedOne(mirror, await lab.hub(), '--no-throughput');
    expect(stages(mirror).filter((stage) => stage === 'ping')).toHaveLength(3);
    expect(mirror.requests).toHaveLength(12);
  });

  it('redirects on the same server count', async () => {
    const hops: Behaviour = (visit, next) => {
      const hop = Number(visit.url.searchParams.get('hop') ?? 0);
      if (hop === 3 || visit.stage === 'ping') return next(visit);
      return reply(307, { location: `${visit.url.pathname}?hop=${hop + 1}` });
    };
    const mirror = await lab.mirror(hops);
    const report = await checkedOne(mirror, await lab.hub());
    expect(mirror.requests).toHaveLength(14);
    expect(report).toMatchObject({ verdict: 'broken', code: 'redirect-loop', requests: 14 });
  });

  it('and where HEAD states no digest behind them, GET of the tag is not put off for ever', async () => {
    const hops = at('manifest', (visit, next) => {
      if (!visit.url.searchParams.has('hop')) return reply(307, { location: `${visit.url.pathname}?hop=1` });
      return visit.method === 'HEAD' ? reply(200, { 'content-type': 'text/plain' }) : next(visit);
    });
    const mirror = await lab.mirror(hops);
    const report = await checkedOne(mirror, await lab.hub());
    expect(
      mirror.requests.filter(({ method, stage }) => method === 'GET' && stage === 'manifest'),
    ).not.toEqual([]);
    expect(report.requests).toBeLessThanOrEqual(14);
  });

  it('a finalist whose last request is redirected is not blamed for our budget', async () => {
    const hops: Behaviour = when(
      (visit) => visit.stage === 'config' || visit.stage === 'layer',
      (visit, next) => {
        const hop = Number(visit.url.searchParams.get('hop') ?? 0);
        return hop === 2 ? next(visit) : reply(307, { location: `${visit.url.pathname}?hop=${hop + 1}` });
      },
    );
    const mirror = await lab.mirror(chain(ownTokens(), hops));
    const report = await checkedOne(mirror, await lab.hub());
    expect(report).toMatchObject({ verdict: 'usable', code: null });
    expect(mirror.requests.length).toBeLessThanOrEqual(14);
  });
});

describe('at most one request after a final refusal', () => {
  for (const status of [401, 403, 404, 429, 500, 503]) {
    for (const stage of ['ping', 'manifest', 'platform-manifest', 'config', 'layer'] as const) {
      it(`${status} at the ${stage}`, async () => {
        const mirror = await lab.mirror(at(stage, refuses(status, 'DENIED', 'no')));
        await checkedOne(mirror, await lab.hub());
        // A ping or a HEAD that is refused may be what this mirror does to everybody: asking in the other way tells, and takes the one request.
        const first = stages(mirror).indexOf(stage);
        const refused = mirror.requests.slice(first).filter((visit) => visit.stage === stage);
        const recovers = stage === 'ping';
        expect(refused.length).toBeLessThanOrEqual(recovers ? 1 : 2);
        if (!recovers) expect(mirror.requests.length - first - 1).toBeLessThanOrEqual(1);
      });
    }
  }

  it('404 of the first image, where another one’s token would take a request of its own', async () => {
    const missing = when((visit) => visit.repository === 'library/nginx', refuses(404, 'NAME_UNKNOWN', 'no'));
    const mirror = await lab.mirror(chain(ownTokens(), missing));
    const report = await checkedOne(mirror, await lab.hub(), '-i', 'nginx', '-i', 'team/app:1.0');
    const first = mirror.requests.findIndex(
      ({ stage, headers }) => stage === 'manifest' && headers.authorization !== undefined,
    );
    expect(mirror.requests.length - first - 1).toBeLessThanOrEqual(1);
    // Whether it has the other one cannot be found out in one request.
    expect(report).toMatchObject({
      verdict: 'broken',
      code: 'not-found',
      images: [{ present: false }, { present: null }],
    });
  });

  const warm = (visit: Visit): boolean => visit.stage === 'ping' && visit.number > 1;

  it('429 to a warm ping ends the talk: limited', async () => {
    const limits = answers(errorReply(429, 'TOOMANYREQUESTS', 'slow down', { 'retry-after': '600' }));
    const mirror = await lab.mirror(when(warm, limits));
    const report = await checkedOne(mirror, await lab.hub(), '--no-throughput');
    expect(report).toMatchObject({ verdict: 'limited', code: 'rate-limited', phase: 'ping' });
    expect(report.retryAt).not.toBeNull();
    expect(stages(mirror).filter((stage) => stage === 'ping')).toHaveLength(2);
    expect(stages(mirror).at(-1)).toBe('ping');
  });

  it('429 to the second request ends the talk: limited', async () => {
    const limits = answers(errorReply(429, 'TOOMANYREQUESTS', 'slow down', { 'retry-after': '600' }));
    const mirror = await lab.mirror(when((visit) => visit.number > 1, limits));
    const report = await checkedOne(mirror, await lab.hub());
    expect(report).toMatchObject({ verdict: 'limited', code: 'rate-limited' });
    expect(report.retryAt).not.toBeNull();
    expect(mirror.requests).toHaveLength(2);
  });

  it('a 503 to a warm ping is no word on the image', async () => {
    const mirror = await lab.mirror(when(warm, refuses(503, 'UNAVAILABLE', 'busy')));
    const report = await checkedOne(mirror, await lab.hub(), '--no-throughput');
    expect(report).toMatchObject({ verdict: 'usable' });
    expect(stages(mirror).filter((stage) => stage === 'ping')).toHaveLength(2);
    const forever = await lab.mirror(when((visit) => visit.number > 1, refuses(503, 'UNAVAILABLE', 'busy')));
    expect(await checkedOne(forever, await lab.hub())).toMatchObject({
      verdict: 'broken',
      code: 'server-error',
    });
    expect(forever.requests).toHaveLength(3);
  });
});

describe('retries', () => {
  it('one, of a reset before any byte', async () => {
    const once = await lab.mirror(when((visit) => visit.number === 1, reset));
    expect(await checkedOne(once, await lab.hub())).toMatchObject({ verdict: 'usable' });
    const always = await lab.mirror(reset);
    expect(await checkedOne(always, await lab.hub())).toMatchObject({
      verdict: 'dead',
      code: 'connection-reset',
    });
    expect(always.requests).toHaveLength(2);
  });

  it('none of a 404', async () => {
    const mirror = await lab.mirror(at('config', refuses(404, 'BLOB_UNKNOWN', 'gone')));
    await checkedOne(mirror, await lab.hub());
    expect(stages(mirror).filter((stage) => stage === 'config')).toHaveLength(1);
  });
});

it('tells who asks', async () => {
  const mirror = await lab.mirror();
  await checkedOne(mirror, await lab.hub());
  for (const { headers } of mirror.requests) {
    expect(headers['user-agent']).toMatch(/^mirror-check\/\d+\.\d+\.\d+.*https:\/\//);
    expect(headers.authorization).toBeUndefined();
  }
});
