import { X509Certificate } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { codeOf, isRoot, type Pem, readPem } from './read-pem.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The CA bundles of this machine, as PEM. On Linux the first of Go's list that exists, because dockerd is written in Go
 * (crypto/x509/root_linux.go); SSL_CERT_FILE takes the list's place there, and so it does here: who sets it (for a proxy
 * that opens TLS, say) means all programs. The daemon's own environment may differ from this shell's: hand in another
 * `env` to judge as it would. NODE_EXTRA_CA_CERTS is read too: Node drops it for who gives a CA list of his own.
 * Windows and macOS keep theirs in stores without a file: Node's own roots serve there.
 *
 * What can't be read is left out, as Go and Node do it; but for root, what a variable names and is there has to be a plain file
 * with certificates in it: sudo may have kept the variable, and then another user chose the place.
 */
export function systemTrust(env: Environment = process.env, asRoot: boolean = isRoot()): Trust {
  const bundles: string[] = [];
  for (const variable of TRUST_VARIABLES) {
    const path = env[variable] ?? '';
    if (path === '') continue;
    const read = readPem(path, asRoot);
    const problem = asRoot ? problemOf(read) : null;
    if (problem !== null) return { kind: 'problem', variable, path, ...problem };
    if (read.kind === 'pem') bundles.push(read.pem);
  }
  const system = (env['SSL_CERT_FILE'] ?? '') === '' ? firstReadable(BUNDLES, asRoot) : null;
  return { kind: 'trust', bundles: system === null ? bundles : [system, ...bundles] };
}

/** In the order in which what they name is used. */
const TRUST_VARIABLES = ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'] as const;
export type TrustVariable = (typeof TRUST_VARIABLES)[number];

export type Trust =
  | { readonly kind: 'trust'; readonly bundles: readonly string[] }
  | {
      readonly kind: 'problem';
      readonly variable: TrustVariable;
      readonly path: string;
      readonly reason: 'unreadable' | 'not-a-file' | 'too-large' | 'no-certificate';
      /** The system's own word, e.g. EIO. */
      readonly detail: string | null;
    };

function problemOf(read: Pem): Pick<Extract<Trust, { kind: 'problem' }>, 'reason' | 'detail'> | null {
  if (read.kind === 'pem') {
    return /-----BEGIN (?:[A-Z0-9]+ )?CERTIFICATE-----/.test(read.pem)
      ? null
      : { reason: 'no-certificate', detail: null };
  }
  const { reason, detail } = read;
  return detail === 'ENOENT' ? null : { reason, detail };
}

/** crypto/x509/root_linux.go, then root_bsd.go; /etc/ssl/cert.pem is macOS's and Alpine's too. */
const BUNDLES: readonly string[] = [
  '/etc/ssl/certs/ca-certificates.crt', // Debian, Ubuntu, Gentoo, Arch
  '/etc/pki/tls/certs/ca-bundle.crt', // Fedora, RHEL 6
  '/etc/ssl/ca-bundle.pem', // openSUSE
  '/etc/pki/tls/cacert.pem', // OpenELEC
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem', // CentOS, RHEL 7
  '/etc/ssl/cert.pem', // Alpine, macOS, OpenBSD
  '/usr/local/etc/ssl/cert.pem', // FreeBSD
];

/**
 * Has a program of Go's with this environment any CA at all? It reads the first bundle that is there, and folders of certificates: crypto/x509/root_unix.go. null: not on
 * Linux, or not to be seen.
 */
export function hasAuthorities(
  env: Environment,
  {
    platform = process.platform,
    folders = CA_FOLDERS,
  }: { platform?: NodeJS.Platform; folders?: readonly string[] } = {},
): boolean | null {
  if (platform !== 'linux') return null;
  const named = env['SSL_CERT_FILE'] ?? '';
  for (const path of named === '' ? BUNDLES : [named]) {
    const read = readPem(path, isRoot());
    if (read.kind === 'pem' && read.pem.includes('-----BEGIN CERTIFICATE-----')) return true;
    if (read.kind === 'no-pem' && read.detail !== 'ENOENT') return null;
  }
  try {
    return folders.some((folder) => existsSync(folder) && readdirSync(folder).length > 0);
  } catch {
    return null;
  }
}

