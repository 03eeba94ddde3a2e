import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { handedSockets } from '../../src/host/handed-sockets.ts';
import { listenersOf } from '../../src/host/listeners.ts';

it.runIf(process.platform === 'linux').each([
  [{ LISTEN_FDS: '1' }, 1],
  [{}, 0],
])('a socket that a process was handed as %j says: %i', async (env, count) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'handed-'));
  const server = createServer();
  server.listen(path.join(folder, 's.sock'));
  await once(server, 'listening');
  const descriptor = Number(Reflect.get(Reflect.get(server, '_handle'), 'fd'));
  const child = spawn('sleep', ['60'], { env, stdio: ['ignore', 'ignore', 'ignore', descriptor] });
  try {
    await once(child, 'spawn');
    const held = await listenersOf(child.pid ?? 0);
    expect(held).toHaveLength(1);
    const handed = await handedSockets(child.pid ?? 0);
    expect((held ?? []).filter(({ inode }) => handed.has(inode))).toHaveLength(count);
  } finally {
    child.kill();
    server.close();
    await rm(folder, { recursive: true });
  }
});
