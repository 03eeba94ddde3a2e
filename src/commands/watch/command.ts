import { DEFAULT_ENGINE, ENGINES } from '../../clients/engines.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import type { ProbeSettings } from '../../use/probe-settings.ts';
import type { WatchCommand, WatchOption } from '../../words/watch/messages.ts';
import { type CommandSpec, defineFamily, type Main, subcommand, type Words } from '../frame/command.ts';
import { WATCH_DEFAULTS } from '../frame/limits.ts';
import { COMMON_OPTIONS, type CommandLine, type OptionRow, only } from '../frame/option.ts';
import type { OptionReader } from '../frame/option-reader.ts';
import { PROBE_OPTIONS, probeSettings } from '../frame/probe-options.ts';
import { parseSeconds } from '../frame/values.ts';

const STATUS_FORMATS = ['text', 'json'] as const;

const ENGINE_OPTION: OptionRow<WatchOption> = {
  key: 'engine',
  flags: '--engine <name>',
  default: DEFAULT_ENGINE,
};
const NOTIFY_OPTION: OptionRow<WatchOption> = {
  key: 'notify',
  flags: '--notify <url or command>',
  filled: true,
  secret: true,
};
const AGAIN_OPTION: OptionRow<WatchOption> = {
  key: 'againAfter',
  flags: '--again-after <seconds>',
  default: String(WATCH_DEFAULTS.againAfterSeconds),
};
const CONSENT_OPTIONS: readonly OptionRow<WatchOption>[] = [
  { key: 'yes', flags: '-y, --yes' },
  { key: 'noInput', flags: '--no-input' },
];

const RUN_OPTIONS: readonly OptionRow[] = [
  ENGINE_OPTION,
  NOTIFY_OPTION,
  { key: 'full', flags: '--full' } satisfies OptionRow<WatchOption>,
  AGAIN_OPTION,
  ...only(PROBE_OPTIONS, ['image', 'list', 'hub', 'ca', 'ip']),
  ...only(COMMON_OPTIONS, ['lang']),
];
const INSTALL_OPTIONS: readonly OptionRow[] = [
  ENGINE_OPTION,
  NOTIFY_OPTION,
  {
    key: 'every',
    flags: '--every <hours>',
    default: String(WATCH_DEFAULTS.everyHours),
  } satisfies OptionRow<WatchOption>,
  AGAIN_OPTION,
  ...only(PROBE_OPTIONS, ['image', 'list', 'hub', 'ca', 'ip']),
  { key: 'dryRun', flags: '-n, --dry-run' } satisfies OptionRow<WatchOption>,
  ...CONSENT_OPTIONS,
  ...only(COMMON_OPTIONS, ['lang']),
];
const UNINSTALL_OPTIONS: readonly OptionRow[] = [...CONSENT_OPTIONS, ...only(COMMON_OPTIONS, ['lang'])];
const STATUS_OPTIONS: readonly OptionRow[] = [
  { key: 'format', flags: '-f, --format <format>', choices: STATUS_FORMATS } satisfies OptionRow<WatchOption>,
  ...only(COMMON_OPTIONS, ['lang']),
];

interface WatchSettings {
  readonly engine: (typeof ENGINES)[number];
  /** Secret. null: nobody. */
  readonly notify: string | null;
  readonly probe: ProbeSettings;
  /** Between two looks at one that seems to be down. */
  readonly againAfterSeconds: number;
}

export interface WatchRunSettings extends WatchSettings {
  /** Measure all mirrors now, though it is not their day. */
  readonly full: boolean;
}

export interface WatchUninstallSettings {
  readonly yes: boolean;
  readonly input: boolean;
}

export interface WatchInstallSettings extends WatchSettings, WatchUninstallSettings {
  readonly everyHours: number;
  readonly dryRun: boolean;
}

export interface WatchStatusSettings {
  readonly format: (typeof STATUS_FORMATS)[number];
}

const run: CommandSpec<'watch', WatchRunSettings> = {
  line: (words) => lineOf('run', RUN_OPTIONS, words),
  read: (options, _, { watch }) => ({
    ...watchSettings(options, watch.usage),
    full: options.flag('full'),
  }),
  run: async (settings, frame) => (await import('./run.ts')).run(settings, frame),
};

const install: CommandSpec<'watch', WatchInstallSettings> = {
  line: (words) => lineOf('install', INSTALL_OPTIONS, words),
  read: (options, _, { watch }) => ({
    ...watchSettings(options, watch.usage),
    everyHours: options.read('every', WATCH_DEFAULTS.everyHours, parseHours, watch.usage.every),
    dryRun: options.flag('dryRun'),
    ...consentOf(options),
  }),
  run: async (settings, frame) => (await import('./install.ts')).install(settings, frame),
};

const uninstall: CommandSpec<'watch', WatchUninstallSettings> = {
  line: (words) => lineOf('uninstall', UNINSTALL_OPTIONS, words),
  read: consentOf,
  run: async (settings, frame) => (await import('./uninstall.ts')).uninstall(settings, frame),
};

const status: CommandSpec<'watch', WatchStatusSettings> = {
  line: (words) => lineOf('status', STATUS_OPTIONS, words),
  read: (options) => ({ format: options.oneOf('format', 'text', STATUS_FORMATS) }),
  run: async (settings, frame) => (await import('./status.ts')).status(settings, frame),
};

/** `mirror-watch`: arguments to exit code (docs/interface.md). */
export const mirrorWatch: Main = defineFamily({
  name: 'mirror-watch',
  topics: ['watch'],
  systemErrors: 'told',
  overview: ({ watch: { help } }) => ({
    help: { ...help, examples: help.examples.all },
    commands: help.command,
  }),
  commands: {
    install: subcommand(install),
    run: subcommand(run),
    status: subcommand(status),
    uninstall: subcommand(uninstall),
  },
});

function lineOf(
  name: WatchCommand,
  options: readonly OptionRow[],
  { watch: { help } }: Words<'watch'>,
): CommandLine {
  return {
    help: { ...help, description: help.command[name], examples: help.examples[name] },
    options,
  };
}

function consentOf(options: OptionReader): WatchUninstallSettings {
  return { yes: options.flag('yes'), input: !options.off('input') };
}

/** Notes every wrong option at the reader. */
function watchSettings(options: OptionReader, usage: Words<'watch'>['watch']['usage']): WatchSettings {
  const named = options.text('engine');
  const engine = named === null ? DEFAULT_ENGINE : ENGINES.find((name) => name === named);
  if (engine === undefined) options.wrong(usage.engine(cleanText(named ?? ''), ENGINES));
  const notify = options.text('notify');
  // The shell would look for a command of that name.
  const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(notify ?? '')?.[1] ?? 'http';
  if (!/^https?$/i.test(scheme)) options.wrong(usage.notify(scheme));
  return {
    engine: engine ?? DEFAULT_ENGINE,
    notify,
    probe: probeSettings(options, []),
    againAfterSeconds: options.read('againAfter', WATCH_DEFAULTS.againAfterSeconds, parseSeconds, (shown) =>
      options.usage.seconds('--again-after', shown),
    ),
  };
}

function parseHours(text: string): number | null {
  const hours = /^\d{1,3}$/.test(text.trim()) ? Number(text) : 0;
  return hours >= 1 && hours <= WATCH_DEFAULTS.mostHours ? hours : null;
}
