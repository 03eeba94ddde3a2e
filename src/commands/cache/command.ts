import { isAbsolute, resolve } from 'node:path';
// Not by the folders' doors: help does without what runs.
import { CACHE } from '../../cache/limits.ts';
import type { RedisPlace } from '../../cache/types.ts';
import { maskAddress } from '../../change/mask-credentials.ts';
import { ENGINES } from '../../clients/engines.ts';
import { classifyAddress, isAddressLiteral } from '../../registry/address.ts';
import { hostPlatform, type Platform, parsePlatform } from '../../registry/platform.ts';
import { type ImageReference, parseReference } from '../../registry/reference.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import type { CacheCommand, CacheMessages, CacheOption } from '../../words/cache/messages.ts';
import { type CommandSpec, defineFamily, type Main, subcommand, type Words } from '../frame/command.ts';
import { COMMON_OPTIONS, type CommandLine, type OptionRow, only } from '../frame/option.ts';
import type { OptionReader } from '../frame/option-reader.ts';
import { PROBE_OPTIONS, parseProxyUrl, parseRegistry } from '../frame/probe-options.ts';
import { parseHttpUrl, parseSize } from '../frame/values.ts';

const WAYS = ['systemd', 'compose'] as const;
const FORMATS = ['text', 'json'] as const;

const OWN_OPTIONS: readonly OptionRow<CacheOption>[] = [
  { key: 'registry', flags: '--registry <host>', default: 'docker.io', many: true },
  { key: 'as', flags: '--as <way>', choices: WAYS },
  { key: 'upstream', flags: '--upstream <hub, relay or URL>', default: 'hub' },
  { key: 'via', flags: '--via <http-proxy>', secret: true },
  { key: 'listen', flags: '--listen <address[:port]>' },
  { key: 'data', flags: '--data <dir>' },
  { key: 'maxSize', flags: '--max-size <size>', default: `${CACHE.maxBytes / 1024 ** 3}GiB` },
  { key: 'redis', flags: '--redis <host:port[/db]>' },
  { key: 'accountFile', flags: '--account-file <file>' },
  { key: 'apply', flags: '--apply' },
  { key: 'engine', flags: '--engine <name>', default: 'docker' },
  { key: 'image', flags: '-i, --image <ref>', many: true },
  { key: 'compose', flags: '--compose <file>', many: true },
  { key: 'at', flags: '--at <url>' },
  { key: 'keepData', flags: '--keep-data' },
  { key: 'here', flags: '--here' },
  { key: 'format', flags: '-f, --format <format>', choices: FORMATS },
  { key: 'dryRun', flags: '-n, --dry-run' },
  { key: 'yes', flags: '-y, --yes' },
  { key: 'noInput', flags: '--no-input' },
];

const LANG = only(COMMON_OPTIONS, ['lang']);
/** Of the caches that are there; none: all. */
const REGISTRIES: OptionRow<CacheOption> = { key: 'registry', flags: '--registry <host>', many: true };

const OPTIONS: Readonly<Record<CacheCommand, readonly OptionRow[]>> = {
  up: [
    ...only(OWN_OPTIONS, [
      ...([
        'registry',
        'as',
        'upstream',
        'via',
        'listen',
        'data',
        'maxSize',
        'redis',
        'accountFile',
      ] as const),
      ...(['apply', 'engine', 'image', 'dryRun', 'yes', 'noInput'] as const),
    ]),
    ...LANG,
  ],
  status: [...only(OWN_OPTIONS, ['format']), ...LANG],
  warm: [
    ...only(OWN_OPTIONS, ['compose', 'at']),
    { key: 'registry', flags: '--registry <host>' },
    ...only(PROBE_OPTIONS, ['platform']),
    ...LANG,
  ],
  prune: [...only(OWN_OPTIONS, ['maxSize', 'data', 'redis', 'here', 'dryRun']), REGISTRIES, ...LANG],
  down: [REGISTRIES, ...only(OWN_OPTIONS, ['keepData', 'yes', 'noInput']), ...LANG],
};

export type Upstream =
  | { readonly kind: 'origin' }
  | { readonly kind: 'relay' }
  | { readonly kind: 'url'; readonly url: URL };

export interface UpSettings {
  readonly registries: readonly string[];
  /** null: by what is there. */
  readonly as: (typeof WAYS)[number] | null;
  readonly upstream: Upstream;
  /** May hold a password. */
  readonly via: URL | null;
  /** null: by the engine. */
  readonly host: string | null;
  readonly port: number;
  readonly data: string | null;
  /** Of each; 0: no bound; null: as the caches that are there, or the usual one. */
  readonly maxBytes: number | null;
  readonly redis: RedisPlace | null;
  readonly accountFile: string | null;
  readonly apply: boolean;
  readonly engine: (typeof ENGINES)[number];
  readonly images: readonly ImageReference[];
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly input: boolean;
}

