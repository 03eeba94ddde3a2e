import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Activator, activate } from '../../../src/engines/docker/activate.ts';
import { noManager } from '../../../src/services/none.ts';

/** An engine that is a peer on the loopback: it takes what it was told so many looks later. */

const NEW = 'https://new.example/';
let server: Server;
let looks = 0;
let taken = 0;
let activator: Activator;
const stop = (): AbortController => new AbortController();
beforeEach(async () => {
  looks = 0;
  server = createServer((_, response) => {
    looks++;
    response.end(JSON.stringify({ RegistryConfig: { Mirrors: looks > taken ? [NEW] : [] } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const manager = noManager({ pidFile: '/nonexistent', find: async () => null, answers: async () => true });
  activator = {
    endpoint: { kind: 'tcp', host: '127.0.0.1', port, tls: false },
    find: async () => null,
    service: { ...manager, reload: async () => ({ kind: 'done' }), status: async () => 'active' },
    signal: stop().signal,
  };
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Stopped as soon as the engine has been told. */
function stopped(): Promise<Awaited<ReturnType<typeof activate>>> {
  const controller = stop();
  const { service } = activator;
  return activate({ kind: 'reload' }, { mirrors: [NEW] }, false, {
    ...activator,
    signal: controller.signal,
    service: {
      ...service,
      reload: async () => {
        controller.abort('aborted');
        return await service.reload();
      },
    },
  });
}

it('waits until the engine shows it', async () => {
  taken = 3;
  const active = await activate({ kind: 'reload' }, { mirrors: [NEW] }, false, activator);
  expect(active).toMatchObject({ kind: 'active', shown: { mirrors: [NEW] } });
  expect(looks).toBe(4);
});

it('sees a reload through that was stopped half way: what is put back then is what is in force', async () => {
  taken = 3;
  expect(await stopped()).toMatchObject({ kind: 'active', shown: { mirrors: [NEW] } });
});

it('does not wait for long for what does not come', async () => {
  taken = Number.POSITIVE_INFINITY;
  expect(await stopped()).toEqual({ kind: 'stopped' });
});

it.runIf(process.platform === 'linux')('finds an engine that listens elsewhere after a restart', async () => {
  taken = 0;
  const { endpoint } = activator;
  const identity = { bootId: '0'.repeat(32), pid: process.pid, startTicks: '0' };
  const places: unknown[] = [];
  let finds = 0;
  const active = await activate(
    { kind: 'restart', why: 'asked', daemonReload: false, containers: { stop: 0, liveRestore: 'none-run' } },
    { mirrors: [NEW] },
    false,
    {
      ...activator,
      endpoint: { kind: 'unix', path: '/nonexistent/docker.sock' },
      find: async () => (finds++ === 0 ? null : { identity, uid: 0, argv: [], program: null }),
      moved: (there) => places.push(there),
      service: {
        ...activator.service,
        restart: async () => ({ kind: 'done' }),
      },
    },
  );
  expect(active).toMatchObject({ kind: 'active', shown: { mirrors: [NEW] } });
  expect(places).toEqual([endpoint]);
});
