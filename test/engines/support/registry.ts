import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Certificate } from '../../support/certificates.ts';
import type { Namespace } from './namespace.ts';

/** Debian's docker-registry (distribution 2.8), running with a configuration of its own. */
export interface RealRegistry {
  /** `http://127.0.0.1:port`, no slash at the end. */
  readonly url: string;
  readonly pid: number;
  /** Every request that it answered so far. */
  accessLog(): readonly LoggedRequest[];
  stop(): Promise<void>;
}

export interface LoggedRequest {
  readonly method: string;
  readonly target: string;
  readonly status: number;
  readonly userAgent: string;
}

export interface RegistrySettings {
  /** A pull-through cache of the registry at this address. */
  readonly proxyOf?: string;
  readonly auth?: HtpasswdAuth | TokenAuth;
  readonly tls?: Certificate;
  /** Default 127.0.0.1. */
  readonly address?: string;
  /** Absent: a free one. */
  readonly port?: number;
  /** What stands before `/v2/` in its addresses: `/base`. */
  readonly base?: string;
  readonly namespace?: Namespace;
  /** A folder with content, kept when the registry stops; several registries may serve one. */
  readonly data?: string;
}

export interface HtpasswdAuth {
  readonly kind: 'htpasswd';
  readonly user: string;
  readonly password: string;
}

export interface TokenAuth {
  readonly kind: 'token';
  readonly realm: string;
  readonly service: string;
  readonly issuer: string;
  /** PEM of the certificate whose key signs the tokens. */
  readonly certificate: string;
}

export async function startRegistry(settings: RegistrySettings = {}): Promise<RealRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'mirror-check-registry-'));
  const config = join(folder, 'config.yml');
  // Each JSON text is a YAML text.
  await writeFile(config, JSON.stringify(await configuration(settings, folder)));
  const [program = '', ...args] = [...(settings.namespace?.prefix ?? []), 'docker-registry', 'serve', config];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (log += text));
  const stop = async (): Promise<void> => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const address = await listening(child, () => log);
    return {
      url: `${settings.tls === undefined ? 'http' : 'https'}://${address}`,
      pid: child.pid ?? 0,
      accessLog: () => parseAccessLog(log),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function configuration(settings: RegistrySettings, folder: string): Promise<object> {
  const { proxyOf, auth, tls, address = '127.0.0.1', port = 0, base } = settings;
  return {
    version: '0.1',
    log: { level: 'info', accesslog: { disabled: false } },
    storage: {
      filesystem: { rootdirectory: settings.data ?? join(folder, 'data') },
      delete: { enabled: true },
    },
    http: {
      addr: `${address}:${port}`,
      secret: 'one process, one secret',
      ...(base === undefined ? {} : { prefix: `${base}/` }),
      ...(tls === undefined ? {} : { tls: await tlsFiles(tls, folder) }),
    },
    ...(proxyOf === undefined ? {} : { proxy: { remoteurl: proxyOf } }),
    ...(auth === undefined ? {} : { auth: await authentication(auth, folder) }),
  };
}

async function tlsFiles(tls: Certificate, folder: string): Promise<object> {
  const [certificate, key] = [join(folder, 'tls.pem'), join(folder, 'tls.key')];
  await Promise.all([writeFile(certificate, tls.cert), writeFile(key, tls.key)]);
  return { certificate, key };
}

async function authentication(auth: HtpasswdAuth | TokenAuth, folder: string): Promise<object> {
  if (auth.kind === 'htpasswd') {
    const path = join(folder, 'htpasswd');
    // bcrypt is the only kind that the registry reads.
    await promisify(execFile)('htpasswd', ['-Bbc', path, auth.user, auth.password]);
    return { htpasswd: { realm: 'members', path } };
  }
  const rootcertbundle = join(folder, 'token.pem');
  await writeFile(rootcertbundle, auth.certificate);
  const { realm, service, issuer } = auth;
  return { token: { realm, service, issuer, rootcertbundle } };
}

/** The registry logs where it listens, whichever port it was given. */
async function listening(child: ChildProcess, log: () => string): Promise<string> {
  let failed: Error | null = null;
  child.once('error', (error) => {
    failed = error;
  });
  for (;;) {
    const [, address] = /listening on ([\d.]+:\d+)/.exec(log()) ?? [];
    if (address !== undefined) return address;
    if (failed !== null) throw failed;
    if (child.exitCode !== null) throw new Error(`docker-registry ended with ${child.exitCode}:\n${log()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Apache's combined format, between the lines of the registry's own log. */
function parseAccessLog(log: string): LoggedRequest[] {
  const lines = log.matchAll(/ "([A-Z]+) (\S+) HTTP\/1\.1" (\d{3}) \d+ "[^"\n]*" "([^"\n]*)"$/gm);
  return [...lines].map(([, method = '', target = '', status, userAgent = '']) => ({
    method,
    target,
    status: Number(status),
    userAgent,
  }));
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
