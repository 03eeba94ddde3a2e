import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { HOST } from '../../src/host/limits.ts';
import {
  dockerCertsDir,
  dockerCertsFor,
  folderOf,
  hasAuthorities,
  readCaFile,
  systemTrust,
} from '../../src/host/trust.ts';
import { certificateAuthority } from '../support/certificates.ts';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trust-'));
  onTestFinished(() => rm(dir, { recursive: true }));
});

async function file(name: string, text: string): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, text);
  return path;
}

const bundlesOf = (env: Readonly<Record<string, string>>, asRoot = false): readonly string[] => {
  const trust = systemTrust(env, asRoot);
  if (trust.kind === 'problem') throw new Error(trust.reason);
  return trust.bundles;
};

describe('the trust of the system', () => {
  it.each([false, true])('is PEM, wherever this system keeps it (as root: %s)', (asRoot) => {
    for (const bundle of bundlesOf({}, asRoot)) expect(bundle).toContain('-----BEGIN CERTIFICATE-----');
  });

  it('is what SSL_CERT_FILE names instead, as for dockerd', async () => {
    const path = await file('other.pem', 'other roots');
    expect(bundlesOf({ SSL_CERT_FILE: path })).toEqual(['other roots']);
  });

  it('has NODE_EXTRA_CA_CERTS beside it', async () => {
    const env = { SSL_CERT_FILE: await file('a.pem', 'a'), NODE_EXTRA_CA_CERTS: await file('b.pem', 'b') };
    expect(bundlesOf(env)).toEqual(['a', 'b']);
  });

  it.each([false, true])('is less where a file is missing (as root: %s)', (asRoot) => {
    const missing = join(dir, 'missing.pem');
    expect(bundlesOf({ SSL_CERT_FILE: missing, NODE_EXTRA_CA_CERTS: missing }, asRoot)).toEqual([]);
  });
});

describe.each(['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'])('for root, what %s names', (variable) => {
  it('is taken where it is a plain file of certificates', async () => {
    const { cert } = await certificateAuthority('Ours');
    expect(bundlesOf({ [variable]: await file('ca.pem', cert) }, true)).toContain(cert);
  });

  it.each([
    ['empty', '', 'no-certificate'],
    ['something else', 'root:x:0:0', 'no-certificate'],
    ['far too large', 'x'.repeat(HOST.trustBytes + 1), 'too-large'],
  ])('is told where the file is %s', async (_, text, reason) => {
    const path = await file('odd.pem', text);
    expect(systemTrust({ [variable]: path }, true)).toEqual({
      kind: 'problem',
      variable,
      path,
      reason,
      detail: null,
    });
  });

  it('is told where it is a folder', () => {
    expect(systemTrust({ [variable]: dir }, true)).toMatchObject({ reason: 'not-a-file', path: dir });
  });

  it.skipIf(process.platform === 'win32')(
    'holds nothing up where it is a named pipe or a device',
    async () => {
      const pipe = join(dir, 'pipe');
      execFileSync('mkfifo', [pipe]);
      for (const path of [pipe, '/dev/zero']) {
        expect(systemTrust({ [variable]: path }, true)).toMatchObject({ reason: 'not-a-file', path });
      }
      expect(readCaFile(pipe, true)).toMatchObject({ reason: 'not-a-file' });
    },
  );

  it.skipIf(process.platform !== 'linux')('has no size where the kernel makes it up, and is not read', () => {
    expect(systemTrust({ [variable]: '/proc/version' }, true)).toMatchObject({ reason: 'no-certificate' });
  });
});

