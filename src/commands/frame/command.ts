import type { ForeignLink } from '../../host/output-path.ts';
import { packageInfo } from '../../package-info.ts';
import { type Shown, shown } from '../../registry/shown.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { tellThrough, writeNote, writeResult } from '../../terminal/streams.ts';
import type { CommandHelp } from '../../words/frame/messages.ts';
import { loadMessages, type Messages, type Topic } from '../../words/index.ts';
import { LANGS, type Lang } from '../../words/lang.ts';
import { languageOf, newCommand, parseCommand } from './command-line.ts';
import { COMMON_OPTIONS, type CommandLine, longFlag, only } from './option.ts';
import { type OptionReader, readOptions } from './option-reader.ts';
import { UsageError } from './usage-error.ts';

/** A command. */
export interface Main {
  /** Arguments to exit code. Never throws, and writes nothing but through terminal/. */
  (argv: readonly string[]): Promise<number>;
  /** What its manual page and a shell's completion are made of: the program itself, then each of its subcommands. */
  describe(lang: Lang): Promise<readonly DescribedLine[]>;
}

export interface DescribedLine {
  /** As typed: `mirror-relay`, `mirror-relay run`. */
  readonly name: string;
  readonly line: CommandLine;
  /** What every option means, by its key. */
  readonly meanings: Readonly<Record<string, string>>;
}

/** A command's own words, and those of the frame. */
export type Words<Wanted extends Topic> = Pick<Messages, Wanted> & Pick<Messages, 'frame'>;

/** What a run gets from its frame. */
export interface CommandRun<Wanted extends Topic> {
  readonly lang: Lang;
  readonly words: Words<Wanted>;
  readonly argv: readonly string[];
  /** The command's result, to stdout or a file: 0; or 3 where it cannot be written, which is told. */
  write(text: Shown, file?: string | null): Promise<number>;
}

export interface CommandSpec<Wanted extends Topic, Settings> {
  readonly line: (words: Words<Wanted>) => CommandLine;
  /** Of the options and arguments what the run goes by; what is wrong with them is noted at the reader. */
  readonly read: (reader: OptionReader, args: readonly string[], words: Words<Wanted>) => Settings;
  /** Its code is loaded by itself: `--help` is told without. */
  readonly run: (settings: Settings, run: CommandRun<Wanted>) => Promise<number>;
}

interface Frame<Wanted extends Topic> {
  /** The program, as typed. */
  readonly name: string;
  /** What help and errors are told with; a run loads what else it says. */
  readonly topics: readonly Wanted[];
  /** What the system refuses (ENOENT, ENOSPC …) is told in a line and ends with 3; else it is a fault of our own like any other. */
  readonly systemErrors?: 'told';
}

/** A command as docs/interface.md has them: its language, its help, and the exit codes 2 (usage), 3 (output) and 70 (our own fault). */
export function defineCommand<Wanted extends Topic, Settings>(
  command: Frame<Wanted> & CommandSpec<Wanted, Settings>,
): Main {
  return framed(
    command,
    (argv, run) => start(command.name, command, argv, run),
    (words) => [{ name: command.name, line: command.line(words) }],
  );
}

interface Subcommand<Wanted extends Topic> {
  readonly line: (words: Words<Wanted>) => CommandLine;
  readonly start: (name: string, argv: readonly string[], run: CommandRun<Wanted>) => Promise<number>;
}

/** One of several things that a program can be told to do. */
export function subcommand<Wanted extends Topic, Settings>(
  errand: CommandSpec<Wanted, Settings>,
): Subcommand<Wanted> {
  return { line: errand.line, start: (name, argv, run) => start(name, errand, argv, run) };
}

/** A program whose first argument says what to do. */
export function defineFamily<Wanted extends Topic>(
  family: Frame<Wanted> & {
    readonly overview: (words: Words<Wanted>) => {
      readonly help: CommandHelp<string>;
      readonly commands: Readonly<Record<string, string>>;
    };
    readonly commands: Readonly<Record<string, Subcommand<Wanted>>>;
  },
): Main {
  const names = Object.keys(family.commands);
  const body = async ([first, ...rest]: readonly string[], run: CommandRun<Wanted>): Promise<number> => {
    const { frame } = run.words;
    const chosen = names.find((name) => name === first);
    const errand = chosen === undefined ? undefined : family.commands[chosen];
    if (errand !== undefined) return errand.start(`${family.name} ${first}`, rest, run);
    if (first !== undefined && !first.startsWith('-'))
      throw new UsageError([frame.usage.unknownCommand(cleanText(first), names)]);
    const { help, commands } = family.overview(run.words);
    const width = Math.max(...names.map((name) => name.length)) + 3;
    const list = names.map((name) => `  ${name.padEnd(width)}${commands[name]}`);
    const overview = newCommand(family.name, { help, options: OVERVIEW_OPTIONS }, frame)
      .usage(`<${names.join(' | ')}> [options]`)
      .description(`${help.description}\n\n${frame.help.commandsHead}\n${list.join('\n')}`);
    const parsed = parseCommand(overview, run.argv, frame.usage);
    if (parsed.kind === 'text') return run.write(shown(parsed.text));
    throw new UsageError([frame.usage.noCommand(names)]);
  };
  return framed(family, body, (words) => [
    { name: family.name, line: { help: family.overview(words).help, options: OVERVIEW_OPTIONS } },
    ...Object.entries(family.commands).map(([name, { line }]) => ({
      name: `${family.name} ${name}`,
      line: line(words),
    })),
  ]);
}

