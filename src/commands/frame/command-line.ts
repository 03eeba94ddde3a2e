import { Command, CommanderError, Help, Option } from 'commander';
import { cleanText } from '../../registry/untrusted-text.ts';
import type { CommandHelp, FrameMessages, UsageMessages } from '../../words/frame/messages.ts';
import type { Lang } from '../../words/lang.ts';
import { LANGS, langFromEnvironment } from '../../words/lang.ts';
import { UsageError } from './usage-error.ts';

/** What a command line asked for: to run with these options, or only for a text (help, version). */
export type Parsed =
  | {
      readonly kind: 'run';
      readonly options: Readonly<Record<string, unknown>>;
      readonly urls: readonly string[];
    }
  | { readonly kind: 'text'; readonly text: string };

/** The words that frame a command's help. */
export type HelpFrame = FrameMessages['help'] & Pick<CommandHelp<never>, 'examples' | 'exit'>;

/** A commander command that speaks the user's language, writes nothing itself and never ends the process. */
export function newCommand(name: string, frame: HelpFrame): Command {
  const { head } = frame;
  const titles: Readonly<Record<string, string>> = {
    'Usage:': head.usage,
    'Arguments:': head.arguments,
    'Options:': head.options,
  };
  return new Command(name)
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
    .showSuggestionAfterError(true)
    .configureHelp({
      styleTitle: (title) => titles[title] ?? title,
      optionDescription: (option) => describe(option, frame),
      formatHelp: (command, helper) => Help.prototype.formatHelp.call(helper, command, helper) + tail(frame),
    });
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
  return { kind: 'run', options: command.opts(), urls: command.args };
}

/** The language must be known before the options are parsed: their errors are told in it. */
export function languageOf(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Lang {
  const at = argv.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  const value = argv[at]?.includes('=') ? argv[at]?.slice('--lang='.length) : argv[at + 1];
  return LANGS.find((lang) => at >= 0 && lang === value) ?? langFromEnvironment(env);
}

export function repeatable(value: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), value];
}

export { Command, Option };

function describe(option: Option, frame: HelpFrame): string {
  const choices = option.argChoices === undefined ? '' : ` ${frame.choices(option.argChoices.join(', '))}`;
  const shown = option.defaultValueDescription ?? plainDefault(option.defaultValue);
  return `${option.description}${choices}${shown === null ? '' : ` ${frame.defaultValue(shown)}`}`;
}

function plainDefault(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

function tail({ examplesHead, examples, exitHead, exit }: HelpFrame): string {
  const lines = examples.map(({ command, does }) => `  ${command}\n      ${does}`);
  const codes = exit.map(({ code, means }) => `  ${code.padEnd(9)} ${means}`);
  return `\n${examplesHead}\n${lines.join('\n')}\n\n${exitHead}\n${codes.join('\n')}\n`;
}

function usageSentence(error: CommanderError, usage: UsageMessages): string {
  const quoted = cleanText(/'([^']*)'/.exec(error.message)?.[1] ?? '');
  const [option = quoted] = quoted.split(' <');
  switch (error.code) {
    case 'commander.unknownOption':
      return usage.unknownOption(
        option,
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
