import { dirname, join } from 'node:path';
import { type CacheInstance, instanceName, type RegistryMajor, renderConfig } from '../../cache/index.ts';
import { removeEmptyDirectories } from '../../host/directories.ts';
import { isThere } from '../../host/is-there.ts';
import { HOST } from '../../host/limits.ts';
import { readTextFile } from '../../host/read-text.ts';
import { succeeded } from '../../host/run.ts';
import { unlinkIfThere } from '../../host/temp-file.ts';
import type { ImageReference } from '../../registry/reference.ts';
import { marked } from '../install/mark.ts';
import { putFile, putUnit, removeUnfinished, systemctl } from '../install/units.ts';
import {
  ADDRESS_UNIT,
  CONFIG_FOLDER,
  configFile,
  dataFolder,
  MOUNT_UNIT,
  PRUNE_UNIT,
  SERVICE_UNIT,
  STATE_FOLDER,
  secretFile,
  stateFolder,
  TIMER_UNIT,
  unitFile,
  unitOf,
} from './places.ts';
import { markAsCache, type StoreFolder, storeIn } from './store-folder.ts';
import { addressUnit, type CacheUnits, mountUnit, pruneUnit, serviceUnit, timerUnit } from './units.ts';
import { type CachePutUp, untilServed } from './until-served.ts';

/** All that `up` puts in place. */
export interface CacheOrder {
  readonly instances: readonly CacheInstance[];
  readonly units: CacheUnits;
  readonly major: RegistryMajor;
  /** By registry: the text of its environment; absent: none. */
  readonly secrets: ReadonlyMap<string, string>;
}

/** Writes configurations and units, starts them, and waits until an image's manifest comes through each. What fails is left for `takeDown`. */
export async function putUp(
  order: CacheOrder,
  images: ReadonlyMap<string, ImageReference>,
  signal: AbortSignal,
): Promise<CachePutUp> {
  const sinceMs = Date.now();
  const failed = await writeAll(order);
  if (failed !== null) return { kind: 'failed', why: 'not-written', registry: null, lines: [failed] };
  const names = order.instances.map(({ registry }) => registry);
  for (const args of [['daemon-reload'], ['enable', '--now', ...unitsOf(names, order.units.maxBytes > 0)]]) {
    const done = await systemctl(args);
    const lines = done.kind === 'exited' ? done.stderr.split('\n') : [done.kind];
    if (!succeeded(done)) return { kind: 'failed', why: 'not-started', registry: null, lines };
  }
  for (const instance of order.instances) {
    const served = await untilServed(instance, images.get(instance.registry) ?? null, sinceMs, signal);
    if (served.kind !== 'serving') return served;
    await markAsCache(join(dataFolder(order.units.data), instanceName(instance.registry)));
  }
  return { kind: 'serving' };
}

/** The units again, now that more is known. */
export async function rewriteService(units: CacheUnits): Promise<boolean> {
  const failed = await putUnit(unitFile(SERVICE_UNIT), serviceUnit(units));
  return failed === null && succeeded(await systemctl(['daemon-reload']));
}

/** Removes what killed runs left half written, and the folder that it was alone in. Needs root. */
export async function clearUnfinished(): Promise<void> {
  const removed = await removeUnfinished([join(CONFIG_FOLDER, 'any'), unitFile(SERVICE_UNIT)]);
  if (removed.some((path) => dirname(path) === CONFIG_FOLDER)) await removeEmptyDirectories([CONFIG_FOLDER]);
}

/** What lies where these caches keep. Needs root. */
export async function storesOf(
  registries: readonly string[],
  data: string | null,
): Promise<readonly { readonly registry: string; readonly folder: string; readonly store: StoreFolder }[]> {
  return await Promise.all(
    registries.map(async (registry) => {
      const folder = join(dataFolder(data), instanceName(registry));
      return { registry, folder, store: await storeIn(folder) };
    }),
  );
}

export interface TakeDown {
  readonly registries: readonly string[];
  /** Of these; what they kept stays. */
  readonly keep: readonly string[];
  readonly data: string | null;
  /** Other caches stay, and with them the units that all have in common. */
  readonly others: boolean;
}

export interface TakenDown {
  readonly gone: boolean;
  /** Folders of registries whose data was to go and is still there. */
  readonly left: readonly string[];
}

