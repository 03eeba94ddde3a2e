import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { askEngine } from '../../../src/engines/docker/api/client.ts';
import { lookAtEngine, readEngine } from '../../../src/engines/docker/api/info.ts';
import { pullThrough } from '../../../src/engines/docker/api/pull.ts';
import type { Endpoint } from '../../../src/engines/docker/endpoint.ts';
import { ENGINE_API } from '../../../src/engines/limits.ts';

const servers: Server[] = [];

/** A peer on the loopback that answers as the test says: what an engine can't be made to do. */
async function listen(answer: RequestListener): Promise<Endpoint> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { kind: 'tcp', host: '127.0.0.1', port, tls: false };
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

const get = { method: 'GET', path: '/info' } as const;

describe('askEngine', () => {
  it('reads an answer, whatever its status', async () => {
    const endpoint = await listen((request, response) => {
      response.statusCode = request.url === '/info' ? 200 : 404;
      response.end(JSON.stringify({ message: request.method }));
    });
    expect(await askEngine(endpoint, get)).toEqual({
      kind: 'response',
      status: 200,
      body: { message: 'GET' },
    });
    expect(await askEngine(endpoint, { method: 'DELETE', path: '/x' })).toEqual({
      kind: 'response',
      status: 404,
      body: { message: 'DELETE' },
    });
  });

  it('hands lines on as they come, cut anywhere', async () => {
    const endpoint = await listen((_request, response) => {
      response.write('{"a":1}\r\n{"a"');
      setImmediate(() => response.end(':"键"}\n\nnonsense'));
    });
    const lines: unknown[] = [];
    const answer = await askEngine(endpoint, { ...get, onLine: (line) => lines.push(line) });
    expect(answer).toEqual({ kind: 'response', status: 200, body: null });
    expect(lines).toEqual([{ a: 1 }, { a: '键' }, null]);
  });

  it.each<[string, RequestListener, string]>([
    ['an endless answer', (_request, response) => void endless(response), 'broken'],
    ['silence', () => undefined, 'timed-out'],
    ['silence after the headers', (_request, response) => void response.write('{'), 'timed-out'],
    ['an answer cut short', (_request, response) => cutShort(response), 'broken'],
    ['a connection cut at once', (request) => void request.socket.destroy(), 'broken'],
  ])('%s: a failure, not an exception', async (_name, answer, code) => {
    const endpoint = await listen(answer);
    expect(await askEngine(endpoint, { ...get, timeoutMs: code === 'timed-out' ? 100 : 20_000 })).toEqual({
      kind: 'api-failure',
      code,
    });
  });

  it('bounds a line that never ends', async () => {
    const endpoint = await listen((_request, response) => void endless(response));
    const answer = await askEngine(endpoint, { ...get, onLine: () => undefined });
    expect(answer).toEqual({ kind: 'api-failure', code: 'broken' });
  });

  it('says why nobody answers', async () => {
    const endpoint = await listen(() => undefined);
    const [server] = servers.splice(0);
    await new Promise((resolve) => server?.close(resolve));
    expect(await askEngine(endpoint, get)).toEqual({ kind: 'api-failure', code: 'refused' });
    const nowhere =
      process.platform === 'win32' ? '\\\\.\\pipe\\mirror-check-none' : '/nonexistent/docker.sock';
    expect(await askEngine({ kind: 'unix', path: nowhere }, get)).toEqual({
      kind: 'api-failure',
      code: 'no-socket',
    });
    expect(await askEngine({ kind: 'ssh', destination: 'h' }, get)).toEqual({
      kind: 'api-failure',
      code: 'not-supported',
    });
  });

  it('stops when told to', async () => {
    const endpoint = await listen(() => undefined);
    const stop = new AbortController();
    const answer = askEngine(endpoint, { ...get, signal: stop.signal });
    setImmediate(() => stop.abort());
    expect(await answer).toMatchObject({ kind: 'api-failure' });
  });
});

function endless(response: Parameters<RequestListener>[1]): void {
  const chunk = Buffer.alloc(ENGINE_API.bodyBytes / 4, 0x20);
  const more = (): void => {
    if (!response.destroyed) response.write(chunk, more);
  };
  more();
}

function cutShort(response: Parameters<RequestListener>[1]): void {
  response.writeHead(200, { 'content-length': 100 });
  response.write('{"RegistryConfig":', () => response.destroy());
}

