import { addressOf, type CacheInstance, renderCompose } from '../../cache/index.ts';
import { DEFAULT_ENGINE } from '../../clients/engines.ts';
import { listBackups, newBackup } from '../../host/backup.ts';
import { packageInfo } from '../../package-info.ts';
import { type ImageReference, parseReference } from '../../registry/reference.ts';
import { shown } from '../../registry/shown.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { formatSize } from '../../report/format.ts';
import { writeNote } from '../../terminal/streams.ts';
import {
  CONFIG_FOLDER,
  REGISTRY_PROGRAM,
  SERVICE_UNIT,
  stateFolder,
  unitFile,
} from '../../use/cache/places.ts';
import { type InTheWay, isLoopback, lookAhead, registryMajor } from '../../use/cache/preflight.ts';
import { type RegistryAccount, readAccount, renderSecrets } from '../../use/cache/secrets.ts';
import {
  type CacheOrder,
  installedCaches,
  putUp,
  registriesWithData,
  rewriteService,
  takeDown,
} from '../../use/cache/service.ts';
import type { AppliedTo } from '../../use/cache/units.ts';
import { originOf, probeImageOf } from '../../use/cache/upstream.ts';
import { bridgeAddress } from '../../use/install/bridge-address.ts';
import { OWN_ADDRESSES } from '../../use/install/own-addresses.ts';
import { type SeenEngine, seeEngine } from '../../use/install/see-engine.ts';
import { hasSystemd } from '../../use/install/units.ts';
import { addressFor } from '../../use/relay/install/address.ts';
import { installedRelay } from '../../use/relay/install/service.ts';
import type { UpWords } from '../../words/cache/messages.ts';
import { mirrorApply } from '../apply/command.ts';
import { isAgreed } from '../frame/agreed.ts';
import type { CommandRun } from '../frame/command.ts';
import { programToServe, refusedToServe, type ServiceRefusal } from '../frame/service-program.ts';
import { stopOnSignals } from '../frame/signals.ts';
import type { UpSettings } from './command.ts';

/** `mirror-cache up`: the caches first, the engine when they serve; what fails takes all of it back. */
export async function up(settings: UpSettings, run: CommandRun<'cache'>): Promise<number> {
  const told = run.words.cache.up;
  const say = (line: string): void => writeNote(shown(`${line}\n`));
  const systemd = process.platform === 'linux' && (await hasSystemd());
  if (settings.as === 'compose' || (settings.as === null && !systemd)) {
    if (settings.as === null) say(told.noSystemd);
    return await compose(settings, run, say);
  }
  if (!systemd) {
    say(told.noSystemd);
    return 3;
  }
  const ready = await prepare(settings, told, run.words.frame);
  if (ready.kind === 'refusal') {
    say(ready.sentence);
    return ready.code;
  }
  for (const line of planLines(settings, ready, told)) say(line);
  if (settings.dryRun) return 0;
  const stop = stopOnSignals(() => say(run.words.frame.note.stopping));
  try {
    if (!(await isAgreed(told.question, settings, stop.signal))) {
      say(run.words.frame.service.noConsent);
      return stop.exitCode ?? 6;
    }
    const code = await carryOut(settings, ready, { told, say, lang: run.lang, signal: stop.signal });
    return stop.exitCode ?? code;
  } finally {
    stop.release();
  }
}

interface Ready {
  readonly kind: 'ready';
  readonly order: CacheOrder;
  readonly images: ReadonlyMap<string, ImageReference>;
  readonly engine: SeenEngine | null;
  readonly account: RegistryAccount | null;
}

