import { VERDICTS, type Verdict } from '../../probe/codes.ts';
import { TABLE_COLUMNS, type TableColumn } from '../../status/columns.ts';
import { STATUS } from '../../status/limits.ts';
import type { StatusCommand, StatusOption } from '../../words/status/messages.ts';
import { type CommandSpec, defineFamily, type Main, subcommand, type Words } from '../frame/command.ts';
import { COMMON_OPTIONS, type CommandLine, type OptionRow, only } from '../frame/option.ts';
import type { OptionReader } from '../frame/option-reader.ts';
import { parseHttpUrl, parseVantage } from '../frame/values.ts';

/** What each of the commands goes by. */
export interface RecordSettings extends CommonSettings {
  readonly files: readonly string[];
  /** Who is told of changed verdicts: a URL or a command, secret both. null: nobody. */
  readonly notify: string | null;
  /** The file that they are written to, to be told later; null: none. */
  readonly events: string | null;
}

export interface TellSettings {
  readonly files: readonly string[];
  readonly notify: string;
  readonly quiet: boolean;
}

export interface BuildSettings extends CommonSettings {
  readonly out: string;
  /** With a slash at its end; null: not known. */
  readonly baseUrl: string | null;
  readonly title: string | null;
  /** The maintainer's file. */
  readonly settings: string | null;
}

export interface TableSettings extends CommonSettings {
  /** The file that it is put into; null: it is printed. */
  readonly readme: string | null;
  readonly vantage: string | null;
  /** The maintainer's file. */
  readonly settings: string | null;
  readonly columns: readonly TableColumn[] | null;
  readonly only: readonly Verdict[] | null;
  readonly apart: boolean;
}

export interface NextSettings extends CommonSettings {
  readonly vantage: string;
  readonly throughputHours: number;
}

interface CommonSettings {
  /** The history's folder. */
  readonly data: string;
  readonly quiet: boolean;
}

const OPTIONS: readonly OptionRow<Exclude<StatusOption, 'lang' | 'quiet'>>[] = [
  { key: 'data', flags: '--data <dir>' },
  { key: 'out', flags: '--out <dir>' },
  { key: 'baseUrl', flags: '--base-url <url>' },
  { key: 'title', flags: '--title <text>' },
  { key: 'settings', flags: '--settings <file>' },
  { key: 'columns', flags: '--columns <names>' },
  { key: 'only', flags: '--only <verdicts>' },
  { key: 'apart', flags: '--apart' },
  { key: 'throughputHours', flags: '--throughput-hours <n>' },
  { key: 'events', flags: '--events <file>' },
  { key: 'notify', flags: '--notify <url or command>', secret: true },
  { key: 'readme', flags: '--readme <file>' },
  { key: 'vantage', flags: '--vantage <name>' },
];

const record: CommandSpec<'status', RecordSettings> = {
  line: (words) => ({
    ...lineOf('record', ['data', 'notify', 'events'], words),
    argument: ['[report.json...]', words.status.help.argument],
  }),
  read: (options, files, { status }) => {
    if (files.length === 0) options.wrong(status.usage.noReports);
    return {
      ...commonOf(options),
      files,
      notify: listener(options),
      events: filled('events', options),
    };
  },
  run: async (settings, run) => (await import('./record.ts')).record(settings, run),
};

const tell: CommandSpec<'status', TellSettings> = {
  line: (words) => ({
    ...lineOf('tell', ['notify'], words),
    argument: ['[events.json...]', words.status.help.eventsArgument],
  }),
  read: (options, files, { status }) => {
    const notify = listener(options);
    if (notify === null) options.wrong(options.usage.required('--notify'));
    if (files.length === 0) options.wrong(status.usage.noEvents);
    return { files, notify: notify ?? '', quiet: options.flag('quiet') };
  },
  run: async (settings, run) => (await import('./tell.ts')).tellEvents(settings, run),
};

