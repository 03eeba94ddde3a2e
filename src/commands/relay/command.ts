import { maskAddress } from '../../registry/untrusted-text.ts';
import { parseNetwork } from '../../relay/allow.ts';
import type { ResolvePolicy } from '../../relay/types.ts';
import type { ProbeSettings } from '../../use/probe-settings.ts';
import type { RelaySettings } from '../../use/relay/settings.ts';
import type { RelayCommand, RelayMessages, RelayOption } from '../../words/relay/messages.ts';
import { type CommandSpec, defineFamily, type Main, subcommand, type Words } from '../frame/command.ts';
import { RELAY_DEFAULTS } from '../frame/limits.ts';
import { COMMON_OPTIONS, type CommandLine, type OptionRow, only, without } from '../frame/option.ts';
import type { OptionReader } from '../frame/option-reader.ts';
import { PROBE_OPTIONS, parseProxyUrl, parseRegistry, probeSettings } from '../frame/probe-options.ts';
import { parseSize } from '../frame/values.ts';

const POLICIES = ['hub', 'consensus', 'first'] as const satisfies readonly ResolvePolicy[];
const STATUS_FORMATS = ['text', 'json', 'prometheus'] as const;

const OWN_OPTIONS: readonly OptionRow<RelayOption>[] = [
  { key: 'from', flags: '--from <report.json>', filled: true },
  { key: 'listen', flags: '--listen <address:port>', default: `127.0.0.1:${RELAY_DEFAULTS.port}` },
  { key: 'allow', flags: '--allow <cidr>', many: true },
  { key: 'spool', flags: '--spool <dir>', filled: true },
  { key: 'maxSize', flags: '--max-size <size>', default: `${RELAY_DEFAULTS.maxBytes / 1024 ** 3}GiB` },
  { key: 'resolve', flags: '--resolve <who>', choices: POLICIES },
  { key: 'recheck', flags: '--recheck <hours>', default: String(RELAY_DEFAULTS.recheckHours) },
  { key: 'registry', flags: '--registry <host>', default: 'docker.io', many: true },
  { key: 'proxy', flags: '--proxy <url>', secret: true },
];

const ACTIVATE = ['auto', 'restart'] as const;

const CONSENT_OPTIONS: readonly OptionRow<RelayOption>[] = [
  { key: 'dryRun', flags: '-n, --dry-run' },
  { key: 'yes', flags: '-y, --yes' },
  { key: 'noInput', flags: '--no-input' },
  { key: 'activate', flags: '--activate <how>', choices: ACTIVATE },
];

const INSTALL_OPTIONS: readonly OptionRow[] = [
  ...without(OWN_OPTIONS, ['spool', 'listen']),
  { key: 'listen', flags: '--listen <address:port>' },
  ...only(PROBE_OPTIONS, ['image', 'hub', 'ip']),
  ...CONSENT_OPTIONS,
  ...only(COMMON_OPTIONS, ['lang']),
];

const UNINSTALL_OPTIONS: readonly OptionRow[] = [...CONSENT_OPTIONS, ...only(COMMON_OPTIONS, ['lang'])];

const RUN_OPTIONS: readonly OptionRow[] = [
  ...OWN_OPTIONS,
  ...only(PROBE_OPTIONS, ['list', 'image', 'hub', 'ca', 'ip']),
  ...only(COMMON_OPTIONS, ['lang', 'quiet', 'verbose']),
];

const STATUS_OPTIONS: readonly OptionRow[] = [
  ...only(OWN_OPTIONS, ['listen']),
  { key: 'format', flags: '-f, --format <format>', choices: STATUS_FORMATS },
  ...only(COMMON_OPTIONS, ['lang']),
];

export interface RunSettings extends RelaySettings {
  readonly quiet: boolean;
  readonly verbose: boolean;
}

export interface InstallSettings {
  /** null: by the engine. */
  readonly listen: RelaySettings['listen'] | null;
  readonly port: number;
  /** Its own way out, in place of the engine's; may hold a password. */
  readonly proxy: URL | null;
  /** Which mirrors of docker.io to begin with, by an earlier report; null: those that were named, or a survey. */
  readonly report: { readonly file: string; readonly probe: ProbeSettings } | null;
  /** Of the `run` that the service is. */
  readonly args: readonly string[];
  /** Its manifest has to come through before the engine is configured. */
  readonly image: string;
  /** Mirrors are known, so that no survey comes first. */
  readonly named: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly input: boolean;
  /** restart: containers of Docker may stop, where its proxies change. */
  readonly activate: (typeof ACTIVATE)[number];
}

export type UninstallSettings = Pick<InstallSettings, 'dryRun' | 'yes' | 'input' | 'activate'>;

export interface StatusSettings {
  readonly listen: RelaySettings['listen'] | null;
  readonly format: (typeof STATUS_FORMATS)[number];
}

const run: CommandSpec<'relay', RunSettings> = {
  line: (words) => lineOf('run', RUN_OPTIONS, words),
  read: (options, urls, { relay }) => ({
    ...relaySettings(options, urls, relay),
    quiet: options.flag('quiet'),
    verbose: options.flag('verbose'),
  }),
  run: async (settings, frame) => (await import('./run.ts')).run(settings, frame),
};

const status: CommandSpec<'relay', StatusSettings> = {
  line: (words) => lineOf('status', STATUS_OPTIONS, words),
  read: (options, _, { relay }) => ({
    listen: options.text('listen') === null ? null : listenOf(options, relay.usage),
    format: options.oneOf('format', 'text', STATUS_FORMATS),
  }),
  run: async (settings, frame) => (await import('./status.ts')).status(settings, frame),
};

