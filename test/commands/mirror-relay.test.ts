import { createHash } from 'node:crypto';
import { chown, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, describe, expect, it } from 'vitest';
import { packageFile } from '../../src/packaging.ts';
import type { RelayStatus } from '../../src/relay/index.ts';
import { get } from '../relay/support.ts';
import { runCli } from '../support/cli.ts';
import { type Lab, openLab } from '../support/fake-registry.ts';
import { current } from '../support/images.ts';
import { type RelayProcess, startRelayProcess } from '../support/relay-process.ts';

const lab: Lab = openLab();
const running: RelayProcess[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
  await lab.stop();
});

async function start(args: readonly string[], spool?: string): Promise<RelayProcess> {
  const relay = await startRelayProcess(
    ['--listen', '127.0.0.1:0', ...args],
    spool === undefined ? {} : { spool },
  );
  running.push(relay);
  return relay;
}

const TAG = '/v2/library/nginx/manifests/latest';

describe('run', () => {
  it('serves what mirrors and registry have, tells how it does, and ends in good order', async () => {
    const [mirror, hub] = [await lab.mirror(), await lab.hub()];
    const relay = await start([mirror.url, '--hub', hub.url]);
    expect((await get(relay.url, TAG)).headers['docker-content-digest']).toBe(current.index.digest);
    const { stdout, exitCode } = await runCli(
      ['status', '--listen', new URL(relay.url).host, '--format', 'json'],
      { bin: 'mirror-relay' },
    );
    const status = JSON.parse(stdout) as RelayStatus;
    const validate = new Ajv2020({ strict: false }).compile(
      JSON.parse(packageFile('schema/relay-status.schema.json')) as object,
    );
    expect(validate(status), JSON.stringify(validate.errors)).toBe(true);
    expect([exitCode, status.requests.miss, status.mirrors[0]?.url]).toEqual([0, 1, mirror.url]);
    const text = await runCli(['status', '--listen', new URL(relay.url).host], { bin: 'mirror-relay' });
    expect(text.stdout).toContain(mirror.url);
    if (process.platform !== 'win32') expect(await relay.end()).toBe(143);
  });

  it('remembers over a restart what it holds and what tags were', async () => {
    const [mirror, hub] = [await lab.mirror(), await lab.hub()];
    const spool = await mkdtemp(join(tmpdir(), 'mirror-check-relay-'));
    try {
      const first = await start([mirror.url, '--hub', hub.url], spool);
      await get(first.url, TAG);
      await first.end();
      if (process.platform === 'win32') return;
      await Promise.all([mirror.stop(), hub.stop()]);
      const second = await start([mirror.url, '--hub', hub.url], spool);
      expect((await get(second.url, TAG)).body.equals(current.index.bytes)).toBe(true);
    } finally {
      await Promise.all(running.splice(0).map((one) => one.stop()));
      await rm(spool, { recursive: true, force: true, maxRetries: 5 });
    }
  });

  it('surveys when nobody says which mirrors, and begins with that the next time', async () => {
    const [good, bad, hub] = [await lab.mirror(), await lab.closedPort(), await lab.hub()];
    const list = await lab.file('list.txt', `${bad}\n${good.url}\n`);
    const relay = await start(['--list', list, '--hub', hub.url, '--image', 'nginx:latest']);
    await expect.poll(relay.log).toContain(`mirrors of docker.io, best first: ${good.url}\n`);
    expect((await get(relay.url, TAG)).status).toBe(200);
  });

  it('adopts the mirrors of a recheck, and says so', async () => {
    const [good, late, hub] = [await lab.mirror(), await lab.mirror(), await lab.hub()];
    const port = Number(new URL(late.url).port);
    await late.stop();
    const list = await lab.file('list.txt', `${late.url}\n${good.url}\n`);
    const asked = ['--list', list, '--hub', hub.url, '--image', 'nginx:latest'];
    // A recheck every 3.6 s.
    const relay = await start([...asked, '--recheck', '0.001']);
    await expect.poll(relay.log).toContain(`mirrors of docker.io, best first: ${good.url}\n`);
    await lab.mirror(undefined, { port });
    await expect.poll(relay.log, { timeout: 60_000 }).toMatch(new RegExp(`best first: .*${late.url}`));
    const { stdout } = await runCli(['status', '--listen', new URL(relay.url).host, '--format', 'json'], {
      bin: 'mirror-relay',
    });
    const { mirrors } = JSON.parse(stdout) as RelayStatus;
    expect(mirrors.map(({ url }) => url).toSorted()).toEqual([good.url, late.url].toSorted());
  });

  it('keeps nothing with --max-size 0, and serves all the same', async () => {
    const mirror = await lab.mirror();
    const relay = await start([mirror.url, '--resolve', 'first', '--max-size', '0']);
    const asked = (): number => mirror.requests.filter(({ method }) => method === 'GET').length;
    for (let round = 1; round <= 2; round += 1) {
      expect((await get(relay.url, TAG)).body.equals(current.index.bytes)).toBe(true);
      await expect.poll(() => readdir(join(relay.spool, 'proven'))).toEqual([]);
      expect(asked()).toBe(round);
    }
  });

  it('serves on IPv6', async (context) => {
    const isThere = Object.values(networkInterfaces()).some((list) =>
      list?.some(({ address }) => address === '::1'),
    );
    if (!isThere) context.skip();
    const mirror = await lab.mirror();
    const relay = await startRelayProcess(['--listen', '[::1]:0', '--resolve', 'first', mirror.url]);
    running.push(relay);
    expect(new URL(relay.url).hostname).toBe('[::1]');
    expect((await get(relay.url, TAG)).status).toBe(200);
    const { exitCode, stdout } = await runCli(['status', '--listen', new URL(relay.url).host], {
      bin: 'mirror-relay',
    });
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining(relay.url)]);
  });

  it('ends with 1 where no mirror is usable', async () => {
    const list = await lab.file('list.txt', `${await lab.closedPort()}\n`);
    await expect(start(['--list', list, '--hub', await lab.closedPort()])).rejects.toThrow(
      'No mirror of docker.io',
    );
  });

  it('names the proxy where all are asked through one, without its password', async () => {
    const { host } = new URL(await lab.closedPort());
    const list = await lab.file('list.txt', 'http://mirror.test\n');
    const args = ['--list', list, '--hub', 'http://hub.test', '--proxy', `http://me:hunter2@${host}`];
    const failed = await start(args).catch((error: unknown) => String(error));
    expect(failed).toContain(`through the proxy http://${host}: look whether that one answers.`);
    expect(failed).not.toContain('hunter2');
  });

  it('a report that is not there is told in words, and nothing else beside it', async () => {
    const failed = await start(['--from', '/nowhere/r.json']).catch((error: unknown) => String(error));
    expect(failed).toContain(
      'The report /nowhere/r.json cannot be read: no such file or folder. "mirror-check -f json -o FILE" writes one.',
    );
    expect(failed).not.toMatch(/ENOENT|loopback/);
  });

  it('ends with 3 where the address cannot be had', async () => {
    const mirror = await lab.mirror();
    const relay = await start([mirror.url]);
    await expect(start(['--listen', new URL(relay.url).host, mirror.url])).rejects.toThrow(
      'Nobody can listen',
    );
  });
});