const build: CommandSpec<'status', BuildSettings> = {
  line: (words) => lineOf('build', ['data', 'out', 'baseUrl', 'title', 'settings'], words),
  read: (options, _, { status }) => ({
    ...commonOf(options),
    out: required('out', options),
    baseUrl: filled('baseUrl', options) && options.read('baseUrl', null, parseBaseUrl, status.usage.baseUrl),
    title: filled('title', options),
    settings: filled('settings', options),
  }),
  run: async (settings, run) => (await import('./build.ts')).build(settings, run),
};

const table: CommandSpec<'status', TableSettings> = {
  line: (words) =>
    lineOf('table', ['data', 'readme', 'vantage', 'settings', 'columns', 'only', 'apart'], words),
  read: (options, _, { status: { usage } }) => ({
    ...commonOf(options),
    readme: filled('readme', options),
    vantage: filled('vantage', options) && options.read('vantage', null, parseVantage, options.usage.vantage),
    settings: filled('settings', options),
    columns: options.read('columns', null, someOf(TABLE_COLUMNS), (shown) =>
      usage.someOf('--columns', shown, TABLE_COLUMNS),
    ),
    only: options.read('only', null, someOf(VERDICTS), (shown) => usage.someOf('--only', shown, VERDICTS)),
    apart: options.flag('apart'),
  }),
  run: async (settings, run) => (await import('./table.ts')).table(settings, run),
};

const next: CommandSpec<'status', NextSettings> = {
  line: (words) => lineOf('next', ['data', 'vantage', 'throughputHours'], words),
  read: (options, _, { status: { usage } }) => ({
    ...commonOf(options),
    vantage: required('vantage', options) && options.read('vantage', '', parseVantage, options.usage.vantage),
    throughputHours: options.read('throughputHours', STATUS.throughputHours, parseHours, usage.hours),
  }),
  run: async (settings, run) => (await import('./next.ts')).next(settings, run),
};

/** `mirror-status`: arguments to exit code (docs/interface.md). */
export const mirrorStatus: Main = defineFamily({
  name: 'mirror-status',
  topics: ['status'],
  systemErrors: 'told',
  overview: ({ status: { help } }) => ({
    help: { ...help, examples: help.examples.all },
    commands: help.command,
  }),
  commands: {
    next: subcommand(next),
    tell: subcommand(tell),
    record: subcommand(record),
    build: subcommand(build),
    table: subcommand(table),
  },
});

function lineOf(
  name: StatusCommand,
  keys: readonly (typeof OPTIONS)[number]['key'][],
  { status: { help } }: Words<'status'>,
): CommandLine {
  return {
    help: { ...help, description: help.command[name], examples: help.examples[name] },
    options: [...only(OPTIONS, keys), ...only(COMMON_OPTIONS, ['lang', 'quiet'])],
  };
}

function commonOf(options: OptionReader): CommonSettings {
  return { data: required('data', options), quiet: options.flag('quiet') };
}

function required(key: 'data' | 'out' | 'vantage', options: OptionReader): string {
  const value = filled(key, options);
  if (value === null) options.wrong(options.usage.required(`--${key}`));
  return value ?? '';
}

/** The variable keeps a secret off the command line. */
function listener(options: OptionReader): string | null {
  return filled('notify', options) ?? (process.env['MIRROR_STATUS_NOTIFY'] || null);
}

/** What was given empty was not given: a workflow passes inputs on that nobody filled in. */
function filled(key: string, options: OptionReader): string | null {
  return options.text(key) || null;
}

/** Words of a list, in the order in which they were given; each of them must be known. */
function someOf<Value extends string>(known: readonly Value[]): (text: string) => readonly Value[] | null {
  return (text) => {
    const words = text.split(',').map((word) => word.trim());
    const chosen = known.filter((one) => words.includes(one));
    return chosen.length === words.length
      ? chosen.toSorted((a, b) => words.indexOf(a) - words.indexOf(b))
      : null;
  };
}

function parseHours(text: string): number | null {
  const hours = /^\d{1,4}(?:\.\d{1,3})?$/.test(text) ? Number(text) : null;
  return hours === null || hours > 1000 ? null : hours;
}

/** With a slash at its end, so that a path can be put behind it. */
function parseBaseUrl(text: string): string | null {
  const url = parseHttpUrl(text);
  if (url === null || url.search !== '' || url.hash !== '') return null;
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}
