import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApplyOutcome } from '../../src/commands/apply/outcome.ts';
import { BIN } from './support/apply.ts';
import { execute } from './support/dockerd-execute.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';

/** `mirror-apply` of a user whose own engine runs under RootlessKit, started by hand: Debian's dockerd 20.10. */

const MACHINE = fileURLToPath(new URL('support/rootless-machine.sh', import.meta.url));
const UID = 54_777;
const STEPS = `
cd
apply() { name=$1; shift; "$NODE" "$BIN" --format json "$@" --no-probe >$name.json 2>$name.err; }
undo() { "$NODE" "$BIN" --format json --undo --yes >$1.json 2>$1.err; }
mirrors() { docker --host "unix://$XDG_RUNTIME_DIR/docker.sock" info --format '{{json .RegistryConfig.Mirrors}}' >$1.mirrors; }
echo '{}' >.config/docker/daemon.json
apply applied --yes https://mirror.example; mirrors applied
undo undone; mirrors undone
(export XDG_CONFIG_HOME="$HOME/cfg"; apply elsewhere --yes https://mirror.example; undo taken-back; ls "$HOME/cfg" >cfg.list 2>&1 || true)
apply proxied --yes --https-proxy http://192.0.2.1:3128
apply loopback --dry-run http://127.0.0.1:5000
sleep 1.1
echo '{"data-root": "'"$HOME"'/other"}' >.config/docker/daemon.json
apply pending --dry-run --activate restart https://mirror.example
`;

let namespace: Namespace;
let folder: string;
beforeAll(async () => {
  namespace = await createNamespace();
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-rootless-'));
  const inOwnMounts = ['unshare', '--mount', '--propagation', 'private', MACHINE, folder, String(UID)];
  const env = ['env', `NODE=${process.execPath}`, `BIN=${BIN}`];
  const ran = await execute([...namespace.prefix, ...inOwnMounts, ...env, 'sh', '-c', STEPS]);
  if (ran.code !== 0) throw new Error(`${ran.stderr}${await textOf('log')}`);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await namespace?.stop();
});

const textOf = (name: string): Promise<string> => readFile(join(folder, 'home', name), 'utf8');

async function outcomeOf(name: string): Promise<ApplyOutcome> {
  // The contract says what it is.
  return JSON.parse(await textOf(`${name}.json`)) as ApplyOutcome;
}

test('by a reload, and back', async () => {
  expect(await outcomeOf('applied'), await textOf('applied.err')).toMatchObject({
    result: 'done',
    engine: { install: 'rootless', running: true, file: join(folder, 'home/.config/docker/daemon.json') },
    plan: { activation: 'reload' },
  });
  expect(JSON.parse(await textOf('applied.mirrors'))).toEqual(['https://mirror.example/']);
  expect(await outcomeOf('undone'), await textOf('undone.err')).toMatchObject({ result: 'done' });
  expect(JSON.parse(await textOf('undone.mirrors'))).toEqual([]);
});

test('its file is found by its own XDG_CONFIG_HOME, whatever that of the shell is', async () => {
  expect(await outcomeOf('elsewhere'), await textOf('elsewhere.err')).toMatchObject({
    result: 'done',
    engine: { file: join(folder, 'home/.config/docker/daemon.json') },
  });
  expect(await outcomeOf('taken-back')).toMatchObject({ result: 'done' });
  // Nothing was made there: ls has nothing to say but that.
  expect(await textOf('cfg.list')).toMatch(/No such file/);
});

test('proxies of a release that takes none from its file: by the environment of who starts it', async () => {
  const { exitCode, reason, messages } = await outcomeOf('proxied');
  expect([exitCode, reason]).toEqual([3, 'proxies-need-systemd']);
  expect(messages.join()).toContain('start dockerd-rootless.sh anew');
  expect(messages.join()).not.toContain('/etc/default');
});

test('a loopback mirror is in another network for it', async () => {
  expect((await outcomeOf('loopback')).plan?.warnings).toContain('loopback-of-rootless');
});

test('a restart by hand: what else it brings into force is told', async () => {
  expect(await outcomeOf('pending')).toMatchObject({
    result: 'planned',
    plan: { activation: 'by-hand', warnings: expect.arrayContaining(['pending']) },
  });
  expect((await textOf('pending.err')).replace(/\s+/g, ' ')).toMatch(/At its next start .*: data-root\./);
});
