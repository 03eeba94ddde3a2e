import { describe, expect, it } from 'vitest';
import { cleanEnvironment } from '../../src/host/clean-environment.ts';
import { run, succeeded } from '../../src/host/run.ts';

const node = (script: string, options = {}): ReturnType<typeof run> =>
  run(process.execPath, ['-e', script], options);

describe('run', () => {
  it('tells how a program ended and what it wrote', async () => {
    const result = await node('console.log("out"); console.error("err"); process.exitCode = 3');
    expect(result).toEqual({ kind: 'exited', code: 3, stdout: 'out\n', stderr: 'err\n' });
    expect(succeeded(result)).toBe(false);
    expect(succeeded(await node(''))).toBe(true);
  });

  it('tells that a program is not there', async () => {
    const program = 'mirror-check-no-such-program';
    expect(await run(program, [])).toMatchObject({ kind: 'not-started', program });
  });

  it('ends a program that takes too long, or writes too much', async () => {
    expect(await node('setInterval(() => {}, 1000)', { timeoutMs: 300 })).toMatchObject({
      kind: 'timed-out',
    });
    const flood = 'const line = "x".repeat(1000); setInterval(() => console.log(line), 0)';
    expect(await node(flood, { maxOutputBytes: 5000 })).toMatchObject({ kind: 'too-much-output' });
  });

  it.runIf(process.platform !== 'win32')('tells the signal that ended it', async () => {
    expect(await node('process.kill(process.pid, "SIGKILL")')).toMatchObject({
      kind: 'killed',
      signal: 'SIGKILL',
    });
  });

  it.runIf(process.platform !== 'win32')(
    'keeps it out of reach of a Ctrl-C that is meant for us',
    async () => {
      const result = await run('sh', ['-c', 'echo $$ $(ps -o pgid= -p $$)']);
      const [pid, group] = result.kind === 'exited' ? result.stdout.trim().split(/ +/) : [];
      expect(Number(pid)).toBeGreaterThan(0);
      expect(group).toBe(pid);
    },
  );

  it('hands on nothing of our environment that it does not need', async () => {
    process.env['MIRROR_CHECK_SECRET'] = 'x';
    const result = await node(
      'console.log(process.env.LC_ALL, process.env.MIRROR_CHECK_SECRET, process.env.MORE)',
      {
        env: { MORE: 'more' },
      },
    );
    delete process.env['MIRROR_CHECK_SECRET'];
    expect(result).toMatchObject({ stdout: 'C undefined more\n' });
  });

  it.runIf(process.platform !== 'win32')(
    'does not wait for a daemon that the program leaves behind',
    async () => {
      const script = `
      const child = require('node:child_process').spawn('sleep', ['30'], { detached: true, stdio: 'inherit' });
      console.log(child.pid);
      process.exit(0);`;
      const result = await node(script, { timeoutMs: 20_000 });
      expect(result).toMatchObject({ kind: 'exited', code: 0, stdout: expect.stringMatching(/^\d+\n$/) });
      if (result.kind === 'exited') process.kill(Number(result.stdout));
    },
  );
});

describe('cleanEnvironment', () => {
  const env = {
    PATH: '/home/eve/bin',
    HOME: '/root',
    LD_PRELOAD: 'x',
    XDG_RUNTIME_DIR: '/run/user/1000',
    LANG: 'zh_CN.UTF-8',
  };

  it('has root’s own PATH for root', () => {
    expect(cleanEnvironment(env, 0)).toEqual({
      LC_ALL: 'C',
      HOME: '/root',
      PATH: expect.stringMatching(/^\/usr\/local\/sbin:/),
    });
  });

  it('has a user’s PATH for a user, and what reaches the user’s service manager', () => {
    expect(cleanEnvironment(env, 1000)).toEqual({
      LC_ALL: 'C',
      HOME: '/root',
      PATH: '/home/eve/bin:/usr/local/sbin:/usr/sbin:/sbin',
      XDG_RUNTIME_DIR: '/run/user/1000',
    });
  });

  it.each([
    ['/usr/local/bin:/usr/bin:/bin', '/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin'],
    ['/sbin:/usr/bin', '/sbin:/usr/bin:/usr/local/sbin:/usr/sbin'],
    [undefined, '/usr/local/sbin:/usr/sbin:/sbin'],
  ])('finds behind a user’s PATH what Debian keeps for administrators: %s', (PATH, found) => {
    expect(cleanEnvironment({ PATH }, 1000)['PATH']).toBe(found);
  });

  it('leaves PATH alone where there are no user ids', () => {
    expect(cleanEnvironment({ PATH: 'C:\\Windows;D:\\bin' }, null)['PATH']).toBe('C:\\Windows;D:\\bin');
  });
});
