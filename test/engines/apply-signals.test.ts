import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ApplyMachine, applyMachine, BIN, mirrorApply, slashed } from './support/apply.ts';
import { engineOf } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { bootSystemd, type SystemdMachine } from './support/systemd.ts';

/**
 * Ctrl-C and `kill` at two known instants: while the engine's program judges the new file, and while the service manager reloads. Both
 * wait there until the test lets them go, and the signal goes to the whole foreground, as a terminal sends it.
 */

const build = await engineOf('trixie');
const OLD = 'https://old.example';
const NEW = 'http://10.77.9.9:5000';
const BEFORE = `{"registry-mirrors": ["${OLD}"]}\n`;

describe.runIf(build.kind === 'engine')('a signal', () => {
  if (build.kind !== 'engine') return;
  let namespace: Namespace;
  let machine: SystemdMachine;
  let engine: ApplyMachine;
  beforeAll(async () => {
    namespace = await createNamespace();
    machine = await bootSystemd({ build, namespace, config: null });
    engine = applyMachine(machine);
    await inside(`mkdir /root/engine; cp "$(readlink /proc/$(pidof dockerd)/exe)" /root/dockerd.real`);
  });
  afterAll(async () => {
    await machine?.stop();
    await namespace?.stop();
  });

  const inside = async (script: string): Promise<string> => {
    const { code, stdout, stderr } = await machine.run('sh', '-c', script);
    if (code !== 0) throw new Error(stderr);
    return stdout.trim();
  };
  beforeEach(async () => {
    await engine.begin(BEFORE);
    const dropIns = join(machine.root, 'etc/systemd/system/docker.service.d');
    await mkdir(dropIns, { recursive: true });
    await writeFile(
      join(dropIns, 'slow.conf'),
      `[Service]\nExecReload=\nExecReload=/bin/sh -c '${WAIT}; kill -HUP $MAINPID'\n`,
    );
    // It runs where its program can be replaced, as an upgrade does it.
    await inside(`${replaceProgram('/root/dockerd.real')}
      start=$(sed -n 's/^ExecStart=[^ ]*//p' "$(systemctl show --value -p FragmentPath docker.service)")
      printf '[Service]\\nExecStart=\\nExecStart=/root/engine/dockerd%s\\n' "$start" >/etc/systemd/system/docker.service.d/engine.conf
      systemctl daemon-reload; systemctl reset-failed docker.service; systemctl restart docker.service
      rm -f /run/held; touch /run/hold`);
  });
  afterEach(async () => {
    await inside(`rm -f /run/hold; ${replaceProgram('/root/dockerd.real')}`);
  });

  /** From here on `dockerd --validate` of a new file waits; that of the old one does not, and the engine that runs is none the wiser. */
  const holdValidation = async (): Promise<void> => {
    const script = `#!/bin/sh\ncase " $* " in *" --config-file=/etc/docker/daemon.json "*) ;; *" --validate "*) ${WAIT};; esac\nexec /root/dockerd.real "$@"\n`;
    await writeFile(join(machine.root, 'root/dockerd.held'), script, { mode: 0o755 });
    await inside(replaceProgram('/root/dockerd.held'));
  };

  /** Runs it in a session of its own, sends the signal to all of that once something waits, and then lets go. */
  const interrupted = async (signal: string, then = 'rm /run/hold'): Promise<number> => {
    const command = `${process.execPath} ${BIN} --yes --no-probe ${NEW} --replace`;
    // No leader of a group yet, it becomes that of its own without a fork: $! is the command.
    const status = await inside(`setsid ${command} >/root/said 2>&1 & pid=$!
      while [ ! -e /run/held ] && kill -0 $pid 2>/dev/null; do sleep 0.02; done
      /bin/kill -${signal} -- -$pid || true
      ${then}
      wait $pid; echo $?`);
    return Number(status);
  };
  const isAsBefore = async (): Promise<void> => {
    expect(await engine.text()).toBe(BEFORE);
    expect(await engine.inForce()).toEqual(slashed(OLD));
    expect(await readdir(join(engine.path, '..'))).toEqual(['daemon.json']);
  };

  test.each([
    ['INT', 130],
    ['TERM', 143],
  ])('SIG%s while the new file is validated: all is as before, status %i', async (signal, status) => {
    await holdValidation();
    expect(await interrupted(signal), await inside('cat /root/said')).toBe(status);
    await isAsBefore();
  });

  test.each([
    ['INT', 130],
    ['TERM', 143],
  ])('SIG%s while the engine reloads: all is as before and proved, status %i', async (signal, status) => {
    expect(await interrupted(signal), await inside('cat /root/said')).toBe(status);
    await isAsBefore();
  });

  test('SIGINT where the engine is down: nothing is left of it', async () => {
    await holdValidation();
    await inside('systemctl stop docker.service docker.socket');
    expect(await interrupted('INT'), await inside('cat /root/said')).toBe(130);
    expect(await engine.text()).toBe(BEFORE);
    expect(await readdir(join(engine.path, '..'))).toEqual(['daemon.json']);
  });

  test('a second SIGINT ends it at once, and the next run finds a whole file', async () => {
    const twice =
      'until grep -q Stopping /root/said; do sleep 0.02; done; sleep 0.4; /bin/kill -INT -- -$pid';
    expect(await interrupted('INT', twice), await inside('cat /root/said')).toBe(130);
    expect([BEFORE, `{"registry-mirrors": ["${NEW}"]}\n`]).toContain(await engine.text());
    await inside('rm /run/hold');
    const { code, stderr } = await mirrorApply(machine, ['--yes', '--no-probe', NEW, '--replace']);
    expect(code, stderr).toBe(0);
    expect(await engine.inForce()).toEqual(slashed(NEW));
    const left = await readdir(join(engine.path, '..'));
    expect(left.sort()).toEqual(['daemon.json', 'daemon.json.mirror-check-backups']);
  });
});

/** Tells that it waits, and does. */
const WAIT = 'touch /run/held; while [ -e /run/hold ]; do sleep 0.02; done';

/** The file that the unit starts becomes this one; what runs keeps the old one. */
function replaceProgram(file: string): string {
  return `cp ${file} /root/engine/dockerd.new && mv /root/engine/dockerd.new /root/engine/dockerd`;
}