export interface CacheStatusSettings {
  readonly format: (typeof FORMATS)[number];
}

export interface WarmSettings {
  readonly images: readonly ImageReference[];
  readonly compose: readonly string[];
  /** Of a cache elsewhere; null: those of this machine. */
  readonly at: URL | null;
  /** Whose images that cache keeps; null: not said. */
  readonly registry: string | null;
  readonly platform: Platform;
}

export interface PruneSettings {
  /** null: all that are set up. */
  readonly registries: readonly string[] | null;
  /** null: as set up. */
  readonly maxBytes: number | null;
  /** A registry's folder that was not set up by `up` as a service, */
  readonly data: string | null;
  /** and its descriptor cache. */
  readonly redis: RedisPlace | null;
  /** In this very process, as the unit has it. */
  readonly here: boolean;
  readonly dryRun: boolean;
}

export interface DownSettings {
  /** null: all that are set up. */
  readonly registries: readonly string[] | null;
  readonly keepData: boolean;
  readonly yes: boolean;
  readonly input: boolean;
}

const up: CommandSpec<'cache', UpSettings> = {
  line: (words) => lineOf('up', words),
  read: (options, _, { cache: { usage: own } }) => {
    const registries = registriesOf(options);
    const upstream = upstreamOf(options, own);
    const accountFile = options.text('accountFile');
    const as = options.oneOf('as', null, WAYS);
    const listen = options.read('listen', { host: null, port: CACHE.port }, parseListen, own.listen);
    options.wrong(
      ...(listen.host !== null && isOpen(listen.host) ? [own.openAddress(listen.host)] : []),
      ...(upstream.kind === 'url' && registries.length > 1 ? [own.oneRegistry('--upstream')] : []),
      ...(upstream.kind === 'relay' && registries.join() !== 'docker.io' ? [own.relayHub] : []),
      ...(accountFile !== null && registries.length > 1 ? [own.oneRegistry('--account-file')] : []),
      ...(accountFile !== null && upstream.kind !== 'origin' ? [own.accountUpstream] : []),
      ...(isAbsolute(options.text('data') ?? '/') ? [] : [own.data(cleanText(options.text('data') ?? ''))]),
      ...(options.flag('apply') && as === 'compose' ? [own.systemdOnly('--apply')] : []),
    );
    const data = options.text('data');
    return {
      registries,
      as,
      upstream,
      via: options.read('via', null, parseVia, (shown) => own.via(maskAddress(shown))),
      ...listen,
      // `/srv/mc/` and `/srv/mc` are one.
      data: data === null ? null : resolve(data),
      maxBytes: boundOf(options),
      redis: options.read('redis', null, parseRedis, own.redis),
      accountFile,
      apply: options.flag('apply'),
      engine: options.oneOf('engine', 'docker', ENGINES),
      images: imagesOf(options, registries, own),
      dryRun: options.flag('dryRun'),
      yes: options.flag('yes'),
      input: !options.off('input'),
    };
  },
  run: async (settings, frame) => (await import('./up.ts')).up(settings, frame),
};

const status: CommandSpec<'cache', CacheStatusSettings> = {
  line: (words) => lineOf('status', words),
  read: (options) => ({ format: options.oneOf('format', 'text', FORMATS) }),
  run: async (settings, frame) => (await import('./status.ts')).status(settings, frame),
};

const warm: CommandSpec<'cache', WarmSettings> = {
  line: (words) => lineOf('warm', words),
  read: (options, names, { cache: { usage: own } }) => {
    const compose = options.texts('compose');
    if (names.length === 0 && compose.length === 0) options.wrong(own.noImages);
    const registry = options.read('registry', null, registryNamed, options.usage.registry);
    if (registry !== null && options.text('at') === null) options.wrong(options.usage.required('--at'));
    return {
      images: names.flatMap((name) => {
        const parsed = parseReference(name);
        if (!parsed.ok) options.wrong(options.usage.image(cleanText(name), parsed.problem));
        return parsed.ok ? [parsed.value] : [];
      }),
      compose,
      at: options.read('at', null, parseAt, (shown) => own.at(maskAddress(shown))),
      registry,
      platform: options.read('platform', hostPlatform(process.arch), parsePlatform, options.usage.platform),
    };
  },
  run: async (settings, frame) => (await import('./warm.ts')).warm(settings, frame),
};

