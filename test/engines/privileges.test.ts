import { once } from 'node:events';
import { chmod, cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Identity } from '../../src/host/privileges.ts';
import type { ErrandOutcome } from '../../src/host/unprivileged-child.ts';
import { type Compiled, compile } from '../support/compile.ts';
import { execute } from './support/dockerd-execute.ts';

/**
 * As root, with the code where `sudo npx` would have put it: in a folder that only root can enter. The child has loaded it before it
 * gives up root, and cannot read it any more after.
 */

let compiled: Compiled;
let folder = '';
let server: Server;
let port = 0;
beforeAll(async () => {
  compiled = await compile(['src/host/unprivileged-child.ts', 'src/host/unprivileged-entry.ts']);
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-root-only-'));
  const sources = dirname(dirname(compiled.pathOf('src/host/unprivileged-child.ts')));
  await cp(sources, folder, { recursive: true });
  await cp(fileURLToPath(new URL('../host/support/errand.mjs', import.meta.url)), join(folder, 'errand.mjs'));
  await chmod(folder, 0o700);
  server = createServer((socket) => socket.end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(async () => {
  server?.close();
  await compiled?.remove();
  await rm(folder, { recursive: true });
});

interface Result {
  readonly outcome: ErrandOutcome;
  readonly facts: Readonly<Record<string, unknown>>;
}

async function run(identity: Identity, task: object): Promise<Result> {
  const host: typeof import('../../src/host/unprivileged-child.ts') = await import(
    pathToFileURL(join(folder, 'host/unprivileged-child.js')).href
  );
  let facts = {};
  const outcome = await host.runUnprivileged({
    module: pathToFileURL(join(folder, 'errand.mjs')),
    task,
    identity,
    parse: (value) => (typeof value === 'object' ? value : null),
    onMessage: (message) => {
      facts = { ...facts, ...message };
    },
    deadlineMs: 60_000,
    signal: new AbortController().signal,
  });
  return { outcome, facts };
}

describe('a child of root', () => {
  test('has no privilege left when it opens its first socket, and still has all its code', async () => {
    process.env['SECRET_OF_ROOT'] = 'in the environment of the parent';
    const { outcome, facts } = await run(
      { uid: 65534, gid: 65534 },
      { does: 'facts', file: join(folder, 'errand.mjs'), port },
    );
    delete process.env['SECRET_OF_ROOT'];
    expect(outcome).toEqual({ kind: 'finished' });
    expect(facts).toEqual({
      uid: 65534,
      groups: [65534],
      environment: ['LC_ALL', 'UV_THREADPOOL_SIZE', 'UV_USE_IO_URING'],
      read: 'EACCES',
      root: 'EPERM',
      connected: true,
      status: expect.arrayContaining([
        'Groups:\t ',
        ...['Inh', 'Prm', 'Eff', 'Amb'].map((set) => `Cap${set}:\t${'0'.repeat(16)}`),
      ]),
    });
  });

  test('can be made another user than nobody', async () => {
    const { facts } = await run({ uid: 4711, gid: 4712 }, { does: 'facts', file: '/etc/shadow', port });
    expect(facts).toMatchObject({ uid: 4711, groups: [4712], read: 'EACCES', root: 'EPERM' });
  });

  test('does nothing at all when root would be left', async () => {
    const { outcome, facts } = await run({ uid: 0, gid: 0 }, { does: 'facts', file: '/etc/shadow', port });
    expect(outcome).toEqual({ kind: 'failure', code: 'drop-failed', drop: 'root-regained' });
    expect(facts).toEqual({});
  });

  test('does nothing at all when a capability would be left', async () => {
    // An inheritable one, which no change of user takes away.
    const script = `
      const { runUnprivileged } = await import(${JSON.stringify(pathToFileURL(join(folder, 'host/unprivileged-child.js')).href)});
      console.log(JSON.stringify(await runUnprivileged({
        module: new URL(${JSON.stringify(pathToFileURL(join(folder, 'errand.mjs')).href)}),
        task: { does: 'count', to: 1 }, identity: { uid: 65534, gid: 65534 }, parse: (value) => value,
        onMessage: () => console.log('a message'), deadlineMs: 60000, signal: new AbortController().signal })));`;
    const node = [process.execPath, '--input-type=module', '--eval', script];
    const { stdout } = await execute(['setpriv', '--inh-caps=+net_raw', ...node]);
    expect(JSON.parse(stdout)).toEqual({ kind: 'failure', code: 'drop-failed', drop: 'capabilities-left' });
  });

  test("is ended by its parent, though it is another user's process", async () => {
    // Its first message is no object: that is enough.
    const { outcome } = await run({ uid: 64_321, gid: 64_321 }, { does: 'neverEnds' });
    expect(outcome).toEqual({ kind: 'failure', code: 'bad-message' });
    expect(await execute(['pgrep', '--uid', '64321'])).toMatchObject({ code: 1, stdout: '' });
  });
});
