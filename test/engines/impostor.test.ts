import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findEngineService } from '../../src/engines/docker/engine-service.ts';
import { findDaemon } from '../../src/host/processes.ts';

/** Anybody can run a program of theirs by the name of dockerd: root must not take its word, and not run it. */

const SOCKET = '/run/mirror-check-impostor.sock';
let folder: string;
let program: string;
const running: ChildProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-impostor-'));
  program = join(folder, 'dockerd');
  await copyFile('/usr/bin/tail', program);
  await chmod(folder, 0o755);
  await chmod(program, 0o755);
});
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

async function pretend(user: { readonly uid: number; readonly gid: number } | null): Promise<ChildProcess> {
  const child = spawn(program, ['-f', '/dev/null', '--', '-H', `unix://${SOCKET}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
    ...user,
  });
  running.push(child);
  // It has no such file, and says so once it runs.
  await once(child.stderr, 'data');
  return child;
}

test("a stranger's process is nobody's engine", async () => {
  const stranger = await pretend({ uid: 65_534, gid: 65_534 });
  const { daemon } = await findEngineService({ kind: 'unix', path: SOCKET }, {});
  expect(daemon).toBeNull();
  expect(await findDaemon({ pidFile: '/nowhere', uid: 65_534 })).toBeNull();
  stranger.kill('SIGKILL');
});

test("root's own is", async () => {
  const own = await pretend(null);
  const { daemon } = await findEngineService({ kind: 'unix', path: SOCKET }, {});
  expect(daemon?.identity.pid).toBe(own.pid);
  expect(daemon?.argv[0]).toBe(program);
});
