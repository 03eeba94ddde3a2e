import { once } from 'node:events';
import { chmod, chown, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Confinement, Identity } from '../../src/host/privileges.ts';
import type { ErrandOutcome } from '../../src/host/unprivileged-child.ts';
import { identityOf } from '../../src/use/unprivileged/send-out.ts';
import { type Compiled, compile } from '../support/compile.ts';
import { execute } from './support/dockerd-execute.ts';

/**
 * As root, with the code where a package manager puts it for all, and where `sudo npx` would have put it: in a folder that only root
 * can enter. There the child has loaded it before it gives up root, and cannot read it any more after.
 */

let compiled: Compiled;
let folder = '';
let readable = '';
let server: Server;
let port = 0;
beforeAll(async () => {
  compiled = await compile(['src/host/unprivileged-child.ts', 'src/host/unprivileged-entry.ts']);
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-root-only-'));
  const sources = dirname(dirname(compiled.pathOf('src/host/unprivileged-child.ts')));
  await cp(sources, folder, { recursive: true });
  await cp(fileURLToPath(new URL('../host/support/errand.mjs', import.meta.url)), join(folder, 'errand.mjs'));
  await chmod(folder, 0o700);
  readable = await mkdtemp('/var/lib/mirror-check-readable-');
  await cp(folder, readable, { recursive: true });
  await chmod(readable, 0o755);
  await cp('/usr/bin/id', join(readable, 'id'));
  await chmod(join(readable, 'id'), 0o4755);
  await writeFile(join(readable, 'profile'), '', { mode: 0o644 });
  await chown(join(readable, 'profile'), 4711, 4711);
  server = createServer((socket) => socket.end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(async () => {
  server?.close();
  await compiled?.remove();
  for (const one of [folder, readable]) await rm(one, { recursive: true });
});

interface Result {
  readonly outcome: ErrandOutcome;
  readonly facts: Readonly<Record<string, unknown>>;
  /** null: it never was ready. */
  readonly lacking: readonly Confinement[] | null;
}

interface Started {
  /** Where the code lies; by default where only root can read. */
  readonly from?: string;
  readonly setprivPlaces?: readonly string[];
  readonly deadlineMs?: number;
  readonly onReady?: () => void;
}

async function run(
  identity: Identity,
  task: object,
  { from = folder, ...more }: Started = {},
): Promise<Result> {
  const host: typeof import('../../src/host/unprivileged-child.ts') = await import(
    pathToFileURL(join(from, 'host/unprivileged-child.js')).href
  );
  let facts = {};
  let lacking: readonly Confinement[] | null = null;
  const outcome = await host.runUnprivileged({
    module: pathToFileURL(join(from, 'errand.mjs')),
    task,
    identity,
    parse: (value): object | null => (typeof value === 'object' ? value : null),
    onMessage: (message) => {
      facts = { ...facts, ...message };
    },
    messages: 100,
    onReady: (missing) => {
      lacking = missing;
    },
    deadlineMs: 60_000,
    signal: new AbortController().signal,
    ...more,
  });
  return { outcome, facts, lacking };
}

const NOBODY: Identity = { uid: 65534, gid: 65534 };
const NO_SETPRIV: Started = { setprivPlaces: ['/nowhere/setpriv'] };
const none = (sets: readonly string[]): readonly string[] =>
  sets.map((set) => `Cap${set}:\t${'0'.repeat(16)}`);

describe('a child of root', () => {
  test('has no privilege left when it opens its first socket, and still has all its code', async () => {
    process.env['SECRET_OF_ROOT'] = 'in the environment of the parent';
    const { outcome, facts, lacking } = await run(NOBODY, {
      does: 'facts',
      file: join(folder, 'errand.mjs'),
      port,
    });
    delete process.env['SECRET_OF_ROOT'];
    expect(outcome).toEqual({ kind: 'finished' });
    expect(facts).toEqual({
      uid: 65534,
      groups: [65534],
      environment: ['LC_ALL', 'UV_THREADPOOL_SIZE', 'UV_USE_IO_URING'],
      read: 'EACCES',
      root: 'EPERM',
      connected: true,
      status: expect.arrayContaining(['Groups:\t ', ...none(['Inh', 'Prm', 'Eff', 'Amb']), 'NoNewPrivs:\t1']),
    });
    // Only root can read its code here: it had to keep what it takes to become somebody else.
    expect(lacking).toEqual(['bounding-set']);
  });

  test('is nobody from its first instruction where nobody can read its code', async () => {
    const { outcome, facts, lacking } = await run(
      NOBODY,
      { does: 'facts', file: '/etc/shadow', port },
      { from: readable },
    );
    expect({ outcome, lacking }).toEqual({ outcome: { kind: 'finished' }, lacking: [] });
    expect(facts).toMatchObject({
      uid: 65534,
      groups: [65534],
      read: 'EACCES',
      root: 'EPERM',
      connected: true,
    });
    expect(facts['status']).toEqual(
      expect.arrayContaining([...none(['Inh', 'Prm', 'Eff', 'Bnd', 'Amb']), 'NoNewPrivs:\t1']),
    );
  });

  test('can be made another user than nobody', async () => {
    const { facts } = await run({ uid: 4711, gid: 4712 }, { does: 'facts', file: '/etc/shadow', port });
    expect(facts).toMatchObject({ uid: 4711, groups: [4712], read: 'EACCES', root: 'EPERM' });
  });

  test.each<[string, () => Started]>([
    ['as nobody from the start', () => ({ from: readable })],
    ['once it has loaded', () => ({})],
  ])('gets no root from a set-uid program, %s', async (_, started) => {
    // As sudo is one, where the user needs no password for it.
    const becomesRoot = `test "$(${join(readable, 'id')} -u)" = 0`;
    const task = { does: 'owns', files: [join(readable, 'profile')], commands: ['true', becomesRoot] };
    const { facts } = await run(NOBODY, task, started());
    expect(facts).toMatchObject({
      true: 'done',
      [becomesRoot]: 1,
      [`write ${join(readable, 'profile')}`]: 'EACCES',
    });
    // Without setpriv it would, and that is said.
    const bare = await run(NOBODY, task, { ...started(), ...NO_SETPRIV });
    expect(bare.facts).toMatchObject({ [becomesRoot]: 'done' });
    expect(bare.lacking).toEqual(['no-new-privs', 'bounding-set']);
  });

  test('shares its id with no other process, which could take its descriptors and speak in its place', async () => {
    // pidfd_open(2), then pidfd_getfd(2) of what the child reports on.
    const take =
      'my $p = syscall(434, $ARGV[0] + 0, 0); my $f = syscall(438, $p, 3, 0); print $f >= 0 ? "taken" : "$!"';
    const thief = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'perl', '-e', take];
    let attempt: Promise<string> | null = null;
    const onReady = (): void => {
      attempt = execute(['pgrep', '-P', String(process.pid), '-f', 'unprivileged-entry']).then(
        async ({ stdout }) => (await execute([...thief, stdout.trim()])).stdout,
      );
    };
    const identity = await identityOf();
    expect(identity).not.toEqual(NOBODY);
    const { outcome } = await run(
      identity,
      { does: 'waits' },
      { from: readable, onReady, deadlineMs: 8_000 },
    );
    expect(outcome).toEqual({ kind: 'failure', code: 'late' });
    expect(await attempt).toBe('Operation not permitted');
  });

  test('goes on as nobody without groups where setpriv knows less, or fails', async () => {
    for (const [name, script, lacking] of [
      ['old', 'case "$*" in *--bounding-set*) exit 1;; esac; exec /usr/bin/setpriv "$@"', ['bounding-set']],
      ['broken', 'exit 127', ['no-new-privs', 'bounding-set']],
    ] as const) {
      const place = join(readable, name);
      await writeFile(place, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      const result = await run(
        NOBODY,
        { does: 'facts', file: '/etc/shadow', port },
        { setprivPlaces: [place] },
      );
      expect(result).toMatchObject({ outcome: { kind: 'finished' }, facts: { uid: 65534 }, lacking });
      expect(result.facts['status']).toEqual(
        expect.arrayContaining(['Groups:\t ', ...none(['Prm', 'Eff', 'Amb'])]),
      );
    }
  });

  test('does nothing at all when root would be left', async () => {
    const { outcome, facts } = await run(
      { uid: 0, gid: 0 },
      { does: 'facts', file: '/etc/shadow', port },
      NO_SETPRIV,
    );
    expect(outcome).toEqual({ kind: 'failure', code: 'drop-failed', drop: 'root-regained' });
    expect(facts).toEqual({});
  });

  test('does nothing at all when a capability would be left', async () => {
    // An inheritable one, which no change of user takes away; setpriv does.
    const script = (places: string): string => `
      const { runUnprivileged } = await import(${JSON.stringify(pathToFileURL(join(readable, 'host/unprivileged-child.js')).href)});
      console.log(JSON.stringify(await runUnprivileged({
        module: new URL(${JSON.stringify(pathToFileURL(join(readable, 'errand.mjs')).href)}),
        task: { does: 'nothing' }, identity: { uid: 65534, gid: 65534 }, parse: (value) => value, messages: 1,
        onMessage: () => {}, deadlineMs: 60000, signal: AbortSignal.timeout(60000), setprivPlaces: ${places} })));`;
    const outcomeWith = async (places: string): Promise<unknown> => {
      const node = [process.execPath, '--input-type=module', '--eval', script(places)];
      const given = ['--inh-caps=+net_raw', '--groups=4,27'];
      return JSON.parse((await execute(['setpriv', ...given, ...node])).stdout);
    };
    expect(await outcomeWith('[]')).toEqual({
      kind: 'failure',
      code: 'drop-failed',
      drop: 'capabilities-left',
    });
    expect(await outcomeWith('undefined')).toEqual({ kind: 'finished' });
  });

  test('is refused where the ids cannot be dropped', async () => {
    const script = `
      const { runUnprivileged } = await import(${JSON.stringify(pathToFileURL(join(readable, 'host/unprivileged-child.js')).href)});
      console.log(JSON.stringify(await runUnprivileged({
        module: new URL(${JSON.stringify(pathToFileURL(join(readable, 'errand.mjs')).href)}),
        task: { does: 'nothing' }, identity: { uid: 65534, gid: 65534 }, parse: (value) => value, messages: 1,
        onMessage: () => {}, deadlineMs: 60000, signal: AbortSignal.timeout(60000) })));`;
    const node = [process.execPath, '--input-type=module', '--eval', script];
    // As in a container that was given no capability.
    const { stdout } = await execute(['setpriv', '--bounding-set=-all', ...node]);
    expect(JSON.parse(stdout)).toEqual({ kind: 'failure', code: 'drop-failed', drop: 'ids-not-set' });
  });

  test("is ended by its parent, though it is another user's process", async () => {
    // Its first message is no object: that is enough.
    const { outcome } = await run({ uid: 64_321, gid: 64_321 }, { does: 'neverEnds' });
    expect(outcome).toEqual({ kind: 'failure', code: 'bad-message' });
    expect(await execute(['pgrep', '--uid', '64321'])).toMatchObject({ code: 1, stdout: '' });
  });
});
