import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { readOptions } from '../../src/commands/frame/option-reader.ts';
import { probeSettings } from '../../src/commands/frame/probe-options.ts';
import { recheck } from '../../src/use/relay/recheck.ts';
import { messagesFor } from '../support/words.ts';

/** Of all processes whose arguments have this word in them. */
async function argumentsWith(word: string): Promise<readonly string[]> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    processes.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return lines.filter((line) => line.includes(word));
}

it.skipIf(process.platform !== 'linux')('a recheck tells nobody but the proxy its password', async () => {
  const password = randomBytes(8).toString('hex');
  const heard: unknown[] = [];
  const seen: (readonly string[])[] = [];
  const proxy = createServer((request, answer) => {
    heard.push(request.headers['proxy-authorization']);
    void Promise.all([argumentsWith(password), argumentsWith('http://mirror.test')]).then((found) => {
      seen.push(...found);
      answer.writeHead(404).end();
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  const usage = messagesFor('en').frame.usage;
  const probe = readOptions({ hub: 'http://hub.test' }, usage, (options) =>
    probeSettings(options, ['http://mirror.test']),
  );
  const probeProxy = new URL(`http://me:${password}@127.0.0.1:${port}`);
  const env = { NO_PROXY: 'mirror.test', http_proxy: 'http://127.0.0.1:9' };
  const found = await recheck('docker.io', { ...probe, probeProxy }, env, new AbortController().signal);
  proxy.close();
  // The mirror has nothing to give: what counts is that it was asked, and how.
  expect(found ?? []).toEqual([]);
  const [passwords, recheckers] = [seen[0], seen[1]];
  expect(heard[0]).toBe(`Basic ${Buffer.from(`me:${password}`).toString('base64')}`);
  expect(recheckers?.length).toBeGreaterThan(0);
  expect(passwords).toEqual([]);
});
