import { afterEach, describe, expect, it } from 'vitest';
import { reply } from '../../src/demo/answer.ts';
import { answers, at, type Behaviour, chain, refuses, silence, when } from '../../src/demo/behaviour.ts';
import { contentOf } from '../../src/demo/content.ts';
import { hubBehaviour } from '../../src/demo/hub.ts';
import { buildImage } from '../../src/demo/image.ts';
import type { SimulatedMirror } from '../../src/demo/simulated-mirror.ts';
import { bearerAuth, tokenIssuer } from '../../src/demo/token.ts';
import { checked, checkedOne, listOf, mirrorNamed } from '../support/check.ts';
import { runCli } from '../support/cli.ts';
import { openLab } from '../support/fake-registry.ts';
import { alien, current, older } from '../support/images.ts';

/** What a tag's digest is held against. */

const lab = openLab();
afterEach(lab.stop);

const stale = () => lab.mirror(undefined, { content: contentOf({ tagged: [older] }) });
const strange = () => lab.mirror(undefined, { content: contentOf({ tagged: [alien] }) });

/** `latest` is last month's until it was asked for so many times; then it is today's. */
function moving(after: number): Behaviour {
  let asked = 0;
  return at(
    'manifest',
    when(
      (visit) => visit.reference === 'latest',
      (visit, next) => {
        asked += 1;
        return next(asked > after ? visit : { ...visit, reference: older.index.digest });
      },
    ),
  );
}

describe('--reference with a digest of the user’s', () => {
  it('calls it fresh, or else asks the Hub whether the other digest was ever its own', async () => {
    const hub = await lab.hub();
    const given = ['--reference', current.index.digest];
    const fresh = await checked([(await lab.mirror()).url, '--hub', hub.url, ...given]);
    expect(fresh.report.reference).toMatchObject({ source: 'given', digest: current.index.digest });
    expect(fresh.report.mirrors[0]).toMatchObject({ verdict: 'usable', images: [{ fresh: true }] });
    expect(fresh.exitCode).toBe(0);
    expect(await checkedOne(await stale(), hub, ...given)).toMatchObject({ code: 'stale' });
    expect(await checkedOne(await strange(), hub, ...given)).toMatchObject({ code: 'tag-mismatch' });
  });

  it('takes a file: the first digest is current, the others are genuine', async () => {
    const file = await lab.file('digests', `# nginx\n${current.index.digest}\n${older.index.digest} # may\n`);
    const nowhere = { url: await lab.closedPort() };
    expect(await checkedOne(await stale(), nowhere, '--reference', file)).toMatchObject({ code: 'stale' });
    expect(await checkedOne(await strange(), nowhere, '--reference', file)).toMatchObject({
      code: 'tag-mismatch',
    });
  });

  it('takes a URL, and an earlier report', async () => {
    const hub = await lab.hub();
    const mirror = await lab.mirror();
    const first = await checked([mirror.url, '--hub', hub.url]);
    const web = await lab.mirror(answers(reply(200, {}, first.stdout)));
    const { report } = await checked([mirror.url, '--hub', hub.url, '--reference', `${web.url}/report.json`]);
    expect(report.reference).toMatchObject({ source: 'given', digest: current.index.digest });
  });
});

it('an image named by its digest needs no other reference', async () => {
  const nowhere = { url: await lab.closedPort() };
  const image = `nginx@${older.index.digest}`;
  const mirror = await lab.mirror();
  expect(await checkedOne(mirror, nowhere, '--image', image)).toMatchObject({
    verdict: 'usable',
    images: [{ ref: image, present: true, digest: older.index.digest, fresh: true }],
  });
  expect(mirror.requests.some(({ reference }) => reference === 'latest')).toBe(false);
});

it('without a reference a good mirror is usable, its freshness unknown', async () => {
  const hub = await lab.hub();
  const report = await checkedOne(await strange(), hub, '--reference', 'none');
  expect(report).toMatchObject({ verdict: 'usable', rank: 1, images: [{ fresh: null }] });
  expect(hub.requests).toHaveLength(0);
});