describe("a host's own certificates", () => {
  it('are every .crt of its folder, and nothing else', async () => {
    const folder = join(dir, 'mirror.example');
    await mkdir(folder);
    await writeFile(join(folder, 'ca.crt'), 'one');
    await writeFile(join(folder, 'b.crt'), 'two');
    await writeFile(join(folder, 'client.cert'), 'no');
    await writeFile(join(folder, 'client.key'), 'no');
    await mkdir(join(folder, 'odd.crt'));
    expect(dockerCertsFor('mirror.example', dir)).toBe('two\none');
  });

  it.skipIf(process.platform === 'win32')('are told apart by port', async () => {
    await mkdir(join(dir, 'mirror.example:5000'));
    await writeFile(join(dir, 'mirror.example:5000', 'ca.crt'), 'five thousand');
    expect(dockerCertsFor('mirror.example:5000', dir)).toBe('five thousand');
    expect(dockerCertsFor('mirror.example', dir)).toBeNull();
  });

  it('are none without the folder, or without a .crt in it', async () => {
    await mkdir(join(dir, 'empty.example'));
    expect(dockerCertsFor('empty.example', dir)).toBeNull();
    expect(dockerCertsFor('missing.example', dir)).toBeNull();
  });

  it('are never looked for outside', async () => {
    await file('ca.crt', 'outside');
    await mkdir(join(dir, 'certs.d'));
    for (const host of ['..', '.', '', '../', '..\\', '/', 'a/..', '%2e%2e', '..:80', 'C:', '...']) {
      expect(dockerCertsFor(host, join(dir, 'certs.d')), host).toBeNull();
    }
  });
});

describe('the folder of a host', () => {
  it.each([
    ['mirror.example', 'mirror.example', 'mirror.example'],
    ['mirror.example:5000', 'mirror.example:5000', 'mirror.example5000'],
    ['127.0.0.1:5000', '127.0.0.1:5000', '127.0.0.15000'],
    ['[::1]:5000', '[::1]:5000', '[1]5000'],
    ['under_score.example', 'under_score.example', 'under_score.example'],
  ])('%s is %s, and %s on Windows', (host, elsewhere, windows) => {
    expect([folderOf(host, 'linux'), folderOf(host, 'win32')]).toEqual([elsewhere, windows]);
  });

  it('is one folder whatever the host is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[./\\:[\]a-z0-9]*$/)), (host) => {
        const folder = folderOf(host, 'linux') ?? 'none';
        expect(folder).not.toMatch(/[/\\\0]/);
        expect(['', '.', '..']).not.toContain(folder);
      }),
    );
  });
});

describe("docker's folder of certificates", () => {
  it('is where each system has it', () => {
    expect(dockerCertsDir('linux', {})).toBe('/etc/docker/certs.d');
    expect(dockerCertsDir('darwin', {})).toMatch(/\.docker.certs\.d$/);
    expect(dockerCertsDir('win32', { ProgramData: 'D:\\Data' })).toMatch(/^D:\\Data.docker.certs\.d$/);
  });
});

describe('a CA file that the user named', () => {
  it('is taken when all in it are certificates', async () => {
    const { cert } = await certificateAuthority('Ours');
    const pem = `# our CA\n${cert}\n${cert}`;
    expect(readCaFile(await file('ca.pem', pem))).toEqual({ kind: 'ca', pem });
  });

  it('is a problem when it is missing, empty or damaged', async () => {
    const { cert, key } = await certificateAuthority('Ours');
    const damaged = cert.replace(/\n[^-]{20}/, '\nAAAA');
    expect(readCaFile(join(dir, 'missing.pem'))).toMatchObject({ reason: 'unreadable', detail: 'ENOENT' });
    expect(readCaFile(await file('key.pem', key))).toMatchObject({ reason: 'no-certificate' });
    expect(readCaFile(await file('bad.pem', `${cert}\n${damaged}`))).toMatchObject({ reason: 'damaged' });
    const cutOff = cert.slice(0, -40);
    expect(readCaFile(await file('cut.pem', `${cert}\n${cutOff}`))).toMatchObject({ reason: 'damaged' });
  });
});

it.runIf(process.platform === 'linux')('an engine may find no CA at all', async () => {
  const bundle = await file('ca.pem', '');
  const of = (folders: readonly string[]) => hasAuthorities({ SSL_CERT_FILE: bundle }, { folders });
  expect(of([join(dir, 'none')])).toBe(false);
  expect(of([dir])).toBe(true);
  await file('ca.pem', '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n');
  expect(of([join(dir, 'none')])).toBe(true);
  expect(hasAuthorities({}, { platform: 'darwin' })).toBeNull();
});
