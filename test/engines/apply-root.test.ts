import { chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LONE_ID } from '../../src/host/limits.ts';
import {
  type ApplyMachine,
  applyMachine,
  BIN,
  type Mirrors,
  mirrorApply,
  slashed,
  startMirrors,
} from './support/apply.ts';
import { engineOf } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { bootSystemd, type SystemdMachine } from './support/systemd.ts';

/** Root and strangers: who talks to mirrors, what root believes, and what happens without root. */

let namespace: Namespace;
let mirrors: Mirrors;
let machine: SystemdMachine;
let engine: ApplyMachine;
beforeAll(async () => {
  const build = await engineOf('bookworm');
  if (build.kind !== 'engine') throw new Error(build.why);
  namespace = await createNamespace();
  mirrors = await startMirrors(namespace);
  machine = await bootSystemd({ build, namespace, config: '{}' });
  engine = applyMachine(machine);
});
afterAll(async () => {
  for (const service of [machine, mirrors, namespace]) await service?.stop();
});

/** Serves a text inside the machine, and writes down which user each connection comes from. */
const SERVER = `
const { createServer } = require('node:http'); const { readFileSync, appendFileSync } = require('node:fs');
const server = createServer((request, response) => {
  const port = request.socket.remotePort.toString(16).toUpperCase().padStart(4, '0');
  const line = readFileSync('/proc/net/tcp', 'utf8').split('\\n').find((one) => one.trim().split(/ +/)[1]?.endsWith(':' + port)) ?? '';
  appendFileSync('/root/uids', line.trim().split(/ +/)[7] + '\\n');
  response.end(readFileSync('/root/list', 'utf8'));
});
server.listen(8765, '127.0.0.1', () => process.send?.('up'));
setTimeout(() => process.exit(), 20000);
`;

test('a list from a URL is fetched and parsed by an unprivileged user', async () => {
  await writeFile(join(machine.root, 'root/server.cjs'), SERVER);
  await writeFile(
    join(machine.root, 'root/list'),
    `${mirrors.second.url}\nhttps://user:word@evil.example/?x=\u001b[31m\n`,
  );
  const script = `${process.execPath} /root/server.cjs & sleep 0.5; ${process.execPath} ${BIN} --format json --yes --list http://127.0.0.1:8765/list ${mirrors.probing.join(' ')}; code=$?; kill $!; exit $code`;
  const { code, stdout, stderr } = await machine.runWith(
    // Whoever called sudo may be root with the next sudo: nothing is done as that user.
    { SUDO_UID: '4711', SUDO_GID: '4711' },
    'sh',
    '-c',
    script,
  );
  // A list is no word of the user's own: what it names counts once its image is confirmed, which it is.
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout).plan.mirrors).toMatchObject([{ url: mirrors.second.url, chosen: true }]);
  // Somebody who is nobody else: whoever shares an id with it can speak in its place.
  const [uid, ...others] = (await readFile(join(machine.root, 'root/uids'), 'utf8')).trim().split('\n');
  expect(others).toEqual([]);
  expect(Number(uid)).toBeGreaterThanOrEqual(LONE_ID.first);
  expect(await engine.inForce()).toEqual(slashed(mirrors.second.url));
  expect(stderr).not.toContain('\u001b');
  await mirrorApply(machine, ['--undo', '--yes']);
});

test('a report from elsewhere: its mirrors, and none of its words', async () => {
  const check = fileURLToPath(new URL('../../bin/mirror-check.js', import.meta.url));
  const checked = await machine.run(
    ...[process.execPath, check, mirrors.first.url, '--hub', mirrors.hub.url],
    ...['--platform', 'linux/amd64', '--format', 'json'],
  );
  const report = JSON.parse(checked.stdout);
  const doctored = {
    ...report,
    mirrors: [{ ...report.mirrors[0], message: 'DOCTORED', detail: 'DOCTORED' }],
  };
  const path = join(machine.root, 'root/report.json');
  await writeFile(path, JSON.stringify(doctored));
  const { code, outcome, stdout, stderr } = await mirrorApply(machine, [
    '--yes',
    '--from',
    '/root/report.json',
  ]);
  expect(code, stderr).toBe(0);
  expect(outcome.plan?.mirrors).toMatchObject([{ url: mirrors.first.url }]);
  expect(stdout + stderr).not.toContain('DOCTORED');
  await mirrorApply(machine, ['--undo', '--yes']);

  const aged = { ...doctored, finishedAt: new Date(Date.now() - 2 * 3_600_000).toISOString() };
  await writeFile(path, JSON.stringify(aged));
  const old = await machine.run(process.execPath, BIN, '--yes', '--from', '/root/report.json');
  expect([old.code, old.stderr]).toEqual([2, expect.stringContaining('too old')]);
  const ahead = { ...doctored, finishedAt: new Date(Date.now() + 3_600_000).toISOString() };
  await writeFile(path, JSON.stringify(ahead));
  expect((await machine.run(process.execPath, BIN, '--yes', '--from', '/root/report.json')).code).toBe(2);
});

test('a package in a folder that root alone can enter: the child loads it all before it lets go', async () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const closed = await mkdtemp(join(machine.root, 'root/closed-'));
  for (const part of ['bin', 'dist', 'schema', 'mirrors.json', 'package.json', 'node_modules']) {
    await cp(join(root, part), join(closed, part), {
      recursive: true,
      filter: (path) => !path.includes('node_modules/.cache'),
    });
  }
  await chmod(closed, 0o700);
  const bin = join(closed, 'bin/mirror-apply.js').slice(machine.root.length);
  const args = ['--yes', '--format', 'json', ...mirrors.probing, mirrors.first.url];
  const { code, stdout, stderr } = await machine.run(process.execPath, bin, ...args);
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout).plan.mirrors[0]).toMatchObject({ url: mirrors.first.url });
  await rm(closed, { recursive: true });
  await mirrorApply(machine, ['--undo', '--yes']);
});

test('without root: the plan, the difference, the command to run; nothing else', async () => {
  await machine.run('chmod', '666', '/run/docker.sock');
  const { code, stdout } = await machine.run(
    ...['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'],
    ...[
      process.execPath,
      BIN,
      '--no-probe',
      mirrors.first.url,
      '--http-proxy',
      'http://me:secret@10.77.0.9:3128',
    ],
  );
  expect(code).toBe(3);
  expect(stdout).toContain(`+    "${mirrors.first.url}"`);
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    `sudo mirror-apply --no-probe ${mirrors.first.url} --http-proxy http://xxxxx:xxxxx@10.77.0.9:3128`,
  );
  expect(stdout).not.toContain('secret');
  expect(await engine.text()).toBe('{}');
});

test('a stopped engine is not started by looking', async () => {
  await machine.run('systemctl', 'stop', 'docker.service');
  const { code } = await mirrorApply(machine, ['--dry-run', '--no-probe', mirrors.first.url]);
  expect(code).toBe(0);
  expect(await engine.isActive()).toBe('inactive');
  await machine.run('systemctl', 'start', 'docker.service');
});
