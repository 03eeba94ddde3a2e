import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Http2Server } from 'node:http2';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SeenContainerd } from '../../../src/engines/containerd/find.ts';
import { handsOf } from '../../../src/engines/containerd/hands.ts';
import { renderHostsToml, serverOf } from '../../../src/engines/files/hosts-toml.ts';
import { noManager } from '../../../src/services/none.ts';

const URL = 'https://a.example';
const TEXT = renderHostsToml(serverOf('ghcr.io'), [{ url: URL, resolves: true }]);
const AT_EACH_PULL = { kind: 'at-each-pull' } as const;

let folder: string;
let cri: Http2Server;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mirror-check-cri-'));
  await mkdir(path.join(folder, 'certs.d/ghcr.io'), { recursive: true });
  await writeFile(path.join(folder, 'certs.d/ghcr.io/hosts.toml'), TEXT);
  cri = createServer().on('stream', (stream) => {
    stream.respond({ ':status': 200, 'grpc-status': '0' });
    stream.end(Buffer.alloc(5));
  });
  await new Promise<void>((resolve) => cri.listen(path.join(folder, 'sock'), resolve));
});
afterAll(async () => {
  cri?.close();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

/** `inForce`: the folder that containerd's own dump names, each time it is asked. */
function seen(inForce: () => string): SeenContainerd {
  const file = path.join(folder, 'certs.d/ghcr.io/hosts.toml');
  return {
    version: '2.1.9',
    running: true,
    socket: path.join(folder, 'sock'),
    registry: 'ghcr.io',
    file: { kind: 'absent', path: file, realPath: file, missingDirectories: [] },
    bytes: null,
    certificates: null,
    standIn: null,
    logins: [],
    needsRoot: false,
    folderNow: async () => inForce(),
    config: null,
    changed: null,
    main: { path: path.join(folder, 'config.toml'), bytes: null },
    service: noManager({ pidFile: '', find: async () => null, answers: async () => false }),
    process: async () => null,
    judge: async () => null,
  };
}

describe.skipIf(process.platform === 'win32')('what is looked at once a hosts.toml is written', () => {
  const stage = { files: [], activation: AT_EACH_PULL, expect: { mirrors: [URL] } };

  it('has the dump begun while the file is on its way, one for each look', async () => {
    let dumps = 0;
    const hands = handsOf(
      seen(() => {
        dumps += 1;
        return path.join(folder, 'certs.d');
      }),
    );
    expect(await hands.judge('new', Buffer.from(TEXT), AT_EACH_PULL)).toBeNull();
    expect(dumps).toBe(1);
    expect(await hands.bring(stage, new AbortController().signal)).toMatchObject({ kind: 'active' });
    expect(dumps).toBe(1);
    expect(await hands.look()).toEqual({ mirrors: [URL] });
    expect(dumps).toBe(2);
  });

  it('is not in force where another folder is by now', async () => {
    const hands = handsOf(seen(() => '/etc/containerd/certs.d'));
    await hands.judge('new', Buffer.from(TEXT), AT_EACH_PULL);
    expect(await hands.bring(stage, new AbortController().signal)).toEqual({ kind: 'not-shown' });
  });
});