/** Takes away what `putUp` made; what was kept too, but for the registries of `keep`. Steps that find nothing are no failure. */
export async function takeDown({ registries, keep, data, others }: TakeDown): Promise<TakenDown> {
  const services = registries.map((registry) => unitOf(SERVICE_UNIT, registry));
  const prunes = registries.map((registry) => unitOf(PRUNE_UNIT, registry));
  const emptied = registries.filter((registry) => !keep.includes(registry));
  const cleaned = emptied.map((registry) => unitOf(SERVICE_UNIT, registry));
  if (registries.length > 0) await systemctl(['disable', '--now', ...unitsOf(registries, true)]);
  if (prunes.length > 0) await systemctl(['stop', ...prunes]);
  if (!others) await systemctl(['stop', ADDRESS_UNIT]);
  // Without it systemd would look for what was kept in a folder that has nothing of it.
  if (data !== null && cleaned.length > 0) await systemctl(['start', MOUNT_UNIT]);
  if (cleaned.length > 0) await systemctl(['clean', '--what=state', ...cleaned]);
  // After what was kept is gone, and before the place itself goes.
  if (!others) await systemctl(['stop', MOUNT_UNIT]);
  // Links of systemd's own, which lead nowhere now.
  if (data !== null && !others) for (const registry of registries) await unlinkIfThere(stateFolder(registry));
  const shared = others ? [] : [SERVICE_UNIT, ADDRESS_UNIT, MOUNT_UNIT, PRUNE_UNIT, TIMER_UNIT];
  const gone = await Promise.all([
    ...registries.map((registry) => putFile(configFile(registry), null)),
    ...[...registries.map(secretFile), ...shared.map(unitFile)].map((path) => putUnit(path, null)),
  ]);
  await removeEmptyDirectories([CONFIG_FOLDER, STATE_FOLDER, '/var/lib/mirror-cache']);
  await systemctl(['daemon-reload']);
  // A unit that failed while it went, such as that of an address that was lost, is shown for ever else.
  const common = others ? [] : [ADDRESS_UNIT, MOUNT_UNIT];
  if (registries.length > 0 || !others) await systemctl(['reset-failed', ...services, ...prunes, ...common]);
  const folders = emptied.map((registry) => join(dataFolder(data), instanceName(registry)));
  const there = await Promise.all(folders.map(isThere));
  return {
    gone: gone.every((failure) => failure === null),
    left: folders.filter((_, index) => there[index] === true),
  };
}

/** Units of ours that stand there otherwise than they are written: somebody edited them, or another version wrote them. */
export async function unitsToReplace(units: CacheUnits): Promise<readonly string[]> {
  const read = await Promise.all(
    sharedFiles(units).map(async ([path, text]) => {
      const there = await readTextFile(path, HOST.configBytes);
      return there.ok && there.text !== marked(path, text) ? [path] : [];
    }),
  );
  return read.flat();
}

/** What all caches have in common. */
function sharedFiles(units: CacheUnits): readonly (readonly [path: string, text: string])[] {
  return [
    [unitFile(SERVICE_UNIT), serviceUnit(units)],
    ...(units.data === null ? [] : [[unitFile(MOUNT_UNIT), mountUnit(units.data)] as const]),
    ...(units.ownAddress === null ? [] : [[unitFile(ADDRESS_UNIT), addressUnit(units.ownAddress)] as const]),
    ...(units.maxBytes === 0
      ? []
      : [[unitFile(PRUNE_UNIT), pruneUnit(units)] as const, [unitFile(TIMER_UNIT), timerUnit()] as const]),
  ];
}

async function writeAll({ instances, units, major, secrets }: CacheOrder): Promise<string | null> {
  const files: (readonly [path: string, text: string, mode: 'keep' | 'private'])[] = [
    ...instances.flatMap((instance) => {
      const secret = secrets.get(instance.registry);
      return [...(secret === undefined ? [] : [[secretFile(instance.registry), secret, 'private'] as const])];
    }),
    ...sharedFiles(units).map(([path, text]) => [path, text, 'keep'] as const),
  ];
  for (const instance of instances) {
    const failed = await putFile(configFile(instance.registry), renderConfig(instance, major));
    if (failed !== null) return failed;
  }
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
