import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { checked } from '../support/check.ts';
import { runCli } from '../support/cli.ts';
import { openLab } from '../support/fake-registry.ts';

/** A mirror that has every registry's images under that registry's name: `host/docker.io/library/nginx`. */

const lab = openLab();
const gates: Server[] = [];
afterEach(async () => {
  for (const gate of gates.splice(0)) await new Promise((done) => gate.close(done));
  await lab.stop();
});
const quick = ['--reference', 'none', '--no-throughput'];

/** Hands on what is asked under `/v2/docker.io/`; nothing else is there but `/v2/`. */
async function prefixed(): Promise<string> {
  const { url } = await lab.mirror();
  const gate = createServer((request, response) => {
    const path = request.url ?? '';
    if (path === '/v2/') return void response.end('{}');
    if (!path.startsWith('/v2/docker.io/')) return void response.writeHead(404).end('{}');
    const { authorization, accept } = request.headers;
    void fetch(new URL(path.replace('/v2/docker.io/', '/v2/'), url), {
      method: request.method ?? 'GET',
      headers: { ...(authorization ? { authorization } : {}), ...(accept ? { accept } : {}) },
    }).then(async (answer) => {
      const headers = ['content-type', 'content-length', 'docker-content-digest'].flatMap((name) => {
        const value = answer.headers.get(name);
        return value === null ? [] : [[name, value] as const];
      });
      response.writeHead(answer.status, Object.fromEntries(headers));
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
  });
  gates.push(gate);
  await new Promise<void>((listening) => gate.listen(0, '127.0.0.1', listening));
  const { port } = gate.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

describe('a mirror with a prefix', () => {
  it('is asked as the engine would, and named as it is pulled from', async () => {
    const origin = await prefixed();
    const { report } = await checked([`${origin}/docker.io`, '--for', 'podman', ...quick]);
    expect(report.mirrors).toMatchObject([{ url: `${origin}/v2/docker.io`, verdict: 'usable' }]);
    const names = await runCli([`${origin}/docker.io`, '--for', 'podman', '--print-name', 'nginx', ...quick]);
    expect(names.stdout).toBe(`${new URL(origin).host}/docker.io/library/nginx:latest\n`);
  });

  it('is none where its prefix is left out', async () => {
    const { report } = await checked([await prefixed(), '--for', 'podman', ...quick]);
    expect(report.mirrors).toMatchObject([{ verdict: 'broken', code: 'not-found' }]);
  });

  it('is no mirror for registry-mirrors', async () => {
    const run = await runCli([`${await prefixed()}/v2/docker.io`, ...quick]);
    expect([run.exitCode, run.stdout]).toEqual([2, '']);
  });
});