async function prepare(
  settings: UpSettings,
  told: UpWords,
  { service, note }: CommandRun<'cache'>['words']['frame'],
): Promise<Ready | ServiceRefusal> {
  const refused = await refusedToServe(service);
  if (refused !== null) return refused;
  const program = await programToServe('mirror-cache', service);
  if (program.kind === 'refusal') return program;
  const there = (await installedCaches()).instances.map(({ registry }) => registry);
  if (there.length > 0) return { kind: 'refusal', sentence: told.already(there), code: 3 };
  const major = await registryMajor();
  if (major === null) return { kind: 'refusal', sentence: told.noProgram(REGISTRY_PROGRAM), code: 3 };
  const read = await accountOf(settings, told, note.systemError);
  if (read?.kind === 'refusal') return read;
  const account = read?.account ?? null;
  const remote = await remoteOf(settings);
  if (remote === null) return { kind: 'refusal', sentence: told.noRelay, code: 3 };
  const engine = await seeEngine(settings.engine);
  const fitting = settings.engine === 'docker' ? addressFor(engine?.version ?? null, null) : OWN_LOOPBACK;
  const host = settings.host ?? (fitting.own ? OWN_ADDRESSES.cache : fitting.host);
  if (settings.engine === 'docker' && isLoopback(host) && fitting.own)
    return { kind: 'refusal', sentence: told.loopback(host), code: 3 };
  const instances = settings.registries.map(
    (registry, index): CacheInstance => ({
      registry,
      remote: remote(registry),
      host,
      port: settings.port + index,
      root: stateFolder(registry),
      redis: settings.redis === null ? null : { ...settings.redis, db: settings.redis.db + index },
    }),
  );
  const ownAddress = settings.host === null && fitting.own ? OWN_ADDRESSES.cache : null;
  const way = await lookAhead(instances, ownAddress, settings.maxBytes, settings.data);
  if (way !== null) return { kind: 'refusal', sentence: sentenceOf(way, told), code: 3 };
  const secrets = renderSecrets(account, settings.via);
  return {
    kind: 'ready',
    order: {
      instances,
      units: {
        command: program.command,
        ownAddress,
        data: settings.data,
        maxBytes: settings.maxBytes,
        homepage: packageInfo().homepage,
        applied: [],
      },
      major,
      secrets: new Map(secrets === null ? [] : settings.registries.map((registry) => [registry, secrets])),
    },
    images: imagesFor(settings),
    engine,
    account,
  };
}

/** Other engines take any address: the caches have one of their own. */
const OWN_LOOPBACK = { host: OWN_ADDRESSES.cache, own: true };

async function accountOf(
  { accountFile }: UpSettings,
  told: UpWords,
  systemError: (code: string) => string,
): Promise<{ readonly kind: 'account'; readonly account: RegistryAccount } | ServiceRefusal | null> {
  if (accountFile === null) return null;
  const read = await readAccount(accountFile);
  if (read.kind === 'account') return read;
  const detail = read.kind === 'unreadable' ? cleanText(systemError(read.detail)) : '';
  return { kind: 'refusal', sentence: told.account(cleanText(accountFile), read.kind, detail), code: 3 };
}

/** What each registry is fetched from; null: there is no relay. */
async function remoteOf({ upstream }: UpSettings): Promise<((registry: string) => string) | null> {
  switch (upstream.kind) {
    case 'origin':
      return originOf;
    case 'url':
      return () => upstream.url.origin;
    case 'relay': {
      const relay = process.platform === 'linux' ? await installedRelay() : null;
      return relay === null ? null : () => relay.url;
    }
    default:
      return upstream satisfies never;
  }
}

