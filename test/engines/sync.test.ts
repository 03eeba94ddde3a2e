import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSyncHome, type SyncHome } from '../support/sync-process.ts';
import { type RealRegistry, startRegistry } from './support/registry.ts';
import { docker, formerOci, oci } from './support/registry-images.ts';
import { pushImage } from './support/registry-push.ts';

/** `mirror-sync` into Debian's docker-registry 2.8. The source is another one of them: it has neither token nor quota. */

const stops: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

async function start(...settings: Parameters<typeof startRegistry>): Promise<RealRegistry> {
  const registry = await startRegistry(...settings);
  stops.push(registry.stop);
  return registry;
}

async function home(): Promise<SyncHome> {
  const opened = await openSyncHome();
  stops.push(opened.remove);
  return opened;
}

const ACCEPT = { accept: [oci.index.mediaType, docker.index.mediaType].join(', ') };
const digestAt = async (url: string, repository: string, tag: string): Promise<string | null> =>
  (await fetch(`${url}/v2/${repository}/manifests/${tag}`, { method: 'HEAD', headers: ACCEPT })).headers.get(
    'docker-content-digest',
  );

let source: RealRegistry;
beforeAll(async () => {
  source = await start();
  await pushImage(source, oci);
  await pushImage(source, docker);
});

describe('a registry without a login', () => {
  test('gets every byte, is found in sync by HEAD alone, and gets what changed', async () => {
    const destination = await start();
    const own = await home();
    const args = [`${destination.url}/hub`, 'nginx', 'team/app:1.0', '--hub', source.url, '--no-mirrors'];
    const first = await own.run(args);
    expect([first.exitCode, first.report?.summary], first.stderr).toEqual([
      0,
      { 'in-sync': 0, copied: 2, 'would-copy': 0, failed: 0, left: 0, pruned: 0 },
    ]);
    expect(await digestAt(destination.url, 'hub/library/nginx', 'latest')).toBe(oci.index.digest);
    expect(await digestAt(destination.url, 'hub/team/app', '1.0')).toBe(docker.index.digest);
    for (const blob of [...oci.layers, ...oci.configs]) {
      const response = await fetch(`${destination.url}/v2/hub/library/nginx/blobs/${blob.digest}`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      expect(`sha256:${createHash('sha256').update(bytes).digest('hex')}`).toBe(blob.digest);
    }
    const [asked, askedThere] = [source.accessLog().length, destination.accessLog().length];
    const second = await own.run(args);
    expect([second.exitCode, second.report?.summary['in-sync']]).toEqual([0, 2]);
    const since = (log: RealRegistry, from: number): string[] =>
      log
        .accessLog()
        .slice(from)
        .map(({ method, target }) => `${method} ${target}`);
    const heads = (prefix: string): string[] => [
      `HEAD /v2/${prefix}library/nginx/manifests/latest`,
      `HEAD /v2/${prefix}team/app/manifests/1.0`,
    ];
    expect(since(source, asked).toSorted()).toEqual(['GET /v2/', ...heads('')].toSorted());
    expect(since(destination, askedThere).toSorted()).toEqual(['GET /v2/', ...heads('hub/')].toSorted());
    void formerOci;
  });
});