const OVERVIEW_OPTIONS = only(COMMON_OPTIONS, ['lang']);

async function start<Wanted extends Topic, Settings>(
  name: string,
  { line, read, run: carryOut }: CommandSpec<Wanted, Settings>,
  argv: readonly string[],
  run: CommandRun<Wanted>,
): Promise<number> {
  const { frame } = run.words;
  const commandLine = line(run.words);
  const parsed = parseCommand(newCommand(name, commandLine, frame), argv, frame.usage);
  if (parsed.kind === 'text') return run.write(shown(parsed.text));
  const settings = readOptions(parsed.options, frame.usage, (reader) => {
    reader.oneOf('lang', null, LANGS);
    reader.wrong(...emptyOnes(commandLine, parsed.options).map(frame.usage.emptyValue));
    const taken = commandLine.argument === undefined ? 0 : parsed.args.length;
    reader.wrong(...parsed.args.slice(taken).map((extra) => frame.usage.extra(cleanText(extra))));
    return read(reader, parsed.args, run.words);
  });
  return carryOut(settings, run);
}

/** The flags of those that were given an empty value where one names something. */
function emptyOnes({ options }: CommandLine, given: Readonly<Record<string, unknown>>): readonly string[] {
  const isEmpty = (value: unknown): boolean => value === '' || (Array.isArray(value) && value.includes(''));
  return options.filter(({ key, filled }) => filled === true && isEmpty(given[key])).map(longFlag);
}

/** Help is told without its code. */
async function maskOf(argv: readonly string[]): Promise<((text: string) => string) | null> {
  if (!argv.some((word) => word.includes('@'))) return null;
  return (await import('../../terminal/typed-passwords.ts')).maskTyped(argv);
}

function framed<Wanted extends Topic>(
  { name, topics, systemErrors }: Frame<Wanted>,
  body: (argv: readonly string[], run: CommandRun<Wanted>) => Promise<number>,
  lines: (words: Words<Wanted>) => readonly Omit<DescribedLine, 'meanings'>[],
): Main {
  const main = async (argv: readonly string[]): Promise<number> => {
    tellThrough(await maskOf(argv));
    const lang = languageOf(argv, process.env);
    const { frame } = await loadMessages(lang, ['frame']);
    try {
      const words: Words<Wanted> = { ...(await loadMessages(lang, topics)), frame };
      const write = async (text: Shown, file: string | null = null): Promise<number> => {
        const outcome = await writeResult(text, file);
        if (outcome.kind !== 'failed') return 0;
        writeNote(shown(`${frame.note.cannotWrite(outcome.target, outcome.code)}\n`));
        return 3;
      };
      return await body(argv, { lang, words, argv, write });
    } catch (error) {
      if (error instanceof UsageError) {
        writeNote(shown(`${[...error.sentences, frame.usage.seeHelp(name)].join('\n')}\n`));
        return 2;
      }
      const failure = systemErrors === 'told' ? systemFailure(error) : null;
      if (failure !== null) {
        const { path, code } = failure;
        writeNote(shown(`${frame.note.systemFailure(cleanText(path ?? argv[0] ?? ''), code)}\n`));
        return 3;
      }
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      writeNote(shown(`${frame.note.crashed(text, `${packageInfo().homepage}/issues`)}\n`));
      return 70;
    }
  };
  const describe = async (lang: Lang): Promise<readonly DescribedLine[]> => {
    const { frame } = await loadMessages(lang, ['frame']);
    const words: Words<Wanted> = { ...(await loadMessages(lang, topics)), frame };
    return lines(words).map(({ name: typed, line }) => ({
      name: typed,
      line,
      meanings: { ...frame.option, ...line.help.option },
    }));
  };
  return Object.assign(main, { describe });
}

/** Of a link that root does not follow: known by its code, for help loads nothing that opens files. */
const FOREIGN_LINK: ForeignLink['code'] = 'FOREIGN_LINK';

/** ENOENT, EACCES, ENOSPC …: what the system refuses is not a fault of ours. null: the system did not refuse anything. */
export function systemFailure(
  error: unknown,
): { readonly code: string; readonly path: string | null } | null {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return null;
  if (!/^E[A-Z0-9]+$/.test(error.code) && error.code !== FOREIGN_LINK) return null;
  const path = 'path' in error ? String(error.path) : null;
  return { code: error.code, path };
}
