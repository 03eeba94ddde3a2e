import type { StatusCommand, StatusOption } from '../../words/status/messages.ts';
import { defineFamily, type Errand, type Main, subcommand, type Words } from '../frame/command.ts';
import { COMMON_OPTIONS, type CommandLine, type OptionRow, only } from '../frame/option.ts';
import type { OptionReader } from '../frame/option-reader.ts';
import { parseHttpUrl, parseVantage } from '../frame/values.ts';

/** What each of the commands goes by. */
export interface RecordSettings extends CommonSettings {
  readonly files: readonly string[];
}

export interface BuildSettings extends CommonSettings {
  readonly out: string;
  /** With a slash at its end; null: not known. */
  readonly baseUrl: string | null;
  readonly title: string | null;
}

export interface TableSettings extends CommonSettings {
  /** The file that it is put into; null: it is printed. */
  readonly readme: string | null;
  readonly vantage: string | null;
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
  { key: 'readme', flags: '--readme <file>' },
  { key: 'vantage', flags: '--vantage <name>' },
];

const record: Errand<'status', RecordSettings> = {
  line: (words) => ({
    ...lineOf('record', ['data'], words),
    argument: ['[report.json...]', words.status.help.argument],
  }),
  read: (options, files, { status }) => {
    if (files.length === 0) options.wrong(status.usage.noReports);
    return { ...commonOf(options), files };
  },
  run: async (settings, run) => (await import('./record.ts')).record(settings, run),
};

const build: Errand<'status', BuildSettings> = {
  line: (words) => lineOf('build', ['data', 'out', 'baseUrl', 'title'], words),
  read: (options, _, { status }) => ({
    ...commonOf(options),
    out: required('out', options),
    baseUrl: filled('baseUrl', options) && options.read('baseUrl', null, parseBaseUrl, status.usage.baseUrl),
    title: filled('title', options),
  }),
  run: async (settings, run) => (await import('./build.ts')).build(settings, run),
};

const table: Errand<'status', TableSettings> = {
  line: (words) => lineOf('table', ['data', 'readme', 'vantage'], words),
  read: (options) => ({
    ...commonOf(options),
    readme: filled('readme', options),
    vantage: filled('vantage', options) && options.read('vantage', null, parseVantage, options.usage.vantage),
  }),
  run: async (settings, run) => (await import('./table.ts')).table(settings, run),
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
  commands: { record: subcommand(record), build: subcommand(build), table: subcommand(table) },
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

function required(key: 'data' | 'out', options: OptionReader): string {
  const value = filled(key, options);
  if (value === null) options.wrong(options.usage.required(`--${key}`));
  return value ?? '';
}

/** What was given empty was not given: a workflow passes inputs on that nobody filled in. */
function filled(key: string, options: OptionReader): string | null {
  return options.text(key) || null;
}

/** With a slash at its end, so that a path can be put behind it. */
function parseBaseUrl(text: string): string | null {
  const url = parseHttpUrl(text);
  if (url === null || url.search !== '' || url.hash !== '') return null;
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}
