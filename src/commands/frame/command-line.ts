import { Command, CommanderError, Help, Option } from 'commander';
import { packageInfo } from '../../package-info.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import type { FrameMessages, UsageMessages } from '../../words/frame/messages.ts';
import { LANGS, type Lang, langFromEnvironment } from '../../words/lang.ts';
import type { CommandLine, OptionRow } from './option.ts';
import { UsageError } from './usage-error.ts';

/** What a command line asked for: to run with these options, or only for a text (help, version). */
export type Parsed =
  | {
      readonly kind: 'run';
      readonly options: Readonly<Record<string, unknown>>;
      readonly args: readonly string[];
    }
  | { readonly kind: 'text'; readonly text: string };

/** A commander command that speaks the user's language, writes nothing itself and never ends the process. */
export function newCommand(
  name: string,
  { help, argument, usage, options }: CommandLine,
  frame: FrameMessages,
): Command {
  const { head } = frame.help;
  const titles: Readonly<Record<string, string>> = {
    'Usage:': head.usage,
    'Arguments:': head.arguments,
    'Options:': head.options,
  };
  const descriptions: Readonly<Record<string, string>> = { ...frame.option, ...help.option };
  const command = new Command(name)
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
    .showSuggestionAfterError(true)
    // Told in our own words.
    .allowExcessArguments(true)
    .configureHelp({
      styleTitle: (title) => titles[title] ?? title,
      optionDescription: (option) => describe(option, frame),
      displayWidth: cells,
      minWidthToWrap: LEAST_COLUMNS,
      boxWrap(this: Help, text: string, columns: number) {
        return text
          .split('\n')
          .map((line) => hanging(line, (rest, room) => boxed(this, rest, room), columns))
          .join('\n');
      },
      formatItem(this: Help, term: string, width: number, meaning: string, helper: Help) {
        const room = (helper.helpWidth ?? 80) - width - 4;
        return meaning === '' || room >= LEAST_COLUMNS
          ? Help.prototype.formatItem.call(this, term, width, meaning, helper)
          : `  ${term}\n${indented(6, meaning, helper)}`;
      },
      formatHelp: (self, helper) =>
        // commander puts a blank behind the head, which a full-width colon has in it.
        Help.prototype.formatHelp.call(helper, self, helper).replace(/^([^\n ]+：) /, '$1') +
        tail(help, frame, helper),
    })
    .description(help.description)
    .version(packageInfo().version, '-V, --version', frame.option.version)
    .helpOption('-h, --help', frame.option.help);
  if (argument !== undefined) command.argument(...argument);
  if (usage !== undefined) command.usage(usage);
  for (const row of options) command.addOption(optionOf(row, descriptions[row.key] ?? ''));
  return command;
}

/** Parses without writing or exiting. Throws UsageError with a sentence for what commander refuses. */
export function parseCommand(command: Command, argv: readonly string[], usage: UsageMessages): Parsed {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  try {
    command.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'text', text };
    throw new UsageError([usageSentence(error, usage)]);
  }
  return { kind: 'run', options: command.opts(), args: command.args };
}

/** The language must be known before the options are parsed: their errors are told in it. */
export function languageOf(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Lang {
  const at = argv.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  const value = argv[at]?.includes('=') ? argv[at]?.slice('--lang='.length) : argv[at + 1];
  return LANGS.find((lang) => at >= 0 && lang === value) ?? langFromEnvironment(env);
}

function optionOf({ flags, default: shown, choices, many }: OptionRow, description: string): Option {
  const option = new Option(flags, description);
  if (shown !== undefined) option.default(undefined, shown);
  // commander would refuse other values itself, in English.
  if (choices !== undefined) option.argChoices = [...choices];
  if (many === true) option.argParser(repeatable);
  return option;
}

function repeatable(value: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), value];
}

function describe(option: Option, { help }: FrameMessages): string {
  const choices = option.argChoices === undefined ? '' : help.choices(option.argChoices.join(', '));
  const { defaultValueDescription: shown } = option;
  return `${option.description}${choices}${shown === undefined ? '' : help.defaultValue(shown)}`;
}

function tail({ examples, exit }: CommandLine['help'], { help }: FrameMessages, helper: Help): string {
  // What is typed stays in one line.
  const lines = examples.flatMap(({ command, does }) => [`  ${command}`, indented(6, does, helper)]);
  const codes = exit.map(
    ({ code, means }) => `  ${code.padEnd(9)} ${indented(12, means, helper).trimStart()}`,
  );
  return `\n${help.examplesHead}\n${lines.join('\n')}\n\n${help.exitHead}\n${codes.join('\n')}\n`;
}

function indented(spaces: number, text: string, helper: Help): string {
  const lines = helper.boxWrap(text, (helper.helpWidth ?? 80) - spaces).split('\n');
  return lines.map((line) => ' '.repeat(spaces) + line).join('\n');
}

/** A meaning that has less beside its option stands below it. */
const LEAST_COLUMNS = 24;

/** A row of a table of commands (`  up    set up …`) goes on below its second column. */
function hanging(line: string, wrap: (text: string, columns: number) => string, columns: number): string {
  const head = /^ {2}\S+ {2,}/.exec(line)?.[0] ?? '';
  return (
    head +
    wrap(line.slice(head.length), columns - head.length).replaceAll('\n', `\n${' '.repeat(head.length)}`)
  );
}

function boxed(help: Help, text: string, columns: number): string {
  return Help.prototype.boxWrap.call(help, breakable(text), columns).replaceAll(BREAK, '');
}

/** Columns of a terminal that our own words take; words/width.ts has it of any text, and costs help more than it says. */
function cells(text: string): number {
  return text.replaceAll(BREAK, '').replace(WIDE, 'xx').length;
}

/** commander breaks at white space, of which Chinese has none: between two of its characters, but before no closing mark. */
function breakable(text: string): string {
  return text
    .replace(WIDE, (mark) => (OPENING.includes(mark) ? mark : mark + BREAK))
    .replace(BEFORE_CLOSING, '$1');
}

/** White space that our words do not have. */
const BREAK = '\v';
const WIDE = /[\p{Script=Han}\u3001-\u3011\uff01-\uff5e]/gu;
const OPENING = '（「『【《〈';
const BEFORE_CLOSING = /\v([，。、；：！？）」』】》〉])/g;

function usageSentence(error: CommanderError, usage: UsageMessages): string {
  const quoted = cleanText(/'([^']*)'/.exec(error.message)?.[1] ?? '');
  const [option = quoted] = quoted.split(' <');
  switch (error.code) {
    case 'commander.unknownOption':
      // What stands behind its `=` may be a password: only the name of what we do not know is shown.
      return usage.unknownOption(
        option.split('=', 1)[0] ?? option,
        /Did you mean (?:one of )?([^?,)]+)/.exec(error.message)?.[1] ?? null,
      );
    case 'commander.optionMissingArgument':
      return usage.missingValue(option.split(', ').at(-1) ?? option);
    case 'commander.conflictingOption': {
      const names = [...error.message.matchAll(/'([^']*)'/g)].map(([, name]) => name ?? '');
      return usage.conflict(names[0] ?? '', names[1] ?? '');
    }
    default:
      return usage.other(cleanText(error.message.replace(/^error: /, '')));
  }
}
