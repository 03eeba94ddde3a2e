import { isAbsolute, resolve } from 'node:path';
// Not by the folders' doors: help does without what runs.
import { CACHE } from '../../cache/limits.ts';
import { ENGINES } from '../../clients/engines.ts';
import { hostPlatform, parsePlatform } from '../../registry/platform.ts';
import { parseReference } from '../../registry/reference.ts';
import { cleanText, maskAddress } from '../../registry/untrusted-text.ts';
import type { CacheCommand, CacheOption } from '../../words/cache/messages.ts';
import { type CommandSpec, defineFamily, type Main, subcommand, type Words } from '../frame/command.ts';
import { COMMON_OPTIONS, type CommandLine, type OptionRow, only } from '../frame/option.ts';
import { PROBE_OPTIONS } from '../frame/probe-options.ts';
import type {
  CacheStatusSettings,
  DownSettings,
  PruneSettings,
  UpSettings,
  WarmSettings,
} from './settings.ts';
import {
  boundOf,
  imagesOf,
  isOpen,
  parseAt,
  parseListen,
  parseRedis,
  parseVia,
  registriesOf,
  registryNamed,
  upstreamOf,
} from './values.ts';

const WAYS = ['systemd', 'compose'] as const;
const FORMATS = ['text', 'json'] as const;

const OWN_OPTIONS: readonly OptionRow<CacheOption>[] = [
  { key: 'registry', flags: '--registry <host>', default: 'docker.io', many: true },
  { key: 'as', flags: '--as <way>', choices: WAYS },
  { key: 'upstream', flags: '--upstream <hub, relay or URL>', default: 'hub' },
  { key: 'via', flags: '--via <http-proxy>', secret: true, filled: true },
  { key: 'listen', flags: '--listen <address[:port]>' },
  { key: 'data', flags: '--data <dir>', filled: true },
  { key: 'maxSize', flags: '--max-size <size>', default: `${CACHE.maxBytes / 1024 ** 3}GiB` },
  { key: 'redis', flags: '--redis <host:port[/db]>' },
  { key: 'accountFile', flags: '--account-file <file>', filled: true },
  { key: 'apply', flags: '--apply' },
  { key: 'engine', flags: '--engine <name>', default: 'docker' },
  { key: 'image', flags: '-i, --image <ref>', many: true },
  { key: 'compose', flags: '--compose <file>', many: true, filled: true },
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
/** That with which the cache was set up, where it is not given. */
const BOUND: OptionRow<CacheOption> = { key: 'maxSize', flags: '--max-size <size>' };

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
  prune: [BOUND, ...only(OWN_OPTIONS, ['data', 'redis', 'here', 'dryRun']), REGISTRIES, ...LANG],
  down: [REGISTRIES, ...only(OWN_OPTIONS, ['keepData', 'yes', 'noInput']), ...LANG],
};

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
      maxBytes: boundOf(options, own.maxSize),
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
      maxBytes: boundOf(options, (shown) => options.usage.size('--max-size', shown)),
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
    help: {
      ...help,
      description: help.command[name],
      option: { ...help.option, ...help.optionOf[name] },
      examples: help.examples[name],
    },
    ...(name === 'warm' ? { argument: ['[image...]', help.images] as const } : {}),
    options: OPTIONS[name],
  };
}