describe('the folder of the spool', () => {
  it('is one relay’s at a time, and the first one goes on', async () => {
    const [mirror, hub] = [await lab.mirror(), await lab.hub()];
    const relay = await start([mirror.url, '--hub', hub.url]);
    await expect(start([mirror.url, '--hub', hub.url], relay.spool)).rejects.toThrow('Another relay works');
    expect((await get(relay.url, TAG)).status).toBe(200);
  });
});

it.skipIf(process.platform !== 'linux')(
  'a large layer that is asked for as a manifest is not held in memory',
  async () => {
    const spool = await mkdtemp(join(tmpdir(), 'mirror-check-relay-'));
    const hash = createHash('sha256');
    const zeros = Buffer.alloc(1024 * 1024);
    for (let at = 0; at < 256; at += 1) hash.update(zeros);
    const digest = hash.digest('hex');
    const proven = join(spool, 'proven');
    const file = join(proven, `sha256-${digest}`);
    await mkdir(proven);
    await writeFile(file, '');
    await truncate(file, 256 * zeros.length);
    if (process.geteuid?.() === 0) for (const path of [proven, file]) await chown(path, 65_534, 65_534);
    try {
      const relay = await start([await lab.closedPort()], spool);
      const path = `/v2/library/nginx/manifests/sha256:${digest}`;
      const answers = await Promise.all([1, 2, 3].map(() => get(relay.url, path)));
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
      const most = /^VmHWM:\s+(\d+) kB$/m.exec(await readFile(`/proc/${relay.pid}/status`, 'utf8'))?.[1];
      expect(Number(most) / 1024).toBeLessThan(200);
      expect((await get(relay.url, path.replace('manifests', 'blobs'), { method: 'HEAD' })).status).toBe(200);
    } finally {
      await rm(spool, { recursive: true });
    }
  },
);

describe('usage', () => {
  it.each([
    [['run', '--listen', 'localhost:80'], '--listen takes'],
    [['run', '--listen', '127.0.0.1:70000'], '--listen takes'],
    [['install', '--listen', '127.0.0.1:0'], '--listen takes'],
    [['install', '--activate', 'reload'], '--activate'],
    [['run', '--allow', '10.0.0.0/33'], '--allow takes'],
    [['run', '--recheck', '-1'], ''],
    [['run', '--max-size', 'much'], 'or 0 (nothing is kept)'],
    [['run', '--resolve', 'anybody'], '--resolve'],
    [['run', '--registry', 'a.example', '--registry', 'b.example', 'https://m.example'], '--registry'],
    [['run', '--from', 'x.json', 'https://m.example'], '--from'],
    [['serve'], 'serve'],
  ])('%j is refused', async (args, word) => {
    const { exitCode, stderr } = await runCli(args, { bin: 'mirror-relay' });
    expect([exitCode, stderr.includes(word)]).toEqual([2, true]);
  });

  it('root is told not to', async () => {
    if (process.geteuid?.() !== 0) return;
    const { exitCode, stderr } = await runCli(['run', 'http://127.0.0.1:9'], { bin: 'mirror-relay' });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('does not run as root')]);
  });

  it('status ends with 1 where nothing serves', async () => {
    const { host } = new URL(await lab.closedPort());
    const { exitCode, stderr } = await runCli(['status', '--listen', host, '--lang', 'zh'], {
      bin: 'mirror-relay',
    });
    expect([exitCode, stderr]).toEqual([
      1,
      `http://${host} 上没有中继应答。“sudo mirror-relay install” 把它装成服务，“mirror-relay run” 在前台提供服务；--listen 指定其他地址。\n`,
    ]);
  });
});
