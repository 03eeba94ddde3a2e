import path from 'node:path';
import { sameBytes } from '../../../change/same-bytes.ts';
import type { PlannedFile } from '../../../change/types.ts';
import { maskCredentials } from '../../../registry/untrusted-text.ts';
import { hostOf } from '../../choose/index.ts';
import type { Proxies } from '../daemon-json/index.ts';
import type { Located } from '../locate.ts';
import { checkNoProxy, withDirectHosts } from '../no-proxy.ts';
import { hasCredentials, looksLikeProxy, proxyUrlProblem, unescaped } from '../proxy-url.ts';
import { environmentOf } from '../unit-files.ts';
import { traitsOf } from './file.ts';
import type { ApplyCandidate, ApplyOptions } from './input.ts';
import type { RefusalReason, ShownProxy } from './types.ts';

/** Settings to be made; null takes one away, absent leaves it. */
export type ProxyChanges = { readonly [field in keyof Proxies]?: string | null };

export interface WantedProxies {
  readonly changes: ProxyChanges;
  /** Mirrors' hosts that were added to no-proxy. */
  readonly directHosts: readonly string[];
}

export const PROXY_VARIABLES: Readonly<Record<keyof Proxies, string>> = {
  httpProxy: 'HTTP_PROXY',
  httpsProxy: 'HTTPS_PROXY',
  noProxy: 'NO_PROXY',
};

/** Is what the user asked for something Go's net/http can use? dockerd itself takes any string. */
export function proxyProblem(
  { proxies }: Pick<ApplyOptions, 'proxies'>,
  goVersion: string | null,
): RefusalReason | null {
  for (const field of ['httpProxy', 'httpsProxy'] as const) {
    const url = proxies[field]?.trim();
    const problem = url ? proxyUrlProblem(url, goVersion) : null;
    if (problem !== null)
      return {
        kind: 'proxy-url',
        field,
        problem,
        ...(problem === 'escape' ? { character: unescaped(url ?? '') } : {}),
      };
  }
  const parsed = checkNoProxy(proxies.noProxy ?? '');
  return parsed.ok
    ? null
    : { kind: 'no-proxy-item', item: maskCredentials(parsed.item), problem: parsed.problem };
}

/**
 * The changes to make: what was asked for, and the mirrors that were measured without a proxy added to no-proxy, so
 * that the engine reaches them the way they were measured. `noProxyNow` is what counts today, whoever set it.
 */
export function wantedProxies(
  { proxies }: Pick<ApplyOptions, 'proxies'>,
  noProxyNow: string | null,
  chosen: readonly ApplyCandidate[],
): WantedProxies {
  const changes: { -readonly [field in keyof Proxies]?: string | null } = {};
  for (const field of PROXY_FIELDS) {
    const value = proxies[field];
    if (value !== undefined) changes[field] = value.trim() || null;
  }
  const setsProxy = Boolean(changes.httpProxy || changes.httpsProxy);
  if (!setsProxy) return { changes, directHosts: [] };
  const hosts = chosen
    .filter(({ measuredDirectly }) => measuredDirectly)
    .map(({ url }) => ({ host: hostOf(url), defaultPort: /^http:/i.test(url) ? 80 : 443 }) as const);
  const before = changes.noProxy === undefined ? (noProxyNow ?? '') : (changes.noProxy ?? '');
  const after = withDirectHosts(before, hosts);
  if (after === before) return { changes, directHosts: [] };
  const directHosts = hosts
    .map(({ host }) => host)
    .filter((host) => after.slice(before.length).split(',').includes(host));
  return { changes: { ...changes, noProxy: after }, directHosts };
}

/**
 * For engines before 23.0, which know no `proxies`: a drop-in that names an environment file only root can read, since
 * `Environment=` shows to every user of the machine (systemctl show). The file is there before the drop-in and goes after it:
 * nobody who ends between the two leaves a drop-in that names nothing. The dash lets the engine start without the file all the
 * same: systemd remembers a drop-in that is gone until it reads its units again, and a file that is missing can only mean that
 * there is to be no proxy. An engine that does not start for it would take every container with it.
 */
