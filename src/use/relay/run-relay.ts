import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { builtinCatalogue } from '../../catalog/index.ts';
import { type Health, type Source, Spool } from '../../fetch/index.ts';
import { holdSpool } from '../../fetch/spool/hold-spool.ts';
import { writeOutputFile } from '../../host/output-file.ts';
import { readTextFile } from '../../host/read-text.ts';
import { packageInfo } from '../../package-info.ts';
import { redactProxy } from '../../registry/transport/proxy.ts';
import {
  allowList,
  type Listen,
  NO_STATE,
  openRelay,
  parseState,
  RELAY,
  type Relay,
  type RelayState,
  type RememberedMirrors,
  renderState,
} from '../../relay/index.ts';
import { openNetwork, type WayOut } from '../network.ts';
import type { FailedErrand } from '../outside.ts';
import type { Refused } from '../population.ts';
import { fetchThrough } from '../read-source.ts';
import type { RunHost } from '../run-host.ts';
import { RUN_RELAY } from './limits.ts';
import { sourcesOf } from './mirrors-of.ts';
import { recheck } from './recheck.ts';
import type { RelaySettings } from './settings.ts';

/** What the relay tells of itself while it runs. */
export type RelayEvent =
  | { readonly kind: 'surveying'; readonly registry: string }
  | { readonly kind: 'listening'; readonly url: string; readonly registries: readonly string[] }
  | { readonly kind: 'mirrors'; readonly registry: string; readonly urls: readonly string[] }
  | { readonly kind: 'trouble'; readonly url: string; readonly health: Health }
  | { readonly kind: 'recheck-failed'; readonly registry: string }
  /** The spool's disk takes nothing from now on, or takes bytes again. */
  | { readonly kind: 'disk'; readonly isFull: boolean; readonly spool: string }
  | { readonly kind: 'not-saved'; readonly code: string }
  | { readonly kind: 'fault'; readonly error: unknown };

export interface RelayHost extends RunHost {
  readonly spool: string;
  readonly listen: Listen;
  readonly onRelay: (event: RelayEvent) => void;
}

export type RelayRun =
  | Refused
  | FailedErrand
  /** `proxy`: through which they were asked, as it may be shown; null: none. */
  | { readonly kind: 'no-mirror'; readonly registry: string; readonly proxy: string | null }
  /** The spool's folder cannot be used, or the address cannot be had. */
  | { readonly kind: 'system'; readonly what: 'spool' | 'listen'; readonly code: string }
  | { readonly kind: 'stopped' };

/** Runs until `host.signal` aborts. */
export async function runRelay(settings: RelaySettings, host: RelayHost): Promise<RelayRun> {
  const hold = await holdSpool(host.spool);
  if (hold.kind === 'failed') return { kind: 'system', what: 'spool', code: hold.code };
  try {
    return await withSpool(settings, host);
  } finally {
    await hold.release();
  }
}

async function withSpool(settings: RelaySettings, host: RelayHost): Promise<RelayRun> {
  const network = await openNetwork(settings.probe, host.env, {});
  if (network.kind !== 'way-out') return { kind: 'refused', problems: [network] };
  const state = await rememberedState(host.spool);
  const found = new Map<string, readonly Source[]>();
  for (const registry of settings.registries) {
    const remembered = state.mirrors.get(registry) ?? null;
    if (asksAll(settings, remembered)) host.onRelay({ kind: 'surveying', registry });
    const sources = await sourcesOf(registry, settings, remembered, host);
    if (host.signal.aborted) return { kind: 'stopped' };
    if (sources.kind !== 'sources') return sources;
    if (sources.sources.length === 0)
      return { kind: 'no-mirror', registry, proxy: proxyOf(network, registry) };
    found.set(registry, sources.sources);
  }
  const spool = await opened(host.spool, settings.maxBytes);
  if (spool.kind === 'failed') return { kind: 'system', what: 'spool', code: spool.code };
  spool.spool.onTurn = (isFull) => host.onRelay({ kind: 'disk', isFull, spool: host.spool });
  const relay = relayOf(settings, host, network, spool.spool, state, found);
  try {
    const url = await relay.listen(host.listen);
    host.onRelay({ kind: 'listening', url, registries: settings.registries });
  } catch (error) {
    await relay.close();
    return { kind: 'system', what: 'listen', code: codeOf(error) };
  }
  for (const [registry, sources] of found) tellMirrors(host, registry, sources);
  const mirrors = new Map(state.mirrors);
  for (const [registry, sources] of found)
    if (asksAll(settings, state.mirrors.get(registry) ?? null)) mirrors.set(registry, measured(sources));
  const save = (): Promise<void> => saved(host, relay, mirrors);
  const saving = setInterval(() => void save(), RELAY.saveMs);
  try {
    await untilStopped(settings, host, network, relay, mirrors);
  } finally {
    clearInterval(saving);
    await save();
    await relay.close();
  }
  return { kind: 'stopped' };
}