describe('the Hub', () => {
  it('may move its tag during the run: a mirror that has the newer image is not stale, nor one that had the older', async () => {
    const quick = await lab.mirror();
    const late = await stale();
    const hub = await lab.hub(chain(hubBehaviour(), moving(1)));
    const { report } = await checked([quick.url, late.url, '--hub', hub.url]);
    expect(report.reference).toMatchObject({ source: 'hub', digest: current.index.digest });
    expect(report.mirrors.map(({ verdict, images }) => [verdict, images[0]?.fresh])).toEqual([
      ['usable', true],
      ['usable', true],
    ]);
  });

  it('that never answers is given up after one mirror’s time, and the others of the run have theirs', async () => {
    const hub = await lab.hub(silence);
    const { report } = await checked([
      ...(await Promise.all([lab.mirror(), lab.mirror()])).map(({ url }) => url),
      ...['--hub', hub.url, '--timeout', '2', '--deadline', '60'],
    ]);
    expect(report.reference).toMatchObject({ source: 'none', digest: null });
    expect(report.summary.usable).toBe(2);
    expect(report.durationMs).toBeLessThan(30_000);
  });

  it('that drips its token is given up after one mirror’s time too', async () => {
    const drip = at('token', (visit, next) => {
      const answer = answers(reply(200, { 'content-type': 'application/json' }, ' '.repeat(200_000)))(
        visit,
        next,
      );
      return answer.kind === 'reply' ? { ...answer, bytesPerSecond: 1 } : answer;
    });
    const hub = await lab.hub(chain(drip, hubBehaviour()));
    const { report } = await checked([(await lab.mirror()).url, '--hub', hub.url, '--timeout', '2']);
    expect(report.mirrors[0]).toMatchObject({ verdict: 'usable', phase: null });
    expect(report.durationMs).toBeLessThan(15_000);
  });

  it('whose token realm is blocked is no reference', async () => {
    const blocked = await lab.closedPort();
    const hub = await lab.hub(bearerAuth(tokenIssuer(), () => `${blocked}/token`));
    const { report } = await checked([(await lab.mirror()).url, '--hub', hub.url]);
    expect(report.reference.source).toBe('none');
    expect(report.mirrors[0]?.verdict).toBe('usable');
  });

  it('is not waited for by those who need no answer of its', async () => {
    const hub = await lab.hub(silence);
    const { report } = await checked([
      (await lab.mirror()).url,
      ...['--hub', hub.url, '--reference', current.index.digest, '--no-throughput'],
    ]);
    expect(report.durationMs).toBeLessThan(4_000);
  });

  it('is asked about at most eight digests, once each', async () => {
    const hub = await lab.hub();
    const old = await Promise.all([stale(), stale(), stale()]);
    await checked([...old.map(({ url }) => url), '--hub', hub.url, '--no-throughput']);
    expect(hub.requests.filter(({ reference }) => reference === older.index.digest)).toHaveLength(1);
    expect(hub.requests.filter(({ method }) => method !== 'HEAD').map(({ stage }) => stage)).toEqual([
      'token',
    ]);
  });
});

