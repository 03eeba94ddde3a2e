import { packageInfo } from '../../package-info.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import type { Messages } from '../../words/index.ts';
import { LANGS } from '../../words/lang.ts';
import type { StatusCommand, StatusOption } from '../../words/status/messages.ts';
import { type Command, newCommand, Option, type Parsed, parseCommand } from '../frame/command-line.ts';
import { UsageError } from '../frame/usage-error.ts';
import { parseHttpUrl, parseVantage } from '../frame/values.ts';

type Words = Pick<Messages, 'frame' | 'status'>;

/** What `mirror-status` was told to do. */
export type StatusRequest =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'record';
      readonly data: string;
      readonly files: readonly string[];
      readonly quiet: boolean;
    }
  | {
      readonly kind: 'build';
      readonly data: string;
      readonly out: string;
      readonly baseUrl: string | null;
      readonly title: string | null;
      readonly quiet: boolean;
    }
  | {
      readonly kind: 'table';
      readonly data: string;
      readonly readme: string | null;
      readonly vantage: string | null;
      readonly quiet: boolean;
    };

/** Parses `record …`, `build …`, `table …`; throws UsageError with a sentence for each thing that is wrong. */
export function parseStatusRequest(argv: readonly string[], messages: Words): StatusRequest {
  const { usage } = messages.status;
  const [first, ...rest] = argv;
  const name = STATUS_COMMANDS.find((command) => command === first);
  if (name === undefined) {
    if (first !== undefined && !first.startsWith('-'))
      throw new UsageError([usage.unknownCommand(cleanText(first))]);
    const parsed = parseCommand(overview(messages), argv, messages.frame.usage);
    if (parsed.kind === 'text') return parsed;
    throw new UsageError([usage.noCommand]);
  }
  const parsed = parseCommand(COMMAND_LINES[name](messages), rest, messages.frame.usage);
  return parsed.kind === 'text' ? parsed : request(name, parsed, messages);
}

const STATUS_COMMANDS: readonly StatusCommand[] = ['record', 'build', 'table'];

const FLAGS: Readonly<Record<Exclude<StatusOption, 'version' | 'help'>, string>> = {
  data: '--data <dir>',
  out: '--out <dir>',
  baseUrl: '--base-url <url>',
  title: '--title <text>',
  readme: '--readme <file>',
  vantage: '--vantage <name>',
  lang: '--lang <en or zh>',
  quiet: '-q, --quiet',
};

const COMMAND_LINES: Readonly<Record<StatusCommand, (messages: Words) => Command>> = {
  record: (messages) =>
    subcommand('record', ['data'], messages).argument('[report.json...]', messages.status.help.argument),
  build: (messages) => subcommand('build', ['data', 'out', 'baseUrl', 'title'], messages),
  table: (messages) => subcommand('table', ['data', 'readme', 'vantage'], messages),
};

function subcommand(
  name: StatusCommand,
  options: readonly (keyof typeof FLAGS)[],
  { frame, status: { help } }: Words,
): Command {
  const command = newCommand(`mirror-status ${name}`, {
    ...frame.help,
    ...help,
    examples: help.examples[name],
  })
    .description(help.command[name])
    .version(packageInfo().version, '-V, --version', frame.option.version)
    .helpOption('-h, --help', frame.option.help)
    .allowExcessArguments(true);
  for (const option of [...options, 'lang', 'quiet'] as const) {
    command.addOption(new Option(FLAGS[option], help.option[option]));
  }
  return command;
}

/** `mirror-status` alone: what its commands do. */
function overview({ frame, status: { help } }: Words): Command {
  const commands = STATUS_COMMANDS.map((name) => `  ${name.padEnd(8)} ${help.command[name]}`);
  return newCommand('mirror-status', { ...frame.help, ...help, examples: help.examples.all })
    .usage('<record | build | table> [options]')
    .description(`${help.description}\n\n${help.commandsHead}\n${commands.join('\n')}`)
    .version(packageInfo().version, '-V, --version', frame.option.version)
    .helpOption('-h, --help', frame.option.help)
    .addOption(new Option(FLAGS.lang, help.option.lang));
}

function request(
  name: StatusCommand,
  { options, urls: files }: Extract<Parsed, { kind: 'run' }>,
  messages: Words,
): StatusRequest {
  const { usage } = messages.status;
  const wrong: string[] = [];
  const text = (key: string): string | null => {
    const value = options[key];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const required = (key: 'data' | 'out'): string => {
    const value = text(key);
    if (value === null) wrong.push(usage.required(`--${key}`));
    return value ?? '';
  };
  const parsed = <Value>(
    key: string,
    parse: (value: string) => Value | null,
    sentence: (shown: string) => string,
  ): Value | null => {
    const value = text(key);
    const result = value === null ? null : parse(value);
    if (value !== null && result === null) wrong.push(sentence(cleanText(value)));
    return result;
  };
  parsed(
    'lang',
    (value) => LANGS.find((lang) => lang === value) ?? null,
    (shown) => messages.frame.usage.oneOf('--lang', shown, LANGS),
  );
  const common = { data: required('data'), quiet: options['quiet'] === true };
  if (name !== 'record') for (const file of files) wrong.push(usage.extra(cleanText(file)));
  const result = ((): StatusRequest => {
    switch (name) {
      case 'record':
        if (files.length === 0) wrong.push(usage.noReports);
        return { kind: name, ...common, files };
      case 'build':
        return {
          kind: name,
          ...common,
          out: required('out'),
          baseUrl: parsed('baseUrl', parseBaseUrl, usage.baseUrl),
          title: text('title'),
        };
      case 'table':
        return {
          kind: name,
          ...common,
          readme: text('readme'),
          vantage: parsed('vantage', parseVantage, messages.frame.usage.vantage),
        };
      default:
        return name satisfies never;
    }
  })();
  if (wrong.length > 0) throw new UsageError(wrong);
  return result;
}

/** With a slash at its end, so that a path can be put behind it. */
function parseBaseUrl(text: string): string | null {
  const url = parseHttpUrl(text);
  if (url === null || url.search !== '' || url.hash !== '') return null;
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}
