import { addressOf, CACHE, type CacheInstance } from '../../cache/index.ts';
import { shellWord } from '../../host/shell-word.ts';
import { packageInfo } from '../../package-info.ts';
import { type ImageReference, parseReference } from '../../registry/reference.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { formatSize } from '../../report/format.ts';
import type { InstalledCaches } from '../../use/cache/installed.ts';
import {
  CONFIG_FOLDER,
  configFile,
  dataFolder,
  REGISTRY_PROGRAM,
  SERVICE_UNIT,
  stateFolder,
  unitFile,
} from '../../use/cache/places.ts';
import { type InTheWay, lookAhead, registryMajor } from '../../use/cache/preflight.ts';
import { type RegistryAccount, renderSecrets } from '../../use/cache/secrets.ts';
import { type CacheOrder, storesOf, unitsToReplace } from '../../use/cache/service.ts';
import { probeImageOf } from '../../use/cache/upstream.ts';
import { seeEngine } from '../../use/install/see-engine.ts';
import type { CacheMessages, UpWords } from '../../words/cache/messages.ts';
import type { FrameMessages } from '../../words/frame/messages.ts';
import { programToServe, refusedToServe, type ServiceRefusal } from '../frame/service-program.ts';
import { accountOf } from './account-of.ts';
import { placeFor } from './place-for.ts';
import { remoteOf } from './remote-of.ts';
import type { UpSettings } from './settings.ts';

/** All that `up` needs, looked up and judged before anything is written. */
export interface Ready {
  readonly kind: 'ready';
  readonly order: CacheOrder;
  readonly images: ReadonlyMap<string, ImageReference>;
  readonly account: RegistryAccount | null;
  /** What was there before: further caches join it. */
  readonly installed: InstalledCaches;
  /** Of the registries that are to come, those of which an earlier cache left what it kept. */
  readonly kept: readonly string[];
  /** Units that are there otherwise than they will be written. */
  readonly replaced: readonly string[];
}

export async function prepareUp(
  settings: UpSettings,
  installed: InstalledCaches,
  { up: told, unreadable }: CacheMessages,
  { service, note }: FrameMessages,
): Promise<Ready | ServiceRefusal> {
  const refused = await refusedToServe(service);
  if (refused !== null) return refused;
  const program = await programToServe('mirror-cache', service);
  if (program.kind === 'refusal') return program;
  if (installed.foreign.length > 0) return refusal(service.foreign(installed.foreign));
  const [broken] = installed.unreadable;
  if (broken !== undefined) return refusal(unreadable(broken, configFile(broken)));
  const there = installed.instances.map(({ registry }) => registry);
  const registries = settings.registries.filter((registry) => !there.includes(registry));
  if (registries.length === 0) return refusal(told.already(there));
  if (there.length === 0 && installed.units) return refusal(told.leftovers);
  const shared = sharedBy(settings, installed);
  if (shared.kind === 'differs') return refusal(told.ofAll(shared.option));
  const major = await registryMajor();
  if (major === null) return refusal(told.noProgram(REGISTRY_PROGRAM));
  if (settings.apply && (await seeEngine(settings.engine, registries[0])) === null)
    return refusal(told.engineMissing(settings.engine));
  const read = await accountOf(settings.accountFile, told, note.systemError);
  if (read?.kind === 'refusal') return read;
  const account = read?.account ?? null;
  const remote = await remoteOf(settings);
  if (remote === null) return refusal(told.noRelay);
  const place = await placeFor(settings, installed);
  if (place.kind === 'loopback') return refusal(told.loopback(place.host));
  if (place.kind === 'loopback-there') return refusal(told.loopbackThere(place.host));
  const instances = instancesFor(registries, place.host, settings, installed, remote);
  const { data, maxBytes } = shared;
  const way = await lookAhead(instances, place.ownAddress, maxBytes, data);
  if (way !== null) return refusal(sentenceOf(way, told, note.systemError));
  const secrets = renderSecrets(account, settings.via);
  const units = {
    command: program.command,
    ownAddress: place.ownAddress,
    data,
    maxBytes,
    homepage: packageInfo().homepage,
    applied: installed.applied,
  };
  return {
    kind: 'ready',
    order: {
      instances,
      units,
      major,
      secrets: new Map(secrets === null ? [] : registries.map((registry) => [registry, secrets])),
    },
    images: imagesFor(registries, settings.images),
    account,
    installed,
    kept: (await storesOf(registries, data)).flatMap(({ registry, store }) =>
      store.kind === 'cache' ? [registry] : [],
    ),
    replaced: await unitsToReplace(units),
  };
}

