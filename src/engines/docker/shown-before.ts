import type { LiveSettings } from './api/info.ts';
import { type Proxies, readDaemonJson } from './daemon-json/index.ts';
import { sameMirrors } from './mirror-rules.ts';
import type { Expectation, OurKey } from './plan/index.ts';
import { PROXY_FIELDS, shownProxies } from './plan/proxies.ts';
import type { EngineVersion } from './version.ts';

/** What an engine has to show again, of these keys. */
export function shownBy({ mirrors, proxies }: LiveSettings, keys: readonly OurKey[]): Expectation {
  const { httpProxy, httpsProxy, noProxy } = proxies;
  const shown = { httpProxy: httpProxy ?? '', httpsProxy: httpsProxy ?? '', noProxy: noProxy ?? '' };
  return {
    ...(keys.includes('registry-mirrors') ? { mirrors } : {}),
    ...(keys.includes('proxies') ? { proxies: shown } : {}),
  };
}

/** The same after a restart, which brings into force whatever the old file had ready for the next start: that is not looked at. */
export function withoutPending(
  expect: Expectation,
  oldFile: Uint8Array | null,
  version: EngineVersion | null,
): Expectation {
  const document = readDaemonJson(oldFile, version);
  if (document.kind === 'problem') return expect;
  const { mirrors } = expect;
  const ready = shownProxies(document.proxies);
  const proxies: { -readonly [field in keyof Proxies]?: string } = {};
  for (const field of PROXY_FIELDS) {
    const value = expect.proxies?.[field];
    if (value !== undefined && (ready[field] ?? value) === value) proxies[field] = value;
  }
  return {
    ...(mirrors !== undefined && sameMirrors(document.registryMirrors ?? mirrors, mirrors)
      ? { mirrors }
      : {}),
    proxies,
  };
}
