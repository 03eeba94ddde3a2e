import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';

/** Who it is that talks to mirrors when root runs mirror-check: the kernel is asked whose each connection is. */

const isRoot = process.platform === 'linux' && process.geteuid?.() === 0;

let server: Server;
let folder = '';
const callers: number[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-root-'));
  server = createServer((request, response) => {
    uidOf(request.socket.remotePort ?? 0).then((uid) => {
      callers.push(uid);
      response.writeHead(404).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

/** proc(5), /proc/net/tcp: the eighth field is the uid of the socket's owner. */
async function uidOf(port: number): Promise<number> {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = (await readFile('/proc/net/tcp', 'utf8')).split('\n').map((line) => line.trim().split(/\s+/));
  return Number(lines.find(([, address]) => address === local)?.[7] ?? -1);
}

const address = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

describe.runIf(isRoot)('mirror-check as root', () => {
  it('talks to mirrors and to who has its lists as nobody, and writes the report itself', async () => {
    callers.length = 0;
    const output = join(folder, 'report.json');
    const args = [address(), '--list', `${address()}/list.txt`, '-f', 'json', '-o', output];
    const wrong = await runCli(args);
    expect(wrong.exitCode).toBe(2);
    expect(callers.length).toBe(1);
    const { exitCode, stderr } = await runCli([address(), '--reference', 'none', '-f', 'json', '-o', output]);
    expect(stderr).not.toContain('as root');
    expect(exitCode).toBe(1);
    expect(callers.length).toBeGreaterThan(2);
    expect(callers.filter((uid) => uid <= 0)).toEqual([]);
    expect((await stat(output)).uid).toBe(0);
    const report = JSON.parse(await readFile(output, 'utf8'));
    expect(report.mirrors[0]).toMatchObject({ url: address(), verdict: 'broken' });
  });

  it('asks nobody where it cannot give up its rights, and says what to do', async () => {
    callers.length = 0;
    const script = fileURLToPath(new URL('../../bin/mirror-check.js', import.meta.url));
    const drop = ['--bounding-set=-setuid,-setgid', '--inh-caps=-setuid,-setgid'];
    const args = [...drop, process.execPath, script, address(), '--reference', 'none'];
    const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) =>
      execFile('setpriv', args, { env: { PATH: process.env['PATH'] ?? '' } }, (error, _, errors) =>
        resolve({ code: error?.code, stderr: errors }),
      ),
    );
    expect(stderr).toMatch(
      /^Root cannot become nobody here \(ids-not-set\).*ordinary user.*CAP_SETUID and CAP_SETGID\.$/m,
    );
    expect(code).toBe(3);
    expect(callers).toEqual([]);
  });
});
