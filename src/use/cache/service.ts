import { setTimeout as sleep } from 'node:timers/promises';
import {
  addressOf,
  CACHE,
  type CacheInstance,
  parseConfig,
  type RegistryMajor,
  registryOf,
  renderConfig,
} from '../../cache/index.ts';
import { removeEmptyDirectories } from '../../host/directories.ts';
import { isThere } from '../../host/is-there.ts';
import { HOST } from '../../host/limits.ts';
import { listFolder } from '../../host/list-folder.ts';
import { readTextFile } from '../../host/read-text.ts';
import { run, succeeded } from '../../host/run.ts';
import type { ImageReference } from '../../registry/reference.ts';
import { putUnit, systemctl } from '../install/units.ts';
import { openCacheClient } from './ask.ts';
import {
  ADDRESS_UNIT,
  CONFIG_FOLDER,
  configFile,
  PRUNE_UNIT,
  SERVICE_UNIT,
  secretFile,
  stateFolder,
  TIMER_UNIT,
  unitFile,
  unitOf,
} from './places.ts';
import {
  type AppliedTo,
  addressIn,
  addressUnit,
  appliedIn,
  boundIn,
  type CacheUnits,
  pruneUnit,
  serviceUnit,
  timerUnit,
} from './units.ts';

/** All that `up` puts in place. */
export interface CacheOrder {
  readonly instances: readonly CacheInstance[];
  readonly units: CacheUnits;
  readonly major: RegistryMajor;
  /** By registry: the text of its environment; absent: none. */
  readonly secrets: ReadonlyMap<string, string>;
}

export interface InstalledCaches {
  readonly instances: readonly CacheInstance[];
  readonly ownAddress: string | null;
  readonly applied: readonly AppliedTo[];
  /** null: no timer keeps a bound. */
  readonly maxBytes: number | null;
}

/** The caches that stand as services on this machine; anybody may look. */
export async function installedCaches(): Promise<InstalledCaches> {
  const names = (await listFolder(CONFIG_FOLDER)).filter((name) => name.endsWith('.yml'));
  const instances = await Promise.all(
    names.map(async (name) => {
      const registry = registryOf(name.slice(0, -'.yml'.length));
      return parseConfig(registry, await textOf(configFile(registry)));
    }),
  );
  const [service, address, prune] = await Promise.all(
    [SERVICE_UNIT, ADDRESS_UNIT, PRUNE_UNIT].map((unit) => textOf(unitFile(unit))),
  );
  return {
    instances: instances.filter((instance) => instance !== null),
    ownAddress: addressIn(address ?? ''),
    applied: appliedIn(service ?? ''),
    maxBytes: boundIn(prune ?? ''),
  };
}

/**
 * What became of it. `upstream-down`: the registry's program ends at once where its upstream cannot be reached. `upstream-silent`: it does not even listen before its upstream has
 * answered. `no-manifest`: it serves, but not the image. `lines`: its own words; clean them before they are shown.
 */
export type CachePutUp =
  | { readonly kind: 'serving' }
  | {
      readonly kind: 'failed';
      readonly why: 'not-written' | 'not-started' | 'upstream-down' | 'upstream-silent' | 'no-manifest';
      readonly registry: string | null;
      readonly lines: readonly string[];
    };

/** Writes configurations and units, starts them, and waits until an image's manifest comes through each. What fails is left for `takeDown`. */
export async function putUp(
  order: CacheOrder,
  images: ReadonlyMap<string, ImageReference>,
  signal: AbortSignal,
): Promise<CachePutUp> {
  const failed = await writeAll(order);
  if (failed !== null) return { kind: 'failed', why: 'not-written', registry: null, lines: [failed] };
  const names = order.instances.map(({ registry }) => registry);
  for (const args of [['daemon-reload'], ['enable', '--now', ...unitsOf(names, order.units.maxBytes > 0)]]) {
    const done = await systemctl(args);
    const lines = done.kind === 'exited' ? done.stderr.split('\n') : [done.kind];
    if (!succeeded(done)) return { kind: 'failed', why: 'not-started', registry: null, lines };
  }
  for (const instance of order.instances) {
    const served = await untilServed(instance, images.get(instance.registry) ?? null, signal);
    if (served.kind === 'failed') return served;
  }
  return { kind: 'serving' };
}

/** The units again, now that more is known. */
export async function rewriteService(units: CacheUnits): Promise<boolean> {
  const failed = await putUnit(unitFile(SERVICE_UNIT), serviceUnit(units));
  return failed === null && succeeded(await systemctl(['daemon-reload']));
}

/** Of these, the registries of which an earlier cache left what it kept. Needs root. */
export async function registriesWithData(registries: readonly string[]): Promise<readonly string[]> {
  const there = await Promise.all(registries.map((registry) => isThere(stateFolder(registry))));
  return registries.filter((_, index) => there[index] === true);
}