describe('what an engine says of itself', () => {
  const version = { Version: '28.5.2', ApiVersion: '1.51', Components: [{ Name: 'Engine' }] };
  const info = {
    OperatingSystem: 'Debian GNU/Linux 12 (bookworm)',
    SecurityOptions: ['name=seccomp,profile=builtin'],
    DockerRootDir: '/var/lib/docker',
    DriverStatus: [['Backing Filesystem', 'extfs']],
    Driver: 'overlay2',
    DefaultRuntime: 'runc',
    Debug: true,
    Labels: ['a=1'],
    LoggingDriver: 'json-file',
    Plugins: { Authorization: ['p'] },
    RegistryConfig: {
      Mirrors: ['https://a.cn/'],
      InsecureRegistryCIDRs: ['10.0.0.0/8', '127.0.0.0/8', '::1/128'],
      IndexConfigs: { 'docker.io': { Secure: true }, 'b.cn:5000': { Secure: false } },
    },
    Runtimes: { runc: { path: 'runc' }, 'io.containerd.runc.v2': {} },
    CgroupDriver: 'systemd',
    DefaultAddressPools: [{ Base: '10.1.0.0/16', Size: 24 }],
    HttpProxy: 'http://xxxxx:xxxxx@p:1',
    HttpsProxy: '',
    Swarm: { LocalNodeState: 'inactive' },
    LiveRestoreEnabled: true,
    ContainersRunning: 3,
    Name: 'node-1',
  };

  it('is read field by field', async () => {
    const endpoint = await listen((request, response) => {
      response.end(JSON.stringify(request.url === '/version' ? version : info));
    });
    expect(await lookAtEngine(endpoint)).toEqual({
      kind: 'engine',
      name: 'node-1',
      identity: {
        operatingSystem: 'Debian GNU/Linux 12 (bookworm)',
        securityOptions: ['name=seccomp,profile=builtin'],
        dockerRootDir: '/var/lib/docker',
        components: ['Engine'],
      },
      version: { text: '28.5.2', major: 28, minor: 5, patch: 2 },
      goVersion: null,
      store: 'classic',
      shown: {
        driver: 'overlay2',
        defaultRuntime: 'runc',
        debug: true,
        labels: ['a=1'],
        logDriver: 'json-file',
        authorization: ['p'],
        insecureRegistries: ['10.0.0.0/8', 'b.cn:5000'],
        runtimes: [
          { name: 'runc', path: 'runc' },
          { name: 'io.containerd.runc.v2', path: null },
        ],
        cgroupDriver: 'systemd',
        noNewPrivileges: false,
        seccompProfile: 'builtin',
        addressPools: ['10.1.0.0/16 24'],
      },
      swarm: false,
      liveRestore: true,
      runningContainers: 3,
      mirrors: ['https://a.cn/'],
      proxies: { httpProxy: 'http://xxxxx:xxxxx@p:1', httpsProxy: null, noProxy: null },
    });
  });

  it.each([
    [
      'the containerd store',
      { DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']] },
      { store: 'containerd' },
    ],
    ['no mirrors', { RegistryConfig: { Mirrors: null } }, { mirrors: [] }],
    ['a swarm', { Swarm: { LocalNodeState: 'locked' } }, { swarm: true }],
    ['no swarm', { Swarm: { LocalNodeState: '' } }, { swarm: false }],
    [
      'wrong types',
      { RegistryConfig: [1], ContainersRunning: 'x', SecurityOptions: [1, null] },
      { mirrors: [], runningContainers: 0 },
    ],
  ])('%s', (_name, changes, expected) => {
    expect(readEngine(version, { ...info, ...changes })).toMatchObject(expected);
  });

  it('goes by the API version where the build bears no release', () => {
    expect(readEngine({ ...version, Version: 'library-import' }, info).version).toMatchObject({
      major: 28,
      minor: 3,
    });
    expect(readEngine({}, {}).version).toBeNull();
  });

  it('an error of the engine is none of its facts', async () => {
    const endpoint = await listen((_request, response) => {
      response.statusCode = 500;
      response.end('{"message":"x"}');
    });
    expect(await lookAtEngine(endpoint)).toEqual({ kind: 'api-failure', code: 'broken' });
  });
});

describe('pullThrough', () => {
  const requests: string[] = [];
  const puller = (has: boolean | 'unknown', lines: readonly object[], status = 200, removal = 200) => {
    requests.length = 0;
    return listen((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      if (request.method === 'GET') response.statusCode = has === 'unknown' ? 500 : has ? 200 : 404;
      if (request.method === 'DELETE') response.statusCode = removal;
      if (request.method === 'POST') response.statusCode = status;
      response.end(
        request.method === 'POST' ? lines.map((line) => `${JSON.stringify(line)}\n`).join('') : '{}',
      );
    });
  };
  const pull = (endpoint: Endpoint) =>
    pullThrough(endpoint, 'hello-world:latest', AbortSignal.timeout(20_000));

  it('removes an image that was not there before', async () => {
    expect(await pull(await puller(false, [{ status: 'Pull complete' }]))).toMatchObject({
      kind: 'pulled',
      kept: false,
    });
    expect(requests.at(-1)).toBe('DELETE /images/hello-world%3Alatest');
  });
  it('keeps one that was', async () => {
    expect(await pull(await puller(true, [{ status: 'Pull complete' }]))).toMatchObject({
      kind: 'pulled',
      kept: true,
    });
    expect(requests).toHaveLength(2);
  });
  it('keeps one that perhaps was', async () => {
    expect(await pull(await puller('unknown', [{ status: 'Pull complete' }]))).toMatchObject({ kept: true });
    expect(requests.some((request) => request.startsWith('DELETE'))).toBe(false);
  });
  it('does not say that it removed what stayed', async () => {
    expect(await pull(await puller(false, [{ status: 'Pull complete' }], 200, 409))).toMatchObject({
      kept: true,
    });
  });
  it('sees an error behind a status of 200', async () => {
    const endpoint = await puller(false, [{ status: 'Pulling' }, { error: 'no such host' }, { status: 'x' }]);
    expect(await pull(endpoint)).toMatchObject({ kind: 'pull-failed', detail: 'no such host' });
    expect(requests.some((request) => request.startsWith('DELETE'))).toBe(false);
  });
  it('sees a refusal', async () => {
    expect(await pull(await puller(false, [{ message: 'toomanyrequests' }], 500))).toMatchObject({
      kind: 'pull-failed',
      detail: 'toomanyrequests',
    });
  });
});