function imagesFor({ registries, images }: UpSettings): ReadonlyMap<string, ImageReference> {
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

function sentenceOf(way: InTheWay, told: UpWords): string {
  switch (way.kind) {
    case 'data':
      return told.noData(cleanText(way.folder));
    case 'data-in-use':
      return told.dataInUse(cleanText(way.folder), cleanText(way.name));
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

function planLines(settings: UpSettings, { order, account }: Ready, told: UpWords): readonly string[] {
  return [
    told.plan(
      order.instances.map((instance) => ({
        registry: instance.registry,
        url: addressOf(instance),
        remote: cleanText(instance.remote),
      })),
    ),
    told.planFiles(`${CONFIG_FOLDER}/*`, unitFile(SERVICE_UNIT)),
    told.planBound(settings.maxBytes === 0 ? null : formatSize(settings.maxBytes)),
    ...(settings.redis === null ? [] : [told.redisSlower]),
    ...(account === null ? [] : [told.accountExposed]),
    ...(settings.apply ? [told.planApply(settings.engine)] : []),
  ];
}

interface Carrying {
  readonly told: UpWords;
  readonly say: (line: string) => void;
  readonly lang: string;
  readonly signal: AbortSignal;
}

async function carryOut(
  settings: UpSettings,
  { order, images, engine }: Ready,
  { told, say, lang, signal }: Carrying,
): Promise<number> {
  const { registries } = settings;
  const keep = await registriesWithData(registries, settings.data);
  const putBack = async (code: number): Promise<number> => {
    // What an earlier cache left with --keep-data stays.
    say((await takeDown(registries, keep, settings.data)) ? told.putBack : told.notPutBack);
    return code;
  };
  say(told.waiting);
  const outcome = await putUp(order, images, signal);
  if (outcome.kind === 'failed') {
    if (outcome.registry !== null) say(told.ofRegistry(outcome.registry));
    say(told.failed[outcome.why]);
    for (const line of outcome.lines) say(`  ${cleanText(line, 400)}`);
    return await putBack(4);
  }
  for (const instance of order.instances) say(told.done(instance.registry, addressOf(instance)));
  if (!settings.apply) {
    say(told.applyYourself(order.instances.map((instance) => applyCommand(instance, settings.engine))));
    return 0;
  }
  const applied: AppliedTo[] = [];
  for (const instance of order.instances) {
    const done = await applyOne(instance, settings.engine, engine, lang);
    if (done.backup !== null) applied.push({ engine: settings.engine, backup: done.backup });
    if (done.code === 0) continue;
    for (const { backup } of applied.toReversed())
      await mirrorApply(['--lang', lang, '--engine', settings.engine, '--yes', '--undo', backup]);
    // 5: the engine may still ask a cache.
    return done.code === 5 ? 5 : await putBack(done.code);
  }
  await rewriteService({ ...order.units, applied });
  return 0;
}

/** Docker's bridge, which containers and the engine reach and nobody else; elsewhere the engine is in a machine of its own. */
function composeHost(): string {
  if (process.platform !== 'linux') return '127.0.0.1';
  return bridgeAddress() ?? '172.17.0.1';
}

function applyCommand(instance: CacheInstance, engine: UpSettings['engine']): string {
  const to = engine === DEFAULT_ENGINE ? '' : ` --engine ${engine}`;
  const registry = instance.registry === 'docker.io' ? '' : ` --registry ${instance.registry}`;
  return `sudo mirror-apply --no-probe${to}${registry} ${process.platform === 'linux' ? addressOf(instance) : `http://host.docker.internal:${instance.port}`}`;
}

async function applyOne(
  instance: CacheInstance,
  engine: UpSettings['engine'],
  seen: SeenEngine | null,
  lang: string,
): Promise<{ readonly code: number; readonly backup: string | null }> {
  const url = addressOf(instance);
  const file = (await seeEngine(engine, instance.registry))?.file ?? seen?.file ?? null;
  const before = file === null ? [] : await listBackups(file);
  const code = await mirrorApply([
    ...['--lang', lang, '--yes', '--no-probe', '--engine', engine, '--registry', instance.registry],
    ...(instance.registry === 'docker.io' ? (seen?.noProxy(url) ?? []) : []),
    url,
  ]);
  return { code, backup: file === null ? null : await newBackup(file, before) };
}

async function compose(
  settings: UpSettings,
  { words, write }: CommandRun<'cache'>,
  say: (line: string) => void,
): Promise<number> {
  const told = words.cache.up;
  const remote = await remoteOf(settings);
  if (remote === null) {
    say(told.noRelay);
    return 3;
  }
  const instances = settings.registries.map(
    (registry, index): CacheInstance => ({
      registry,
      remote: remote(registry),
      host: settings.host ?? composeHost(),
      port: settings.port + index,
      root: settings.data ?? '',
      redis: settings.redis === null ? null : { ...settings.redis, db: settings.redis.db + index },
    }),
  );
  const accountFile = settings.accountFile === null ? null : COMPOSE_ACCOUNT;
  const code = await write(shown(renderCompose({ instances, via: settings.via?.href ?? null, accountFile })));
  say(told.compose('mirror-cache prune --data <dir> --max-size 10GiB'));
  if (accountFile !== null) say(told.composeAccount(accountFile));
  say(told.applyYourself(instances.map((instance) => applyCommand(instance, settings.engine))));
  return code;
}

const COMPOSE_ACCOUNT = './mirror-cache.env';