/** What is said of a plan before it is agreed to. */
export function planLines(
  settings: UpSettings,
  { order: { instances, units }, account, installed, kept, replaced }: Ready,
  told: UpWords,
): readonly string[] {
  const stay = settings.registries.filter((registry) =>
    installed.instances.some((instance) => instance.registry === registry),
  );
  return [
    ...(stay.length === 0 ? [] : [told.stays(stay)]),
    told.plan(
      instances.map((instance) => ({
        registry: instance.registry,
        url: addressOf(instance),
        remote: cleanText(instance.remote),
      })),
    ),
    told.planData(cleanText(dataFolder(units.data)), kept),
    told.planFiles(`${CONFIG_FOLDER}/*`, unitFile(SERVICE_UNIT)),
    ...(replaced.length === 0 ? [] : [told.planReplaced(replaced)]),
    told.planBound(units.maxBytes === 0 ? null : formatSize(units.maxBytes)),
    ...(settings.redis === null ? [] : [told.redisSlower]),
    ...(account === null ? [] : [told.accountExposed]),
    ...(settings.apply ? [told.planApply(settings.engine)] : []),
  ];
}

function refusal(sentence: string): ServiceRefusal {
  return { kind: 'refusal', sentence, code: 3 };
}

/** One template unit, one timer and one mount serve all caches of a machine, so what stands in these is the same for all. */
function sharedBy(
  settings: UpSettings,
  { instances, data, maxBytes }: InstalledCaches,
):
  | { readonly kind: 'shared'; readonly data: string | null; readonly maxBytes: number }
  | { readonly kind: 'differs'; readonly option: '--data' | '--max-size' } {
  if (instances.length === 0)
    return { kind: 'shared', data: settings.data, maxBytes: settings.maxBytes ?? CACHE.maxBytes };
  if (settings.data !== null && settings.data !== data) return { kind: 'differs', option: '--data' };
  const bound = maxBytes ?? 0;
  if (settings.maxBytes !== null && settings.maxBytes !== bound)
    return { kind: 'differs', option: '--max-size' };
  return { kind: 'shared', data, maxBytes: bound };
}

/** Each has the next port, and the next database, that no cache has yet. */
function instancesFor(
  registries: readonly string[],
  host: string,
  settings: UpSettings,
  { instances }: InstalledCaches,
  remote: (registry: string) => string,
): readonly CacheInstance[] {
  const { redis } = settings;
  const ports = free(settings.port, new Set(instances.map(({ port }) => port)));
  const used = instances.flatMap((instance) =>
    instance.redis?.address === redis?.address && instance.redis !== null ? [instance.redis.db] : [],
  );
  const databases = free(redis?.db ?? 0, new Set(used));
  return registries.map((registry) => ({
    registry,
    remote: remote(registry),
    host,
    port: ports(),
    root: stateFolder(registry),
    redis: redis === null ? null : { ...redis, db: databases() },
  }));
}

function free(first: number, used: ReadonlySet<number>): () => number {
  let next = first;
  return () => {
    while (used.has(next)) next++;
    return next++;
  };
}

function imagesFor(
  registries: readonly string[],
  images: readonly ImageReference[],
): ReadonlyMap<string, ImageReference> {
  return new Map(
    registries.flatMap((registry) => {
      const named = images.find((image) => image.registry === registry);
      const known = probeImageOf(registry);
      const parsed = known === null ? null : parseReference(known);
      const image = named ?? (parsed?.ok === true ? parsed.value : null);
      return image === null ? [] : [[registry, image] as const];
    }),
  );
}

function sentenceOf(way: InTheWay, told: UpWords, systemError: (code: string) => string): string {
  switch (way.kind) {
    case 'file-in-use':
      return told.inUse(way.path);
    case 'data-of-system':
      return told.systemFolder(cleanText(way.folder));
    case 'data':
      return told.noData(cleanText(way.folder), cleanText(shellWord(way.folder)));
    case 'data-in-use':
      return told.dataInUse(cleanText(way.folder), cleanText(way.name));
    case 'data-of-registry':
      return told.dataOfRegistry(cleanText(way.folder));
    case 'data-unreadable':
      return told.dataUnreadable(cleanText(way.folder), systemError(way.code));
    case 'redis':
      return told.redisFails(way.address, cleanText(way.why, 200));
    case 'not-ours':
      return told.notOurs(way.host);
    case 'port-taken':
      return told.portTaken(way.address, way.registry);
    case 'disk':
      return told.diskFull(way.folder, formatSize(way.freeBytes), formatSize(way.wantedBytes));
    default:
      return way satisfies never;
  }
}