/** crypto/x509/root_linux.go; SSL_CERT_DIR takes their place, and makes this say that there are some. */
const CA_FOLDERS: readonly string[] = ['/etc/ssl/certs', '/etc/pki/tls/certs'];

/**
 * The CAs that dockerd trusts for one registry host: every `*.crt` in `<dir>/<host[:port]>/`, joined; null when there is
 * none. `host` is a URL's `host`; one that is not a host name, address or port names no folder.
 * https://docs.docker.com/engine/security/certificates/
 */
export function dockerCertsFor(host: string, dir: string = dockerCertsDir()): string | null {
  const asRoot = isRoot();
  const folder = folderOf(host, process.platform);
  if (folder === null) return null;
  const path = join(dir, folder);
  const bundles = listFiles(path)
    .filter((name) => name.endsWith('.crt'))
    .sort()
    .flatMap((name) => {
      const read = readPem(join(path, name), asRoot);
      return read.kind === 'pem' ? [read.pem] : [];
    });
  return bundles.length === 0 ? null : bundles.join('\n');
}

/** Where dockerd looks, and on macOS what Docker Desktop copies into its machine. */
export function dockerCertsDir(
  platform: NodeJS.Platform = process.platform,
  env: Environment = process.env,
): string {
  switch (platform) {
    case 'win32':
      return join(env['ProgramData'] ?? 'C:\\ProgramData', 'docker', 'certs.d');
    case 'darwin':
      return join(homedir(), '.docker', 'certs.d');
    default:
      return '/etc/docker/certs.d';
  }
}

/** The folder of a host: `mirror.example`, `mirror.example:5000`, `[::1]:5000`; never one that leads out of the parent. */
export function folderOf(host: string, platform: NodeJS.Platform): string | null {
  const isHost = /^(?:[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.test(host);
  if (!isHost || host.includes('..')) return null;
  // A colon can't stand in a Windows file name; dockerd leaves it out (registry/config_windows.go, cleanPath).
  return platform === 'win32' ? host.replaceAll(':', '') : host;
}

export type CaFile =
  | { readonly kind: 'ca'; readonly pem: string }
  | {
      readonly kind: 'problem';
      /** `not-a-file`, `too-large`: only for root. `no-certificate`: no PEM block in it. `damaged`: a block that is not a certificate. */
      readonly reason: 'unreadable' | 'not-a-file' | 'too-large' | 'no-certificate' | 'damaged';
      /** The system's or OpenSSL's own word, e.g. ENOENT. */
      readonly detail: string | null;
    };

/** A CA file that the user named (`--ca`): every certificate in it must be one, or a typing error would show as untrusted mirrors. */
export function readCaFile(path: string, asRoot: boolean = isRoot()): CaFile {
  const read = readPem(path, asRoot);
  if (read.kind === 'no-pem') return { kind: 'problem', reason: read.reason, detail: read.detail };
  const { pem } = read;
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*(?:-----END CERTIFICATE-----)?/g) ?? [];
  if (blocks.length === 0) return { kind: 'problem', reason: 'no-certificate', detail: null };
  try {
    for (const block of blocks) new X509Certificate(block);
  } catch (error) {
    return { kind: 'problem', reason: 'damaged', detail: codeOf(error) };
  }
  return { kind: 'ca', pem };
}

function firstReadable(paths: readonly string[], asRoot: boolean): string | null {
  for (const path of paths) {
    const read = readPem(path, asRoot);
    if (read.kind === 'pem') return read.pem;
  }
  return null;
}

function listFiles(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
