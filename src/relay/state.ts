import type { Health } from '../fetch/index.ts';
import { parseDigest } from '../registry/digest.ts';
import { asObject, own, parseJsonObject } from '../registry/json.ts';
import { RELAY } from './limits.ts';
import type { KnownTag } from './tag-memory.ts';

/** What outlives a restart: how the mirrors did, what tags were. */
export interface RelayState {
  readonly healths: ReadonlyMap<string, Health>;
  readonly tags: ReadonlyMap<string, KnownTag>;
  /** By registry. */
  readonly mirrors: ReadonlyMap<string, RememberedMirrors>;
}

/** What was measured last. */
export interface RememberedMirrors {
  readonly measuredMs: number;
  /** Best first. */
  readonly urls: readonly string[];
}

export const NO_STATE: RelayState = { healths: new Map(), tags: new Map(), mirrors: new Map() };

export function renderState({ healths, tags, mirrors }: RelayState): string {
  const state = { schemaVersion: 1, healths: [...healths], tags: [...tags], mirrors: [...mirrors] };
  return `${JSON.stringify(state)}\n`;
}

/** What cannot be read is left out: it is only what one would like to remember. Pure. */
export function parseState(bytes: Uint8Array): RelayState {
  const state = parseJsonObject(bytes, RELAY.stateBytes);
  if (state === null || own(state, 'schemaVersion') !== 1) return NO_STATE;
  return {
    healths: pairsOf(own(state, 'healths'), healthOf),
    tags: pairsOf(own(state, 'tags'), tagOf),
    mirrors: pairsOf(own(state, 'mirrors'), mirrorsOf),
  };
}

function pairsOf<Value>(
  value: unknown,
  parse: (value: Readonly<Record<string, unknown>>) => Value | null,
): ReadonlyMap<string, Value> {
  const pairs = new Map<string, Value>();
  for (const pair of Array.isArray(value) ? value : []) {
    const [key, inner] = Array.isArray(pair) ? pair : [];
    const object = asObject(inner);
    const parsed = object === null ? null : parse(object);
    if (typeof key === 'string' && parsed !== null) pairs.set(key, parsed);
  }
  return pairs;
}

/** What was the matter is told anew when it happens anew. */
function healthOf(value: Readonly<Record<string, unknown>>): Health | null {
  const [failures, rate] = [numberIn(value, 'failures'), numberIn(value, 'bytesPerSecond')];
  const rest = asObject(own(value, 'rest'));
  const untilMs = rest === null ? null : instantIn(rest, 'untilMs');
  return {
    failures: failures ?? 0,
    rest: rest === null || untilMs === null ? null : { untilMs, firm: own(rest, 'firm') === true },
    lastTrouble: null,
    bytesPerSecond: rate,
  };
}

function tagOf(value: Readonly<Record<string, unknown>>): KnownTag | null {
  const [text, by, atMs] = [own(value, 'digest'), own(value, 'by'), instantIn(value, 'atMs')];
  const digest = typeof text === 'string' ? parseDigest(text) : null;
  if (digest === null || atMs === null) return null;
  return by === 'hub' || by === 'consensus' || by === 'first' ? { digest, by, atMs } : null;
}

function mirrorsOf(value: Readonly<Record<string, unknown>>): RememberedMirrors | null {
  const [measuredMs, urls] = [instantIn(value, 'measuredMs'), own(value, 'urls')];
  if (measuredMs === null || !Array.isArray(urls)) return null;
  return { measuredMs, urls: urls.filter((url) => typeof url === 'string') };
}

/** Epoch milliseconds that a Date can be made of (ECMA-262, Time Values). */
function instantIn(value: Readonly<Record<string, unknown>>, key: string): number | null {
  const number = numberIn(value, key);
  return number !== null && number <= 8.64e15 ? number : null;
}

function numberIn(value: Readonly<Record<string, unknown>>, key: string): number | null {
  const number = own(value, key);
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : null;
}
