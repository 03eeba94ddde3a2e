import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { readOptions } from '../../src/commands/frame/option-reader.ts';
import { probeSettings } from '../../src/commands/frame/probe-options.ts';
import { openNetwork } from '../../src/use/network.ts';
import { fetchThrough, nothingFetched } from '../../src/use/read-source.ts';
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
  const { signal } = new AbortController();
  const found = await recheck('docker.io', { ...probe, probeProxy }, { env, signal, fetch: nothingFetched });
  proxy.close();
  // The mirror has nothing to give: what counts is that it was asked, and how.
  expect(found ?? []).toEqual([]);
  const [passwords, recheckers] = [seen[0], seen[1]];
  expect(heard[0]).toBe(`Basic ${Buffer.from(`me:${password}`).toString('base64')}`);
  expect(recheckers?.length).toBeGreaterThan(0);
  expect(passwords).toEqual([]);
});

it.skipIf(process.platform !== 'linux')("a recheck shows no token in a list's address", async () => {
  const token = randomBytes(8).toString('hex');
  let heard = 0;
  const seen: (readonly string[])[] = [];
  const server = createServer((request, answer) => {
    if (request.url === `/list?token=${token}`) {
      heard += 1;
      answer.end(`http://127.0.0.1:${request.socket.localPort}\n`);
      return;
    }
    void Promise.all([argumentsWith(token), argumentsWith('--quiet')]).then((found) => {
      seen.push(...found);
      answer.writeHead(404).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const usage = messagesFor('en').frame.usage;
  const list = [`http://127.0.0.1:${port}/list?token=${token}`];
  const probe = readOptions({ hub: 'http://hub.test', list }, usage, (options) => probeSettings(options, []));
  const network = await openNetwork(probe, {});
  if (network.kind !== 'way-out') throw new Error(network.kind);
  const { signal } = new AbortController();
  const before = await copies();
  const found = await recheck('docker.io', probe, { env: {}, signal, fetch: fetchThrough(network, signal) });
  server.close();
  expect([found ?? [], heard]).toEqual([[], 1]);
  const [tokens, recheckers] = seen;
  expect(recheckers?.length).toBeGreaterThan(0);
  expect(tokens).toEqual([]);
  expect(await copies()).toEqual(before);
});

/** Lists that were fetched for a recheck, and lie about. */
async function copies(): Promise<readonly string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith('mirror-relay-list-'));
}
