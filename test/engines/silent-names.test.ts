import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Report } from '../../src/report/types.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';

/** A resolver that answers for some names and keeps silent for the others, as one behind a filtering network does. */

const BIN = fileURLToPath(new URL('../../bin/mirror-check.js', import.meta.url));
const RESOLVER = fileURLToPath(new URL('./support/silent-resolver.mjs', import.meta.url));
const ADDRESS = '127.0.0.53';
/** Nothing but a registry's 404: enough to see that the mirror was reached. */
const REGISTRY = `require('node:http').createServer((_, answer) => answer.writeHead(404).end())
  .listen(80, '127.0.0.1', () => process.stdout.write('ready\\n'))`;

/** How long glibc waits for a name: 30 s, doubled four times, and so far longer than a test may take. An end that waited for the threads that look names up would not come in time. */
const GLIBC_WAITS = 'options timeout:30 attempts:5';

let namespace: Namespace;
let directory: string;
const servers: ChildProcess[] = [];

beforeAll(async () => {
  namespace = await createNamespace();
  directory = await mkdtemp(join(tmpdir(), 'silent-names-'));
  await chmod(directory, 0o755);
  await writeFile(join(directory, 'resolv.conf'), `nameserver ${ADDRESS}\n${GLIBC_WAITS}\n`);
  await writeFile(join(directory, 'hosts'), '127.0.0.1 only-in-hosts.example\n');
  for (const args of [
    [RESOLVER, ADDRESS],
    ['-e', REGISTRY],
  ])
    servers.push(await serve(args));
});

afterAll(async () => {
  for (const server of servers) {
    server.kill();
    await once(server, 'exit');
  }
  await namespace.stop();
  await rm(directory, { recursive: true });
});

async function serve(args: readonly string[]): Promise<ChildProcess> {
  const [program = '', ...rest] = [...namespace.prefix, process.execPath, ...args];
  const server = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(server.stdout, 'data');
  return server;
}

/** Root has the network's part done by a process without privileges; anybody else only has names looked up apart. */
const AS = {
  root: [],
  nobody: ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'],
} as const;

/** How many mirrors got which code, once the process has ended. */
async function check(
  urls: readonly string[],
  user: keyof typeof AS,
): Promise<Readonly<Record<string, number>>> {
  const list = join(directory, 'list.txt');
  await writeFile(list, urls.join('\n'));
  const script = `mount --bind ${directory}/resolv.conf /etc/resolv.conf &&
    mount --bind ${directory}/hosts /etc/hosts && exec "$@"`;
  const [program = '', ...rest] = [
    ...[...namespace.prefix, 'unshare', '--mount', 'sh', '-c', script, 'sh'],
    ...AS[user],
    ...[process.execPath, BIN, '--list', list, '--format', 'json', '--reference', 'none'],
  ];
  const run = spawn(program, rest, { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  run.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  await once(run, 'exit');
  const codes: Record<string, number> = {};
  for (const { id, code } of (JSON.parse(text) as Report).mirrors) {
    const key = `${id.replace(/\d*\.example$/, '')} ${code}`;
    codes[key] = (codes[key] ?? 0) + 1;
  }
  return codes;
}

const named = (kind: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `http://${kind}${index}.example`);

test.each(['root', 'nobody'] as const)(
  'as %s, names that are never answered do no harm to live ones, nor are they waited for',
  async (user) => {
    const codes = await check([...named('silent', 60), ...named('live', 40)], user);
    expect(codes).toEqual({ 'live not-found': 40, 'silent dns-failure': 60 });
  },
);

test.each(['root', 'nobody'] as const)(
  'as %s, the hosts file counts, as for every other program',
  async (user) => {
    const codes = await check(['http://only-in-hosts.example', 'http://silent.example'], user);
    expect(codes).toEqual({ 'only-in-hosts not-found': 1, 'silent dns-failure': 1 });
  },
);
