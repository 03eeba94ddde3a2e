import { afterEach, describe, expect, it } from 'vitest';
import { at, type Behaviour, chain, changes, refuses, when } from '../../src/demo/behaviour.ts';
import { contentOf } from '../../src/demo/content.ts';
import { checkedOne } from '../support/check.ts';
import { openLab } from '../support/fake-registry.ts';
import { alien, app, current, older } from '../support/images.ts';

/** The two ways in which engines ask for one tag, and what a mirror can make of the difference. */

const lab = openLab();
afterEach(lab.stop);

const everything = contentOf({ tagged: [current, app], untagged: [older, alien] });
const forContainerd = (behaviour: Behaviour): Behaviour =>
  at(
    'manifest',
    when((visit) => visit.namespace !== null, behaviour),
  );
const leadsTo =
  (digest: string): Behaviour =>
  (visit, next) =>
    next(visit.reference === 'latest' ? { ...visit, reference: digest } : visit);

describe('a mirror that leads containerd to another image than the classic store', () => {
  it('is unsafe when the Hub never heard of that image, though the classic way shows the true one', async () => {
    const mirror = await lab.mirror(forContainerd(leadsTo(alien.index.digest)), { content: everything });
    const report = await checkedOne(mirror, await lab.hub());
    expect(report).toMatchObject({ verdict: 'unsafe', code: 'tag-mismatch', rank: null });
    expect(report.images[0]).toMatchObject({ digest: alien.index.digest, fresh: false });
  });

  it('is so too when it states the digest on GET alone', async () => {
    const noHead = when((visit) => visit.method === 'HEAD', refuses(405, 'UNSUPPORTED', 'GET only'));
    const mirror = await lab.mirror(forContainerd(chain(noHead, leadsTo(alien.index.digest))), {
      content: everything,
    });
    expect(await checkedOne(mirror, await lab.hub())).toMatchObject({
      verdict: 'unsafe',
      code: 'tag-mismatch',
    });
  });

  it('is so too when its HEAD states no digest, so that containerd asks by GET', async () => {
    const silentHead = when(
      (visit) => visit.method === 'HEAD',
      changes(({ headers }) => {
        const { 'docker-content-digest': _, ...others } = headers;
        return { headers: others };
      }),
    );
    const mirror = await lab.mirror(forContainerd(chain(silentHead, leadsTo(alien.index.digest))), {
      content: everything,
    });
    expect(await checkedOne(mirror, await lab.hub())).toMatchObject({
      verdict: 'unsafe',
      code: 'tag-mismatch',
    });
  });

  it('is stale when that image is an old one', async () => {
    const mirror = await lab.mirror(forContainerd(leadsTo(older.index.digest)), { content: everything });
    const report = await checkedOne(mirror, await lab.hub());
    expect(report).toMatchObject({
      verdict: 'degraded',
      code: 'stale',
      worksWith: { classic: true, containerd: true },
    });
  });
});
