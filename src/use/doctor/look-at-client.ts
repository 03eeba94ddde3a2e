import path from 'node:path';
import type { ClientSeen } from '../../doctor/seen.ts';
import type { Asker } from '../../engines/engine.ts';
import { isInstalled } from '../../host/installed.ts';
import { HOST } from '../../host/limits.ts';
import { callerOfSudo } from '../../host/own-code.ts';
import { readTextFile } from '../../host/read-text.ts';
import { asObject, own, parseJsonObject } from '../../registry/json.ts';
import { cleanText } from '../../registry/untrusted-text.ts';

/** The docker command's own settings, by their names: no secret is read out, and no helper called. */
export async function lookAtClient(asker: Asker): Promise<ClientSeen> {
  const { env } = asker;
  const folders = await clientFolders(asker);
  const read = await firstConfig(folders);
  const config = read?.config ?? null;
  return {
    path: read?.path ?? null,
    broken: read !== null && config === null,
    missingHelper: config === null ? null : await missingHelper(config),
    hubLogin: config === null ? null : hubLogin(config),
    platform: cleanText(env['DOCKER_DEFAULT_PLATFORM'] ?? '') || null,
    shellProxy: shellProxy(env),
    builder: await builderInUse(env['BUILDX_BUILDER'] ?? '', env['BUILDX_CONFIG'] ?? '', folders),
  };
}

type Config = Readonly<Record<string, unknown>>;

/** Root by sudo pulls with the caller's settings or with its own; the caller's come first. */
async function clientFolders({ env, home, uid }: Asker): Promise<readonly string[]> {
  const named = env['DOCKER_CONFIG'] ?? '';
  const caller = uid === 0 ? callerOfSudo(env) : null;
  const theirs = caller === null ? null : await homeOf(caller);
  const homes = [...(theirs === null ? [] : [theirs]), home].map((folder) => path.join(folder, '.docker'));
  return named === '' ? homes : [named, ...homes];
}

async function homeOf(uid: number): Promise<string | null> {
  const passwd = await readTextFile('/etc/passwd', HOST.settingsBytes);
  const lines = passwd.ok ? passwd.text.split('\n').map((line) => line.split(':')) : [];
  return lines.find((fields) => fields[2] === String(uid))?.[5] || null;
}

async function firstConfig(
  folders: readonly string[],
): Promise<{ readonly path: string; readonly config: Config | null } | null> {
  for (const folder of folders) {
    const file = path.join(folder, 'config.json');
    const read = await readTextFile(file, HOST.settingsBytes);
    if (read.ok) return { path: file, config: parsed(read.text) };
    // What is there and may not be read, the docker command may not read either: `sudo docker login` left it root's.
    if (DENIED.has(read.detail)) return { path: file, config: null };
  }
  return null;
}

const DENIED: ReadonlySet<string> = new Set(['EACCES', 'EPERM']);

/** An empty file counts as none, as for the docker command. */
function parsed(text: string): Config | null {
  return text.trim() === '' ? {} : parseJsonObject(Buffer.from(text), HOST.settingsBytes);
}

async function missingHelper(config: Config): Promise<string | null> {
  const perHost = Object.values(asObject(own(config, 'credHelpers')) ?? {});
  for (const store of [own(config, 'credsStore'), ...perHost]) {
    if (typeof store !== 'string' || !/^[\w.-]{1,60}$/.test(store)) continue;
    const program = `docker-credential-${store}`;
    if (!(await isInstalled(program)) && !(await isInstalled(`${program}.exe`))) return program;
  }
  return null;
}

function hubLogin(config: Config): ClientSeen['hubLogin'] {
  const auths = asObject(own(config, 'auths')) ?? {};
  const entry = HUB_NAMES.map((name) => asObject(own(auths, name))).find((found) => found !== null);
  if (entry === undefined || entry === null) return null;
  const isHere = own(entry, 'auth') !== undefined || own(entry, 'identitytoken') !== undefined;
  return isHere ? 'file' : 'helper';
}

/** The first is what `docker login` writes; the others are what people write by hand. */
const HUB_NAMES = ['https://index.docker.io/v1/', 'index.docker.io', 'docker.io', 'registry-1.docker.io'];

function shellProxy(env: Asker['env']): ClientSeen['shellProxy'] {
  for (const variable of ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy']) {
    const value = env[variable]?.trim() ?? '';
    if (value === '') continue;
    return { variable, proxy: cleanText(value.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1')) };
  }
  return null;
}

/** docker/buildx:store: `current` names the builder, `instances/<name>` tells of it. */
async function builderInUse(
  named: string,
  buildxConfig: string,
  folders: readonly string[],
): Promise<ClientSeen['builder']> {
  const stores = [
    ...(buildxConfig === '' ? [] : [buildxConfig]),
    ...folders.map((folder) => path.join(folder, 'buildx')),
  ];
  for (const store of stores) {
    const current = await json(path.join(store, 'current'));
    const name = named === '' ? own(current ?? {}, 'Name') : named;
    if (typeof name !== 'string' || !/^[\w.-]{1,100}$/.test(name)) continue;
    const instance = await json(path.join(store, 'instances', name));
    const driver = own(instance ?? {}, 'Driver');
    if (instance === null || typeof driver !== 'string') continue;
    return { name: cleanText(name), driver: cleanText(driver), mirrors: hasMirrors(instance) };
  }
  return null;
}

/** Its buildkitd.toml, which buildx keeps in base64 beside it; null: it cannot be read. */
function hasMirrors(instance: Config): boolean | null {
  const nodes = own(instance, 'Nodes');
  if (!Array.isArray(nodes)) return null;
  const files = nodes.flatMap((node) => {
    const file = own(asObject(own(asObject(node) ?? {}, 'Files')) ?? {}, 'buildkitd.toml');
    return typeof file === 'string' ? [Buffer.from(file, 'base64').toString('utf8')] : [];
  });
  return files.some((text) => /registry\."docker\.io"/.test(text) && /^[ \t]*mirrors[ \t]*=/m.test(text));
}

async function json(file: string): Promise<Config | null> {
  const read = await readTextFile(file, HOST.settingsBytes);
  return read.ok ? parseJsonObject(Buffer.from(read.text), HOST.settingsBytes) : null;
}