export function proxyServiceFiles(
  changes: ProxyChanges,
  install: Pick<Located, 'configPath'> & { readonly dropInDir: string },
  now: ProxyFileTexts,
): readonly PlannedFile[] {
  const { environment, dropIn } = proxyFilePaths(install);
  // What no drop-in names is a leftover, and may hold an old password.
  const settings = new Map(
    [...readEnvironment(now.dropIn === null ? null : now.environment)].filter(([name]) =>
      Object.values(PROXY_VARIABLES).includes(name),
    ),
  );
  for (const field of PROXY_FIELDS) {
    const value = changes[field];
    if (value === null) settings.delete(PROXY_VARIABLES[field]);
    else if (value !== undefined) settings.set(PROXY_VARIABLES[field], value);
  }
  const lines = [...settings].map(([name, value]) => `${name}="${value.replace(/["\\$`]/g, '\\$&')}"\n`);
  const [environmentText, dropInText] =
    settings.size === 0
      ? [null, null]
      : [
          lines.join(''),
          `# Written by mirror-apply.\n[Service]\nEnvironmentFile=-${withoutSpecifiers(environment)}\n`,
        ];
  const settingsFile: PlannedFile = {
    path: environment,
    ...traitsOf('proxy-environment'),
    before: now.environment,
    after: bytesOf(environmentText),
    mode: 'private',
  };
  const dropInFile: PlannedFile = {
    path: dropIn,
    ...traitsOf('proxy-drop-in'),
    before: now.dropIn,
    after: bytesOf(dropInText),
    mode: 'keep',
  };
  const files = dropInText === null ? [dropInFile, settingsFile] : [settingsFile, dropInFile];
  return files.filter(({ before, after }) => !sameBytes(before, after));
}

export function proxyFilePaths(install: { readonly configPath: string; readonly dropInDir: string }): {
  readonly environment: string;
  readonly dropIn: string;
} {
  return {
    environment: path.posix.join(path.posix.dirname(install.configPath), 'mirror-check-proxy.env'),
    dropIn: path.posix.join(install.dropInDir, 'mirror-check-proxy.conf'),
  };
}

/** What our environment file says now. */
export function readEnvironment(bytes: Uint8Array | null): ReadonlyMap<string, string> {
  const text = bytes === null ? '' : Buffer.from(bytes).toString('utf8');
  return new Map([...environmentOf({ path: '', text })].map(([name, value]) => [name, value.text]));
}

/** What our drop-in gives the service. Without the drop-in our environment file is read by nobody, whatever it says. */
export function servedProxies({ dropIn, environment }: ProxyFileTexts): Proxies {
  return environmentProxies(dropIn === null ? null : environment);
}

/** null: there is no such file. */
interface ProxyFileTexts {
  readonly dropIn: Uint8Array | null;
  readonly environment: Uint8Array | null;
}

/** The settings of our environment file, null where it has none. */
export function environmentProxies(bytes: Uint8Array | null): Proxies {
  const values = readEnvironment(bytes);
  const setting = (field: keyof Proxies): string | null => values.get(PROXY_VARIABLES[field]) || null;
  return { httpProxy: setting('httpProxy'), httpsProxy: setting('httpsProxy'), noProxy: setting('noProxy') };
}

/** What an engine that shows `live` is to show once it has started with these. */
export function expectedProxies(
  changes: ProxyChanges,
  live: Proxies | null,
): { readonly [field in keyof Proxies]?: ShownProxy } {
  const expected: { -readonly [field in keyof Proxies]?: ShownProxy } = {};
  for (const field of PROXY_FIELDS) {
    const value = changes[field];
    const shown = live?.[field] ?? '';
    if (value === null) expected[field] = { kind: 'cleared' };
    else if (value)
      expected[field] = looksSet(field, shown, value)
        ? { kind: 'any', wanted: value }
        : { kind: 'other', than: shown, wanted: value };
  }
  return expected;
}

/** May what the engine shows be this setting? null: none. */
export function looksSet(field: keyof Proxies, shown: string, value: string | null): boolean {
  if (!value) return shown === '';
  return field === 'noProxy' ? shown === value : looksLikeProxy(shown, value);
}

export function holdsPassword(proxies: ProxyChanges): boolean {
  return [proxies.httpProxy, proxies.httpsProxy].some((url) => url != null && hasCredentials(url));
}

export const PROXY_FIELDS: readonly (keyof Proxies)[] = ['httpProxy', 'httpsProxy', 'noProxy'];

/** `%` begins a specifier in a unit file (systemd.unit(5)). */
function withoutSpecifiers(text: string): string {
  return text.replaceAll('%', '%%');
}

function bytesOf(text: string | null): Uint8Array | null {
  return text === null ? null : Buffer.from(text);
}
