import { describe, expect, it } from 'vitest';
import { LOOKED, readPullLog } from '../../src/cache/index.ts';

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const asked = (path: string, status = 200, method = 'GET', at = '30/Nov/2026:07:36:41 +0000'): string =>
  `10.0.0.2 - - [${at}] "${method} /v2/${path} HTTP/1.1" ${status} 586 "" "docker/28.5.2"`;
const stored = (letter: string): string =>
  `time="2026-11-30T07:36:41.965649536Z" level=info msg="Adding new scheduler entry for library/nginx@${digest(letter)} with ttl=167h59m59.999996898s" go.version=go1.19.8`;

describe('readPullLog', () => {
  it('counts what was asked, and what came from upstream, by what the registry stored', () => {
    const log = readPullLog([
      asked('library/nginx/manifests/latest'),
      stored('a'),
      asked(`library/nginx/blobs/${digest('b')}`),
      stored('b'),
      asked(`library/nginx/blobs/${digest('b')}`),
      asked('library/nginx/manifests/latest'),
      asked('library/nginx/manifests/latest', 200, 'HEAD'),
    ]);
    expect(log.manifests).toEqual({ asked: 2, fetched: 1 });
    expect(log.blobs).toEqual({ asked: 2, fetched: 1 });
    expect(log.lastStoredMs).toBe(Date.parse('2026-11-30T07:36:41.965Z'));
  });

  it('what only looks whether it is there is nobody’s pull', () => {
    const log = readPullLog([asked(`a/b/manifests/${digest('a')}${LOOKED}`, 200, 'HEAD')]);
    expect(log.lastPulled).toEqual(new Map());
  });

  it('has the last pull of each repository, whatever the order and the zone', () => {
    const log = readPullLog([
      asked('a/b/manifests/1', 200, 'HEAD', '30/Nov/2026:09:00:00 +0200'),
      asked('a/b/manifests/1', 200, 'GET', '30/Nov/2026:06:00:00 +0000'),
      asked(`c/blobs/${digest('c')}?ns=docker.io`, 206, 'GET', '01/Jan/2026:00:00:00 +0000'),
    ]);
    expect([...log.lastPulled]).toEqual([
      ['a/b', Date.parse('2026-11-30T07:00:00Z')],
      ['c', Date.parse('2026-01-01T00:00:00Z')],
    ]);
  });

  it.each([
    ['a refusal', asked('library/nginx/manifests/nosuch', 404)],
    ['a ping', '10.0.0.2 - - [30/Nov/2026:07:36:41 +0000] "GET /v2/ HTTP/1.1" 200 2 "" ""'],
    [
      'an agent that looks like a line',
      `10.0.0.2 - - [30/Nov/2026:07:36:41 +0000] "GET / HTTP/1.1" 404 0 "" "${asked('x/manifests/1')}"`,
    ],
    ['a date that is none', asked('a/manifests/1', 200, 'GET', '30/Foo/2026:07:36:41 +0000')],
    ['nothing', ''],
  ])('passes over %s', (_, line) => {
    const log = readPullLog([line]);
    expect([log.lastPulled.size, log.manifests.asked, log.blobs.asked]).toEqual([0, 0, 0]);
  });
});
