import { once } from 'node:events';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReadList } from '../../src/use/read-list.ts';
import { type Compiled, compile } from '../support/compile.ts';

/**
 * Who parses a list when root reads it. The parser is the program's own but for two things: of a list it makes the uid that it runs
 * as, and a list that says so ends its process, as one did that took more memory than there was.
 */

const PARSER = `
import { parseList as parse } from './real-parse-list.js';
export function parseList(text, name) {
  if (text.includes('deadly')) process.kill(process.pid, 'SIGKILL');
  return parse('https://uid-' + process.getuid() + '.example\\n', name);
}
`;

let compiled: Compiled;
let outside: typeof import('../../src/use/outside.ts');
let folder = '';
let server: Server;
let base = '';
beforeAll(async () => {
  compiled = await compile([
    'src/use/outside.ts',
    'src/use/unprivileged/outside.ts',
    'src/use/unprivileged/survey-child.ts',
    'src/host/unprivileged-entry.ts',
    // A test's own source, for which the package comes along: the way out tells its version.
    'test/support/compile.ts',
  ]);
  const parser = compiled.pathOf('src/catalog/parse-list.ts');
  await rename(parser, join(dirname(parser), 'real-parse-list.js'));
  await writeFile(parser, PARSER);
  outside = await import(pathToFileURL(compiled.pathOf('src/use/outside.ts')).href);
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-lists-'));
  await writeFile(join(folder, 'harmless'), 'https://one.example\n', { mode: 0o600 });
  await writeFile(join(folder, 'deadly'), 'deadly\n', { mode: 0o600 });
  server = createServer((request, response) => response.end(`${request.url?.slice(1)}\n`));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  base = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
});
afterAll(async () => {
  server?.close();
  await compiled?.remove();
  await rm(folder, { recursive: true });
});

/** By the ways of a run that asks mirrors, and of one that takes them unasked. */
async function read(name: string, privileges: 'drop' | 'keep', stdin = ''): Promise<readonly ReadList[]> {
  const host = {
    env: {},
    stdin: Readable.from([Buffer.from(stdin)]),
    signal: new AbortController().signal,
    onNote: () => {},
    privileges,
  };
  const settings = { probeProxy: null, envProxy: false, ca: [], ip: null, demo: false };
  const opened = await outside.openOutside(settings, host);
  if (opened.kind !== 'outside') throw new Error(opened.kind);
  if (name === '-') return [await opened.readList(name)];
  const far = await opened.readList(name);
  return name.startsWith('http') ? [far] : [far, await (await outside.openLists(host))(name)];
}

const parsedBy = (lists: readonly ReadList[]): readonly unknown[] =>
  lists.map((one) =>
    one.kind === 'list'
      ? one.list.catalogue.mirrors.flatMap(({ addresses }) =>
          addresses.map(({ address }) => (address.kind === 'fixed' ? address.url.host : '')),
        )
      : one,
  );

describe('a list that root reads', () => {
  const NOBODY = [expect.stringMatching(/^uid-(?!0\.)\d+\.example$/)];
  const DEAD = { kind: 'failure', code: 'crashed' };

  test('is parsed by nobody: a file, standard input, a URL', async () => {
    expect(parsedBy(await read(join(folder, 'harmless'), 'drop'))).toEqual([NOBODY, NOBODY]);
    expect(parsedBy(await read('-', 'drop', 'https://one.example\n'))).toEqual([NOBODY]);
    expect(parsedBy(await read(`${base}/harmless`, 'drop'))).toEqual([NOBODY]);
    // This test sees who it is.
    expect(parsedBy(await read(join(folder, 'harmless'), 'keep'))).toEqual([
      ['uid-0.example'],
      ['uid-0.example'],
    ]);
  });

  test('does not take root down with its parser', async () => {
    expect(parsedBy(await read(join(folder, 'deadly'), 'drop'))).toEqual([DEAD, DEAD]);
    expect(parsedBy(await read('-', 'drop', 'deadly\n'))).toEqual([DEAD]);
    expect(parsedBy(await read(`${base}/deadly`, 'drop'))).toEqual([DEAD]);
  });

  test('that cannot be had is told as it is to anybody', async () => {
    server.close();
    server.closeAllConnections();
    const name = `${base}/list`;
    const [far] = await read(name, 'drop');
    expect(far).toMatchObject({ kind: 'source', option: 'list', name, reason: 'unreachable' });
    expect(await read(join(folder, 'none'), 'drop')).toMatchObject([
      { kind: 'source', reason: 'unreadable' },
      { kind: 'source', reason: 'unreadable' },
    ]);
  });
});
