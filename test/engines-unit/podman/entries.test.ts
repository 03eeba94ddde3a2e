import { describe, expect, it } from 'vitest';
import { covers, entriesOf, entryFor } from '../../../src/engines/podman/entries.ts';

describe('a file of registries.conf(5)', () => {
  it('says where each of its tables begins', () => {
    const text =
      '# [[registry]]\n[[registry]]\nprefix = "*.io"\nblocked = true\n\n[[registry]]\nlocation = "ghcr.io"\ninsecure = true\n[[registry.mirror]]\nlocation = "m.lan"\n';
    expect(entriesOf(text)).toEqual([
      { prefix: '*.io', location: null, blocked: true, insecure: false, mirrors: [], line: 2 },
      {
        prefix: 'ghcr.io',
        location: 'ghcr.io',
        blocked: false,
        insecure: true,
        mirrors: ['m.lan'],
        line: 6,
      },
    ]);
  });

  it('may end its places with slashes, which count for nothing', () => {
    const text =
      '[[registry]]\nprefix = "docker.io//"\nlocation = "docker.io/"\n[[registry.mirror]]\nlocation = "m.lan/"\n[registries.block]\nregistries = ["ghcr.io/"]\n[[registry]]\nlocation = "/"\n';
    expect(entriesOf(text)).toMatchObject([
      { prefix: 'docker.io', location: 'docker.io', mirrors: ['m.lan'] },
      { prefix: 'ghcr.io', blocked: true },
    ]);
  });

  it('may be in its old form', () => {
    const text =
      '[registries.block]\nregistries = ["docker.io"]\n[registries.insecure]\nregistries = ["m.lan"]\n';
    expect(entriesOf(text)).toMatchObject([
      { prefix: 'docker.io', blocked: true, insecure: false },
      { prefix: 'm.lan', blocked: false, insecure: true },
    ]);
  });
});

it.each([
  ['docker.io', 'docker.io', true],
  ['*.io', 'docker.io', true],
  ['*.io', 'ghcr.io:443', true],
  ['*.k8s.io', 'registry.k8s.io', true],
  ['*.example', 'm.example/ghcr.io', true],
  ['m.example', 'm.example:5000', true],
  ['m.example/ghcr.io', 'm.example/ghcr.io', true],
  ['*.docker.io', 'docker.io', false],
  ['*.i', 'docker.io', false],
  ['*.io', 'm.example/x.io', false],
  ['docker.io/library', 'docker.io', false],
  ['docker', 'docker.io', false],
  ['ocker.io', 'docker.io', false],
])('%s has all images of %s: %s', (prefix, name, all) => {
  expect(covers(prefix, name)).toBe(all);
});

it.each([
  [['*.io', 'docker.io'], 'docker.io'],
  [['docker.io', '*.io'], 'docker.io'],
  [['*.k8s.io', '*.io'], '*.k8s.io'],
  [['*.com', 'ghcr.io'], null],
])('of %j the one that counts is %s', (prefixes, counts) => {
  const entries = prefixes.map((prefix) => ({
    prefix,
    location: null,
    blocked: false,
    insecure: false,
    mirrors: [],
  }));
  const name = prefixes.includes('*.k8s.io') ? 'registry.k8s.io' : 'docker.io';
  expect(entryFor(entries, name)?.prefix ?? null).toBe(counts);
});
