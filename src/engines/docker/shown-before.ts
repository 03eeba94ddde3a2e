import type { LiveSettings } from './api/info.ts';
import { type Proxies, readDaemonJson } from './daemon-json/index.ts';
import { sameMirrors } from './mirror-rules.ts';
import type { Expectation, OurKey, ShownProxy } from './plan/index.ts';
import { looksSet, PROXY_FIELDS } from './plan/proxies.ts';
import type { EngineVersion } from './version.ts';

/** What an engine has to show again, of these keys. */
export function shownBy({ mirrors, proxies }: LiveSettings, keys: readonly OurKey[]): Expectation {
  const { httpProxy, httpsProxy, noProxy } = proxies;
  const asBefore = (text: string | null): ShownProxy => ({ kind: 'as-before', text: text ?? '' });
  const shown = {
    httpProxy: asBefore(httpProxy),
    httpsProxy: asBefore(httpsProxy),
    noProxy: asBefore(noProxy),
  };
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
  const proxies: { -readonly [field in keyof Proxies]?: ShownProxy } = {};
  for (const field of PROXY_FIELDS) {
    const value = expect.proxies?.[field];
    const ready = document.proxies[field];
    if (value?.kind === 'as-before' && (!ready || looksSet(field, value.text, ready))) proxies[field] = value;
  }
  return {
    ...(mirrors !== undefined && sameMirrors(document.registryMirrors ?? mirrors, mirrors)
      ? { mirrors }
      : {}),
    proxies,
  };
}