describe('consensus', () => {
  const run = async (
    mirrors: Readonly<Record<string, SimulatedMirror>>,
    operators: Readonly<Record<string, string>> = {},
  ) => {
    const entries = Object.entries(mirrors).map(([id, { url }]) => ({
      id,
      url,
      operator: operators[id] ?? id,
    }));
    const list = await lab.file('list.json', listOf(entries));
    return checked(['--list', list, '--reference', 'consensus', '--no-throughput']);
  };

  it('of three operators is a reference; what another of them still knows by digest is stale', async () => {
    const { report } = await run({
      a: await lab.mirror(),
      b: await lab.mirror(),
      c: await lab.mirror(),
      old: await stale(),
      strange: await strange(),
    });
    expect(report.reference).toEqual({
      code: null,
      image: 'nginx:latest',
      digest: current.index.digest,
      source: 'consensus',
      votes: 3,
    });
    expect(mirrorNamed(report, 'a')).toMatchObject({ verdict: 'usable', images: [{ fresh: true }] });
    expect(mirrorNamed(report, 'old')).toMatchObject({
      verdict: 'degraded',
      code: 'stale',
      images: [{ fresh: false }],
    });
    expect(mirrorNamed(report, 'strange')).toMatchObject({ code: 'unconfirmed', images: [{ fresh: null }] });
  });

  it('needs three operators, not three mirrors of one', async () => {
    const mirrors = { a: await lab.mirror(), b: await lab.mirror(), c: await lab.mirror() };
    const { report } = await run(mirrors, { a: 'one', b: 'one', c: 'one' });
    expect(report.reference).toMatchObject({ source: 'none', digest: null });
  });

  it('counts one machine once, whatever its ports', async () => {
    const mirrors = await Promise.all([lab.mirror(), lab.mirror(), lab.mirror()]);
    const { report } = await checked([
      ...mirrors.map(({ url }) => url),
      ...['--reference', 'consensus', '--no-throughput'],
    ]);
    expect(report.reference.source).toBe('none');
  });

  it('gives no vote to a mirror whose content was not proved', async () => {
    const denied = at('config', refuses(403, 'DENIED', 'no'));
    const { report } = await run({
      a: await lab.mirror(),
      b: await lab.mirror(),
      c: await lab.mirror(denied),
    });
    expect(report.reference.source).toBe('none');
  });

  it('asks two operators about a digest, and about two digests at most', async () => {
    const good = await Promise.all(Array.from({ length: 7 }, () => lab.mirror()));
    const others = await Promise.all(
      ['x', 'y', 'z'].map((seed) => {
        const image = buildImage({
          repository: 'library/nginx',
          tag: 'latest',
          format: 'oci',
          layers: [{ seed, bytes: 9 }],
        });
        return lab.mirror(undefined, { content: contentOf({ tagged: [image] }) });
      }),
    );
    const named = Object.fromEntries([...others, ...good].map((mirror, index) => [`m${index}`, mirror]));
    const { report } = await run(named);
    expect(report.reference).toMatchObject({ source: 'consensus', votes: 7 });
    const odd = new Set(others.map((_, index) => mirrorNamed(report, `m${index}`).images[0]?.digest));
    const asked = [...others, ...good].flatMap(({ requests }) =>
      requests.filter(({ method, reference }) => method === 'HEAD' && odd.has(reference)),
    );
    expect(asked).toHaveLength(4);
  });
});

describe('an image that the Hub itself does not give', () => {
  const mirrors = async (): Promise<readonly string[]> => {
    const [absent, closed, whole] = await Promise.all([
      lab.mirror(at('manifest', refuses(404, 'MANIFEST_UNKNOWN', 'no such tag'))),
      lab.mirror(at('manifest', refuses(401, 'UNAUTHORIZED', 'authentication required'))),
      lab.closedPort(),
    ]);
    return [absent.url, closed.url, whole];
  };

  it.each([
    ['not-found', refuses(404, 'MANIFEST_UNKNOWN', 'manifest unknown')],
    ['denied', refuses(401, 'UNAUTHORIZED', 'authentication required')],
    ['denied', refuses(403, 'DENIED', 'requested access to the resource is denied')],
  ] as const)('is %s once, and no mirror’s fault', async (code, behaviour) => {
    const hub = await lab.hub(behaviour);
    const args = [...(await mirrors()), '--hub', hub.url, '--image', 'nginxx'];
    const { report, exitCode } = await checked(args);
    expect(report.reference).toMatchObject({ source: 'none', code });
    const found = report.mirrors.map(({ verdict, code: own }) => `${verdict} ${own}`);
    expect(found.toSorted()).toEqual([
      'dead connection-refused',
      'unknown no-such-image',
      'unknown no-such-image',
    ]);
    expect(exitCode).toBe(1);
    const table = await runCli(args);
    expect(table.stdout.match(/registry itself/g)).toHaveLength(1);
    expect(table.stdout).not.toContain('login');
  });

  it('is null where the Hub gives it, or was not asked', async () => {
    const mirror = await lab.mirror();
    const hub = await lab.hub();
    expect((await checked([mirror.url, '--hub', hub.url])).report.reference.code).toBeNull();
    const none = await checked([mirror.url, '--reference', 'none']);
    expect(none.report.reference.code).toBeNull();
  });
});