function proxyOf({ proxyFor }: WayOut, registry: string): string | null {
  const way = proxyFor(new URL(`https://${registry}`));
  return way.kind === 'direct' ? null : redactProxy(way.url);
}

/** Nobody says which, and nobody remembers. */
function asksAll({ probe, from }: RelaySettings, remembered: RememberedMirrors | null): boolean {
  return probe.urls.length === 0 && from === null && remembered === null;
}

function relayOf(
  settings: RelaySettings,
  host: RelayHost,
  network: WayOut,
  spool: Spool,
  state: RelayState,
  found: ReadonlyMap<string, readonly Source[]>,
): Relay {
  const { name, version } = packageInfo();
  const known = builtinCatalogue().registries;
  const shownUrls = new Map(
    [...found.values()].flat().map(({ key, candidate }) => [key, candidate.displayUrl]),
  );
  return openRelay({
    tool: { name, version },
    registries: [...found].map(([registry, sources]) => ({
      registry,
      upstream: settings.probe.hub ?? known.find((one) => one.host === registry)?.upstream ?? null,
      sources,
    })),
    spool,
    state,
    openTransport: () => network.open(() => true),
    resolve: settings.resolve,
    mayAsk: allowList(settings.allow, ownAddresses),
    now: Date.now,
    onTrouble: (source, health) =>
      host.onRelay({ kind: 'trouble', url: shownUrls.get(source) ?? source, health }),
    onFault: (error) => host.onRelay({ kind: 'fault', error }),
  });
}

/** Every so many hours better mirrors are looked for; what was measured long ago is measured soon. */
async function untilStopped(
  { probe, recheckHours, registries }: RelaySettings,
  host: RelayHost,
  network: WayOut,
  relay: Relay,
  mirrors: Map<string, RememberedMirrors>,
): Promise<void> {
  const everyMs = recheckHours * 3_600_000;
  let dueMs = everyMs;
  for (;;) {
    await untilDue(dueMs, everyMs > 0, host.signal);
    if (host.signal.aborted) return;
    dueMs = everyMs;
    for (const registry of registries) {
      const { env, signal } = host;
      const fetch = fetchThrough(network, signal);
      const sources = await recheck(registry, probe, { env, signal, fetch });
      if (host.signal.aborted) return;
      if (sources === null || sources.length === 0) {
        dueMs = Math.min(everyMs, RUN_RELAY.retrySurveyMs);
        host.onRelay({ kind: 'recheck-failed', registry });
        continue;
      }
      relay.adopt(registry, sources);
      mirrors.set(registry, measured(sources));
      tellMirrors(host, registry, sources);
    }
  }
}

/** Timers count to 2^31 ms; a sleep for ever is many long ones. */
async function untilDue(ms: number, ends: boolean, signal: AbortSignal): Promise<void> {
  let leftMs = ends ? ms : Number.POSITIVE_INFINITY;
  while (leftMs > 0 && !signal.aborted) {
    const stepMs = Math.min(leftMs, LONG_SLEEP_MS);
    await sleep(stepMs, undefined, { signal }).catch(() => undefined);
    leftMs -= stepMs;
  }
}

const LONG_SLEEP_MS = 86_400_000;

function tellMirrors({ onRelay }: RelayHost, registry: string, sources: readonly Source[]): void {
  onRelay({ kind: 'mirrors', registry, urls: sources.map(({ candidate }) => candidate.displayUrl) });
}

function measured(sources: readonly Source[]): RememberedMirrors {
  return { measuredMs: Date.now(), urls: sources.map(({ key }) => key) };
}

type OpenedSpool =
  | { readonly kind: 'opened'; readonly spool: Spool }
  | { readonly kind: 'failed'; readonly code: string };

async function opened(directory: string, maxBytes: number): Promise<OpenedSpool> {
  try {
    return { kind: 'opened', spool: await Spool.open(directory, maxBytes) };
  } catch (error) {
    return { kind: 'failed', code: codeOf(error) };
  }
}

async function rememberedState(directory: string): Promise<RelayState> {
  const read = await readTextFile(join(directory, STATE_FILE), RELAY.stateBytes);
  return read.ok ? parseState(Buffer.from(read.text)) : NO_STATE;
}

async function saved(
  { spool, onRelay }: RelayHost,
  relay: Relay,
  mirrors: ReadonlyMap<string, RememberedMirrors>,
): Promise<void> {
  try {
    await writeOutputFile(join(spool, STATE_FILE), renderState({ ...relay.state(), mirrors }));
  } catch (error) {
    onRelay({ kind: 'not-saved', code: codeOf(error) });
  }
}

const STATE_FILE = 'state.json';

function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
}

/** What the system refuses has a code; anything else is a fault of ours. */
function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  throw error;
}