const prune: CommandSpec<'cache', PruneSettings> = {
  line: (words) => lineOf('prune', words),
  read: (options, _, { cache: { usage: own } }) => {
    const data = options.text('data');
    if (data !== null && options.text('maxSize') === null)
      options.wrong(options.usage.required('--max-size'));
    if (data !== null && options.texts('registry').length > 0)
      options.wrong(options.usage.conflict('--data', '--registry'));
    if (data === null && options.text('redis') !== null) options.wrong(options.usage.required('--data'));
    if (options.flag('here') && options.texts('registry').length !== 1)
      options.wrong(own.oneRegistry('--here'));
    return {
      registries: options.texts('registry').length === 0 ? null : registriesOf(options),
      maxBytes: boundOf(options),
      data,
      redis: options.read('redis', null, parseRedis, own.redis),
      here: options.flag('here'),
      dryRun: options.flag('dryRun'),
    };
  },
  run: async (settings, frame) => (await import('./prune.ts')).prune(settings, frame),
};

const down: CommandSpec<'cache', DownSettings> = {
  line: (words) => lineOf('down', words),
  read: (options) => ({
    registries: options.texts('registry').length === 0 ? null : registriesOf(options),
    keepData: options.flag('keepData'),
    yes: options.flag('yes'),
    input: !options.off('input'),
  }),
  run: async (settings, frame) => (await import('./down.ts')).down(settings, frame),
};

/** `mirror-cache`: arguments to exit code (docs/interface.md). */
export const mirrorCache: Main = defineFamily({
  name: 'mirror-cache',
  topics: ['cache'],
  overview: ({ cache: { help } }) => ({
    help: { ...help, examples: help.examples.all },
    commands: help.command,
  }),
  commands: {
    up: subcommand(up),
    status: subcommand(status),
    warm: subcommand(warm),
    prune: subcommand(prune),
    down: subcommand(down),
  },
});

function lineOf(name: CacheCommand, { cache: { help } }: Words<'cache'>): CommandLine {
  return {
    help: { ...help, description: help.command[name], examples: help.examples[name] },
    ...(name === 'warm' ? { argument: ['[image...]', help.images] as const } : {}),
    options: OPTIONS[name],
  };
}

function registriesOf(options: OptionReader): readonly string[] {
  const registries = options.texts('registry').flatMap((text) => {
    const registry = registryNamed(text);
    if (registry === null) options.wrong(options.usage.registry(cleanText(text)));
    return registry === null ? [] : [registry];
  });
  return registries.length === 0 ? ['docker.io'] : [...new Set(registries)];
}

function registryNamed(text: string): string | null {
  const registry = parseRegistry(text);
  return registry === 'index.docker.io' ? 'docker.io' : registry;
}

function upstreamOf(options: OptionReader, own: CacheMessages['usage']): Upstream {
  const text = options.text('upstream') ?? 'hub';
  if (text === 'hub') return { kind: 'origin' };
  if (text === 'relay') return { kind: 'relay' };
  const url = parseHttpUrl(text);
  if (url !== null && url.pathname !== '/') options.wrong(own.upstreamPath(cleanText(text)));
  else if (url === null || url.search !== '' || url.hash !== '')
    options.wrong(own.upstream(maskAddress(cleanText(text))));
  return url === null ? { kind: 'origin' } : { kind: 'url', url };
}

function boundOf(options: OptionReader): number | null {
  return options.read(
    'maxSize',
    null,
    (text) => (text.trim() === '0' ? 0 : parseSize(text)),
    (shown) => options.usage.size('--max-size', shown),
  );
}

function imagesOf(
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
function parseListen(text: string): { readonly host: string; readonly port: number } | null {
  const [, bracketed, plain, port = String(CACHE.port)] =
    /^(?:\[([0-9a-f:.]{2,45})\]|([0-9.]{7,15}))(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const host = bracketed ?? plain ?? (isAddressLiteral(text) ? text : undefined);
  if (host === undefined || !isAddressLiteral(host)) return null;
  const first = Number(port);
  return first >= 1 && first + CACHE.ports <= 65_536 ? { host, port: first } : null;
}

/** Everybody's, or every address of the machine. */
function isOpen(host: string): boolean {
  return /^(?:0\.0\.0\.0|[0:]+)$/.test(host) || classifyAddress(host) !== 'special';
}

/** What Go's client takes from HTTP_PROXY and an http server speaks. */
function parseVia(text: string): URL | null {
  const url = parseProxyUrl(text);
  return url !== null && /^https?:$/.test(url.protocol) ? url : null;
}

function parseRedis(text: string): RedisPlace | null {
  const [, host = '', port, db = '0'] =
    /^([a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?|\[[0-9a-f:.]{2,45}\]):(\d{1,5})(?:\/(\d{1,4}))?$/i.exec(text) ??
    [];
  if (port === undefined || Number(port) < 1 || Number(port) > 65_535) return null;
  return { address: `${host}:${port}`, db: Number(db) };
}

function parseAt(text: string): URL | null {
  const url = parseHttpUrl(text);
  return url !== null && url.pathname === '/' ? url : null;
}