/** Takes away all that `putUp` made; what they kept too, but for the registries of `keep`. Steps that find nothing are no failure. */
export async function takeDown(registries: readonly string[], keep: readonly string[]): Promise<boolean> {
  await systemctl(['disable', '--now', ...unitsOf(registries, true)]);
  const prunes = registries.map((registry) => unitOf(PRUNE_UNIT, registry));
  await systemctl(['stop', ...prunes, ADDRESS_UNIT]);
  const services = registries.map((registry) => unitOf(SERVICE_UNIT, registry));
  const cleaned = registries.filter((registry) => !keep.includes(registry));
  if (cleaned.length > 0)
    await systemctl(['clean', '--what=state', ...cleaned.map((registry) => unitOf(SERVICE_UNIT, registry))]);
  const files = [
    ...registries.flatMap((registry) => [configFile(registry), secretFile(registry)]),
    ...[SERVICE_UNIT, ADDRESS_UNIT, PRUNE_UNIT, TIMER_UNIT].map(unitFile),
  ];
  const gone = await Promise.all(files.map((path) => putUnit(path, null)));
  await removeEmptyDirectories([CONFIG_FOLDER, '/var/lib/private/mirror-cache', '/var/lib/mirror-cache']);
  await systemctl(['daemon-reload']);
  await systemctl(['reset-failed', ...services, ...prunes]);
  return gone.every((failure) => failure === null);
}

async function writeAll({ instances, units, major, secrets }: CacheOrder): Promise<string | null> {
  const files: (readonly [path: string, text: string, mode: 'keep' | 'private'])[] = [
    ...instances.flatMap((instance) => {
      const secret = secrets.get(instance.registry);
      return [
        ...(secret === undefined ? [] : [[secretFile(instance.registry), secret, 'private'] as const]),
        [configFile(instance.registry), renderConfig(instance, major), 'keep'] as const,
      ];
    }),
    [unitFile(SERVICE_UNIT), serviceUnit(units), 'keep'],
    ...(units.ownAddress === null
      ? []
      : [[unitFile(ADDRESS_UNIT), addressUnit(units.ownAddress), 'keep'] as const]),
    ...(units.maxBytes === 0
      ? []
      : [
          [unitFile(PRUNE_UNIT), pruneUnit(units), 'keep'] as const,
          [unitFile(TIMER_UNIT), timerUnit(), 'keep'] as const,
        ]),
  ];
  for (const [path, text, mode] of files) {
    const failed = await putUnit(path, text, mode);
    if (failed !== null) return failed;
  }
  return null;
}

function unitsOf(registries: readonly string[], timers: boolean): readonly string[] {
  const templates = [SERVICE_UNIT, ...(timers ? [TIMER_UNIT] : [])];
  return templates.flatMap((template) => registries.map((registry) => unitOf(template, registry)));
}

async function untilServed(
  instance: CacheInstance,
  image: ImageReference | null,
  signal: AbortSignal,
): Promise<CachePutUp> {
  const client = openCacheClient(addressOf(instance));
  const path =
    image === null ? '/v2/' : `/v2/${image.repository}/manifests/${image.digest ?? image.tag ?? 'latest'}`;
  const began = performance.now();
  let listened = false;
  let status: number | null = null;
  try {
    for (let waited = 0; waited < CACHE.serveMs && !signal.aborted; waited = performance.now() - began) {
      const answer = await client.ask('GET', path, { signal });
      if (answer.kind === 'answer' && answer.status === 200) return { kind: 'serving' };
      if (answer.kind === 'answer') status = answer.status;
      if (answer.kind === 'answer' || answer.code === 'response-timeout') listened = true;
      // An upstream that is down, and one that has no such image, will not change their minds.
      const isSettled = listened ? status !== null : isDown(await lastLines(instance.registry));
      if (isSettled && waited > CACHE.settledMs) break;
      await sleep(CACHE.pollMs);
    }
  } finally {
    await client.close();
  }
  const lines = await lastLines(instance.registry);
  const hasStarted = lines.some((line) => line.includes('Starting cached object TTL'));
  const why = listened
    ? 'no-manifest'
    : isDown(lines)
      ? 'upstream-down'
      : hasStarted
        ? 'upstream-silent'
        : 'not-started';
  const told = status === null ? [] : [`GET ${path}: ${status}`];
  return { kind: 'failed', why, registry: instance.registry, lines: [...told, ...wordsIn(lines)] };
}

/** It panics where the first request to its upstream fails: distribution#4038. */
function isDown(lines: readonly string[]): boolean {
  return lines.some((line) => line.startsWith('panic: ') && /\/v2\/"/.test(line));
}

/** What matters among goroutines and requests; else the last. */
function wordsIn(lines: readonly string[]): readonly string[] {
  const telling = lines.filter((line) =>
    /^panic: |level=(?:error|fatal)|onfiguration error|bind: /.test(line),
  );
  return [...new Set(telling.length > 0 ? telling : lines)].slice(-SHOWN);
}

const SHOWN = 5;

async function lastLines(registry: string): Promise<readonly string[]> {
  const unit = `--unit=${unitOf(SERVICE_UNIT, registry)}`;
  const told = await run('journalctl', [unit, '--lines=200', '--output=cat', '--no-pager', '--quiet']);
  return succeeded(told) ? told.stdout.split('\n').filter((line) => line !== '') : [];
}

async function textOf(path: string): Promise<string> {
  const read = await readTextFile(path, HOST.configBytes);
  return read.ok ? read.text : '';
}
