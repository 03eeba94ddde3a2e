import { join } from 'node:path/posix';
import { bytesOf } from '../../host/file-state.ts';
import type { Examination, ExaminedFile } from '../engine.ts';
import { capabilitiesOf } from './capabilities.ts';
import { type DaemonJsonDocument, type FindingCode, readDaemonJson } from './daemon-json/index.ts';
import { replacesMirrors } from './hosts-toml.ts';
import type { Inspection } from './inspect.ts';
import { checkMirror } from './mirror-rules.ts';
import { restartedContainers } from './plan/activation.ts';
import { hasCredentials } from './proxy-url.ts';

/** What of an engine and its file may explain a pull that fails. Pure. */
export function examine(seen: Examined): Examination {
  const { engine, install, service } = seen;
  const document = readDaemonJson(bytesOf(seen.file), engine.version);
  const { proxies, hostsToml, runs } = engine;
  const shown = [proxies?.httpProxy, proxies?.httpsProxy].filter((proxy) => proxy != null);
  return {
    version: engine.version?.text ?? null,
    store: engine.store,
    install: install.install,
    mirrors: engine.mirrors,
    proxies:
      proxies === null
        ? null
        : { http: bare(proxies.httpProxy), https: bare(proxies.httpsProxy), no: proxies.noProxy },
    proxyLogin: shown.some(hasCredentials),
    dataRoot: runs?.rootDir ?? null,
    file: fileOf(seen, document),
    hostsToml:
      hostsToml === null
        ? null
        : {
            ...hostsToml,
            takesOver: capabilitiesOf(engine.version).hostsToml && replacesMirrors(hostsToml.text),
          },
    certsDir: install.certsDir,
    trust: Object.fromEntries(
      Object.entries(seen.environment).filter(([name, value]) => name === 'SSL_CERT_FILE' && value !== ''),
    ),
    openFiles: seen.openFiles,
    asked: seen.asked,
    reloadCommand: install.byHand ?? service.commands.reload?.join(' ') ?? null,
    restart: {
      command: install.byHand ?? service.commands.restart?.join(' ') ?? null,
      stops: restartedContainers(engine, {
        liveRestore: document.kind === 'document' && document.liveRestore,
      }).stop,
    },
    downloads: engine.store === 'classic' && runs !== null ? downloadsOf(runs.rootDir, seen) : null,
  };
}

type Examined = Pick<Inspection, 'engine' | 'install' | 'file' | 'environment' | 'openFiles' | 'asked'> & {
  readonly service: Pick<Inspection['service'], 'commands'>;
};

/** moby: daemon/daemon_unix.go, `prepareTempDir`; distribution/pull_v2.go, `createDownloadFile`. */
function downloadsOf(root: string, { environment }: Examined): Examination['downloads'] {
  const own = environment['DOCKER_TMPDIR'] ?? '';
  return { folder: own === '' ? join(root, 'tmp') : own, prefix: 'GetImageBlob' };
}

/** Without the user and the password that the engine has masked anyway. */
function bare(proxy: string | null): string | null {
  return proxy === null ? null : proxy.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1');
}

function fileOf({ file, engine }: Examined, document: ReturnType<typeof readDaemonJson>): ExaminedFile {
  const base = {
    path: file.path,
    there: bytesOf(file) !== null,
    changedSince: engine.runs?.fileSurelyChanged ?? null,
  };
  if (document.kind === 'problem') {
    const { code, line, column } = document;
    return { ...base, problem: { code, line, column }, refused: null, mirrors: null };
  }
  return { ...base, problem: null, refused: refusedIn(document, engine), mirrors: document.registryMirrors };
}

/** The first thing in the file with which the engine does not start, and which it does not take on a reload. */
function refusedIn(document: DaemonJsonDocument, { version, flags }: Inspection['engine']): string | null {
  const capabilities = capabilitiesOf(version);
  const key = document.findings.find(({ code }) => REFUSED.has(code))?.key;
  if (key !== undefined) return key;
  if (version !== null && !capabilities.proxiesKey && document.keys.includes('proxies')) return 'proxies';
  const both = document.keys.find((name) => flags.some((flag) => keyOf(flag.name) === name));
  if (both !== undefined) return both;
  return (document.registryMirrors ?? []).find((mirror) => !checkMirror(mirror, capabilities).ok) ?? null;
}

const REFUSED: ReadonlySet<FindingCode> = new Set(['wrong-case', 'client-syntax', 'wrong-type']);

/** Lists have the singular on the command line. */
function keyOf(flag: string): string {
  return PLURALS.get(flag) ?? flag;
}

const PLURALS: ReadonlyMap<string, string> = new Map([
  ['H', 'hosts'],
  ['host', 'hosts'],
  ['registry-mirror', 'registry-mirrors'],
  ['insecure-registry', 'insecure-registries'],
  ['label', 'labels'],
  ['authorization-plugin', 'authorization-plugins'],
  ['D', 'debug'],
  ['g', 'data-root'],
  ['s', 'storage-driver'],
]);
