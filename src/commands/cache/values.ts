// Not by the folders' doors: help does without what runs.
import { CACHE } from '../../cache/limits.ts';
import type { RedisPlace } from '../../cache/types.ts';
import { classifyAddress, isAddressLiteral } from '../../registry/address.ts';
import { type ImageReference, parseReference } from '../../registry/reference.ts';
import { cleanText, maskAddress } from '../../registry/untrusted-text.ts';
import type { CacheMessages } from '../../words/cache/messages.ts';
import type { OptionReader } from '../frame/option-reader.ts';
import { parseProxyUrl, parseRegistry } from '../frame/probe-options.ts';
import { parseHttpUrl, parseSize } from '../frame/values.ts';
import type { Upstream } from './settings.ts';

/** Those of `--registry`, each once; the Hub where none is named. */
export function registriesOf(options: OptionReader): readonly string[] {
  const registries = options.texts('registry').flatMap((text) => {
    const registry = registryNamed(text);
    if (registry === null) options.wrong(options.usage.registry(cleanText(text)));
    return registry === null ? [] : [registry];
  });
  return registries.length === 0 ? ['docker.io'] : [...new Set(registries)];
}

/** null: it is none. */
export function registryNamed(text: string): string | null {
  const registry = parseRegistry(text);
  return registry === 'index.docker.io' ? 'docker.io' : registry;
}

/** What is wrong is noted, and reads as the registry itself. */
export function upstreamOf(options: OptionReader, own: CacheMessages['usage']): Upstream {
  const text = options.text('upstream') ?? 'hub';
  if (text === 'hub') return { kind: 'origin' };
  if (text === 'relay') return { kind: 'relay' };
  const url = parseHttpUrl(text);
  if (url !== null && url.pathname !== '/') options.wrong(own.upstreamPath(cleanText(text)));
  else if (url === null || url.search !== '' || url.hash !== '')
    options.wrong(own.upstream(maskAddress(cleanText(text))));
  return url === null ? { kind: 'origin' } : { kind: 'url', url };
}

/** 0: no bound; null: none is named. */
export function boundOf(options: OptionReader, sentence: (shown: string) => string): number | null {
  return options.read('maxSize', null, (text) => (text.trim() === '0' ? 0 : parseSize(text)), sentence);
}

/** Each of one of these registries. */
export function imagesOf(
  options: OptionReader,
  registries: readonly string[],
  own: CacheMessages['usage'],
): readonly ImageReference[] {
  return options.texts('image').flatMap((text) => {
    const parsed = parseReference(text, registries[0]);
    if (!parsed.ok) options.wrong(options.usage.image(cleanText(text), parsed.problem));
    else if (!registries.includes(parsed.value.registry))
      options.wrong(own.imageRegistry(parsed.value.familiar, registries));
    return parsed.ok ? [parsed.value] : [];
  });
}

/** A literal address: a name could become another machine's. */
export function parseListen(text: string): { readonly host: string; readonly port: number } | null {
  const [, bracketed, plain, port = String(CACHE.port)] =
    /^(?:\[([0-9a-f:.]{2,45})\]|([0-9.]{7,15}))(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const host = bracketed ?? plain ?? (isAddressLiteral(text) ? text : undefined);
  if (host === undefined || !isAddressLiteral(host)) return null;
  const first = Number(port);
  return first >= 1 && first + CACHE.ports <= 65_536 ? { host, port: first } : null;
}

/** Everybody's, or every address of the machine. */
export function isOpen(host: string): boolean {
  return /^(?:0\.0\.0\.0|[0:]+)$/.test(host) || classifyAddress(host) !== 'special';
}

/** What Go's client takes from HTTP_PROXY and an http server speaks. */
export function parseVia(text: string): URL | null {
  const url = parseProxyUrl(text);
  return url !== null && /^https?:$/.test(url.protocol) ? url : null;
}

/** `host:port`, the database behind a slash. */
export function parseRedis(text: string): RedisPlace | null {
  const [, host = '', port, db = '0'] =
    /^([a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?|\[[0-9a-f:.]{2,45}\]):(\d{1,5})(?:\/(\d{1,4}))?$/i.exec(text) ??
    [];
  if (port === undefined || Number(port) < 1 || Number(port) > 65_535) return null;
  return { address: `${host}:${port}`, db: Number(db) };
}

/** A cache's own URL, without a path. */
export function parseAt(text: string): URL | null {
  const url = parseHttpUrl(text);
  return url !== null && url.pathname === '/' && url.search === '' && url.hash === '' ? url : null;
}
