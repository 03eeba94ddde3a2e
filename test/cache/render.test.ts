import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addressesIn, parseConfig, renderCompose, renderConfig } from '../../src/cache/index.ts';
import type { CacheInstance } from '../../src/cache/types.ts';

const hub: CacheInstance = {
  registry: 'docker.io',
  remote: 'https://registry-1.docker.io',
  host: '10.213.50.78',
  port: 5100,
  root: '/var/lib/mirror-cache/docker.io',
  redis: null,
};

describe('renderConfig', () => {
  it('is YAML without what makes traps', () => {
    const config: unknown = parse(renderConfig(hub, 2));
    expect(config).toMatchObject({
      http: { addr: '10.213.50.78:5100' },
      proxy: { remoteurl: 'https://registry-1.docker.io' },
      storage: { maintenance: { uploadpurging: { enabled: true, age: '1h' } } },
    });
    expect(JSON.stringify(config)).not.toMatch(/"cache"|"auth"|"debug"|"ttl"|redis/);
  });

  it.each([
    ['plain', hub, 2],
    ['IPv6, redis', { ...hub, host: 'fd00::1', redis: { address: '10.0.0.1:6379', db: 3 } }, 2],
    ['redis of version 3', { ...hub, redis: { address: '[::1]:6379', db: 0 } }, 3],
  ] as const)('is read back: %s', (_, instance, major) => {
    expect(parseConfig('docker.io', renderConfig(instance, major))).toEqual(instance);
  });

  it('a configuration of somebody else is none', () => {
    expect(
      parseConfig('docker.io', 'version: 0.1\nproxy: {remoteurl: https://registry-1.docker.io}\n'),
    ).toBeNull();
  });
});

it('an edited configuration may still say where its cache listens', () => {
  const edited = renderConfig(hub, 2).replace('addr: "10.213.50.78:5100"', 'addr: 192.168.1.2:5100 # mine');
  expect(parseConfig('docker.io', edited)).toBeNull();
  expect(addressesIn(edited)).toEqual(['http://192.168.1.2:5100']);
  expect(addressesIn('http:\n  addr: "[fd00::1]:5100"\n')).toEqual(['http://[fd00::1]:5100']);
  expect(addressesIn('http:\n  addr: :5100\n  addr: 999.1.1.1:99999\n')).toEqual([]);
});

describe('renderCompose', () => {
  it('is YAML with a service a registry, and a volume only where no folder is named', () => {
    const ghcr = { ...hub, registry: 'ghcr.io', port: 5101, root: '' };
    const told: unknown = parse(
      renderCompose({
        instances: [{ ...hub, root: '/srv/ca$h:e' }, ghcr],
        via: new URL('http://10.0.0.1:3128'),
        secretsFile: './mirror-cache.env',
      }),
    );
    expect(told).toMatchObject({
      services: {
        'docker.io': {
          ports: ['10.213.50.78:5100:5000'],
          // compose itself reads `$$` as a dollar.
          volumes: [
            {
              type: 'bind',
              source: '/srv/ca$$h:e/docker.io',
              target: '/var/lib/registry',
              bind: { create_host_path: true },
            },
          ],
          environment: {
            REGISTRY_STORAGE_CACHE_BLOBDESCRIPTOR: '',
            HTTPS_PROXY: 'http://10.0.0.1:3128/',
          },
        },
        'ghcr.io': { volumes: ['ghcr.io:/var/lib/registry'], env_file: ['./mirror-cache.env'] },
      },
      volumes: { 'ghcr.io': null },
    });
    expect(told).not.toHaveProperty('volumes.docker\\.io');
  });
});