const install: CommandSpec<'relay', InstallSettings> = {
  line: (words) => lineOf('install', INSTALL_OPTIONS, words),
  read: (options, urls, { relay }) => {
    const { probe, from, resolve, recheckHours, registries, maxBytes } = relaySettings(options, urls, relay);
    const each = (flag: string, values: readonly string[]): readonly string[] =>
      values.map((value) => `${flag}=${value}`);
    const listen = options.text('listen') === null ? null : listenOf(options, relay.usage);
    // Any free port would be another one at each start.
    if (listen?.port === 0) options.wrong(relay.usage.listen(options.text('listen') ?? ''));
    return {
      listen,
      port: RELAY_DEFAULTS.port,
      proxy: probe.probeProxy,
      report: from === null ? null : { file: from, probe },
      args: [
        ...each('--max-size', [String(maxBytes)]),
        ...each('--recheck', [String(recheckHours)]),
        ...each('--resolve', resolve === 'automatic' ? [] : [resolve]),
        ...each('--registry', registries),
        ...each('--allow', options.texts('allow')),
        ...each('--hub', probe.hub === null ? [] : [probe.hub.href]),
        ...each('--ip', probe.ip === null ? [] : [String(probe.ip)]),
        ...each(
          '--image',
          probe.images.map(({ familiar }) => familiar),
        ),
        ...urls.map((url) => url.trim()),
      ],
      image: probe.images[0]?.familiar ?? 'nginx:latest',
      named: urls.length > 0 || from !== null,
      dryRun: options.flag('dryRun'),
      yes: options.flag('yes'),
      input: !options.off('input'),
      activate: options.oneOf('activate', 'auto', ACTIVATE),
    };
  },
  run: async (settings, frame) => (await import('./install.ts')).install(settings, frame),
};

const uninstall: CommandSpec<'relay', UninstallSettings> = {
  line: (words) => lineOf('uninstall', UNINSTALL_OPTIONS, words),
  read: (options) => ({
    dryRun: options.flag('dryRun'),
    yes: options.flag('yes'),
    input: !options.off('input'),
    activate: options.oneOf('activate', 'auto', ACTIVATE),
  }),
  run: async (settings, frame) => (await import('./uninstall.ts')).uninstall(settings, frame),
};

/** `mirror-relay`: arguments to exit code (docs/interface.md). */
export const mirrorRelay: Main = defineFamily({
  name: 'mirror-relay',
  topics: ['relay'],
  overview: ({ relay: { help } }) => ({
    help: { ...help, examples: help.examples.all },
    commands: help.command,
  }),
  commands: {
    run: subcommand(run),
    install: subcommand(install),
    status: subcommand(status),
    uninstall: subcommand(uninstall),
  },
});

function lineOf(
  name: RelayCommand,
  options: readonly OptionRow[],
  { relay: { help } }: Words<'relay'>,
): CommandLine {
  return {
    help: {
      ...help,
      option: name === 'install' ? { ...help.option, ...help.installOption } : help.option,
      description: help.command[name],
      examples: help.examples[name],
    },
    ...(name === 'run' || name === 'install' ? { argument: ['[url...]', help.urls] as const } : {}),
    options,
  };
}

/** Notes every wrong option at the reader. */
function relaySettings(
  options: OptionReader,
  urls: readonly string[],
  { usage: own }: RelayMessages,
): RelaySettings {
  const { usage } = options;
  const proxy = options.read('proxy', null, parseProxyUrl, (shown) =>
    usage.proxy(null, 'unparsable', maskAddress(shown)),
  );
  const registries = [...new Set(options.each('registry', parseRegistry, usage.registry))];
  const from = options.text('from');
  if (urls.length > 0 && from !== null) options.wrong(usage.conflict('--from', '[url...]'));
  if (registries.length > 1 && (urls.length > 0 || from !== null))
    options.wrong(own.oneRegistry(from === null ? '[url...]' : '--from'));
  return {
    probe: { ...probeSettings(options, urls), probeProxy: proxy },
    from,
    registries: registries.length === 0 ? ['docker.io'] : registries,
    listen: listenOf(options, own),
    allow: options.each('allow', parseNetwork, own.allow),
    spool: options.text('spool'),
    maxBytes: options.read('maxSize', RELAY_DEFAULTS.maxBytes, parseBound, own.maxSize),
    resolve: options.oneOf('resolve', 'automatic', POLICIES),
    recheckHours: options.read('recheck', RELAY_DEFAULTS.recheckHours, parseHours, own.recheck),
  };
}

function listenOf(options: OptionReader, own: RelayMessages['usage']): RelaySettings['listen'] {
  return options.read('listen', { host: '127.0.0.1', port: RELAY_DEFAULTS.port }, parseListen, own.listen);
}

/** A literal address: a name could become another machine's. */
function parseListen(text: string): RelaySettings['listen'] | null {
  const [, ipv6, ipv4, port = ''] = /^(?:\[([0-9a-f:.]{2,45})\]|([0-9.]{7,15})):(\d{1,5})$/i.exec(text) ?? [];
  const host = ipv6 ?? ipv4;
  if (host === undefined || parseNetwork(host) === null || Number(port) > 65_535) return null;
  return { host, port: Number(port) };
}

function parseBound(text: string): number | null {
  return text.trim() === '0' ? 0 : parseSize(text);
}

function parseHours(text: string): number | null {
  const hours = /^\d{1,4}(?:\.\d{1,3})?$/.test(text.trim()) ? Number(text) : Number.NaN;
  return hours <= 8760 ? hours : null;
}
