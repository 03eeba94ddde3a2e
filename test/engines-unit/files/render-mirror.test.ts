import { describe, expect, it } from 'vitest';
import { parseMirrorUrl } from '../../../src/catalog/index.ts';
import { locationOf, urlOf } from '../../../src/engines/files/location.ts';
import {
  type MirrorFile,
  type MirrorParts,
  partsOf,
  renderMirror,
} from '../../../src/engines/files/render-mirror.ts';

/** The four forms of a mirror in each file: text, or why not. */
const HOST = 'https://ghcr.m.example';
const PREFIX = 'https://m.example/v2/ghcr.io';
const BASE = 'https://h.example/proxy';

function rendered(
  url: string,
  file: MirrorFile,
  more: Partial<Parameters<typeof renderMirror>[0]> = {},
): string {
  const registry = file === 'daemon.json' ? 'docker.io' : 'ghcr.io';
  const result = renderMirror({ url, resolves: false, byQuery: false, ...more }, registry, file);
  return result.kind === 'text' ? result.text : result.why;
}

describe('a mirror in a file', () => {
  it.each<[MirrorFile, string, string, string]>([
    ['daemon.json', HOST, 'image-prefix', BASE],
    [
      'hosts.toml',
      `[host."${HOST}"]\n  capabilities = ["pull"]\n`,
      `[host."${PREFIX}"]\n  capabilities = ["pull"]\n  override_path = true\n`,
      `[host."${BASE}"]\n  capabilities = ["pull"]\n`,
    ],
    [
      'registries.conf',
      '[[registry.mirror]]\nlocation = "ghcr.m.example"\n',
      '[[registry.mirror]]\nlocation = "m.example/ghcr.io"\n',
      'path',
    ],
    ['registries.yaml', HOST, PREFIX, `${BASE}/v2`],
    ['buildkitd.toml', 'ghcr.m.example', 'm.example/ghcr.io', 'path'],
  ])('%s has a host, a prefix and a base', (file, host, prefix, base) => {
    expect([HOST, PREFIX, BASE].map((url) => rendered(url, file))).toEqual([host, prefix, base]);
  });

  it('is not told to an engine that does not send what it goes by', () => {
    const asked = (file: MirrorFile): string => rendered(HOST, file, { byQuery: true });
    expect(asked('registries.conf')).toBe('by-query');
    for (const file of ['hosts.toml', 'registries.yaml', 'buildkitd.toml'] as const)
      expect(asked(file)).toBe(rendered(HOST, file));
  });

  it('may say which image a tag is in a hosts.toml', () => {
    expect(rendered(HOST, 'hosts.toml', { resolves: true })).toContain('["pull", "resolve"]');
  });

  it('by http has its port, which podman does not guess', () => {
    expect(rendered('http://m.lan', 'registries.conf')).toContain('"m.lan:80"\ninsecure = true');
    expect(rendered('http://m.lan:5000/v2/ghcr.io', 'registries.conf')).toContain('"m.lan:5000/ghcr.io"');
  });

  it('of another registry than Docker Hub is not for daemon.json', () => {
    const mirror = { url: HOST, resolves: false, byQuery: false };
    expect(renderMirror(mirror, 'ghcr.io', 'daemon.json')).toMatchObject({ why: 'only-docker-hub' });
  });

  it.each([
    ['no address', 'malformed'],
    ['https://m.example/"]\nserver = "x', 'malformed'],
    ['ftp://m.example', 'not-http'],
    ['https://u:p@m.example', 'user-info'],
    ['https://m.example?ns=x', 'query-or-fragment'],
  ])('%j is none: %s', (url, why) => {
    for (const file of ['daemon.json', 'hosts.toml', 'registries.conf', 'buildkitd.toml'] as const)
      expect(rendered(url, file)).toBe(why);
  });

  it.each([HOST, PREFIX, 'http://m.example:80', 'http://m.example:5000/v2/a/b'])(
    'podman’s spelling of %s leads back to it',
    (url) => {
      const location = locationOf(url);
      if (location.kind === 'problem') throw new Error(location.problem);
      expect(partsAgain(urlOf(location.at))).toEqual(partsAgain(url));
    },
  );
});

function partsAgain(url: string): MirrorParts {
  const parts = partsOf(url);
  if (typeof parts === 'string') throw new Error(parts);
  return parts;
}

describe('an address with a name behind it', () => {
  it.each([
    ['https://m.example/v2/ghcr.io', 'https://m.example/v2/ghcr.io', 'ghcr.io/'],
    ['https://m.example/ghcr.io/', 'https://m.example/v2/ghcr.io', 'ghcr.io/'],
    ['https://harbor.example/v2/hub-proxy', 'https://harbor.example/v2/hub-proxy', 'hub-proxy/'],
    ['https://m.example/base', 'https://m.example/base', ''],
  ])('%s is %s', (text, href, imagePrefix) => {
    expect(parseMirrorUrl(text, 'any')).toMatchObject({ ok: true, value: { href, imagePrefix } });
  });

  it.each(['https://m.example/v2', 'https://m.example/v2/_catalog', 'https://m.example/v2/library/nginx'])(
    '%s is an API call still',
    (text) => {
      expect(parseMirrorUrl(text, 'any')).toMatchObject({ ok: false, problem: { kind: 'api-path' } });
    },
  );

  it('is none for registry-mirrors', () => {
    expect(parseMirrorUrl('https://m.example/v2/ghcr.io')).toMatchObject({
      ok: false,
      problem: { kind: 'api-path' },
    });
  });
});
