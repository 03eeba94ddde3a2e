import type { DescribedLine } from '../../../src/commands/frame/command.ts';
import { type DescribedOption, optionsOf } from './options.ts';

/** A manual page in the language of man(7): the program, and a section for each of its subcommands. No date: the same source gives the same bytes. Pure. */
export function manualPage(
  [program, ...subcommands]: readonly DescribedLine[],
  about: { readonly version: string; readonly homepage: string; readonly others: readonly string[] },
): string {
  if (program === undefined) return '';
  const { help } = program.line;
  const lines = subcommands.length === 0 ? [program] : subcommands;
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['NAME', [`${text(program.name)} \\- ${text(firstSentence(help.description))}`]],
    ['SYNOPSIS', lines.flatMap((one, index) => [...(index === 0 ? [] : ['.br']), synopsis(one)])],
    ['DESCRIPTION', [text(help.description)]],
    ...(subcommands.length === 0
      ? [['OPTIONS', optionsOf(program).flatMap(optionLines)] as const]
      : subcommands.map((one) => [one.name.toUpperCase(), subcommandLines(one)] as const)),
    ['EXAMPLES', help.examples.flatMap(({ command, does }) => ['.TP', `.B ${text(command)}`, text(does)])],
    ['EXIT STATUS', help.exit.flatMap(({ code, means }) => ['.TP', `.B ${text(code)}`, text(means)])],
    [
      'SEE ALSO',
      [`${about.others.map((other) => `.BR ${text(other)} (1)`).join(' ,\n')}`, '.PP', text(about.homepage)],
    ],
  ];
  return [
    `.TH ${program.name.toUpperCase()} 1 "" "${program.name} ${about.version}" "User Commands"`,
    '.nh',
    '.ad l',
    ...sections.flatMap(([title, body]) => [`.SH "${title}"`, ...body]),
    '',
  ].join('\n');
}

function firstSentence(description: string): string {
  return (/^(.+?)[.:,](?:\s|$)/.exec(description)?.[1] ?? description).replace(/^[A-Z]/, (first) =>
    first.toLowerCase(),
  );
}

function synopsis({ name, line }: DescribedLine): string {
  const argument = line.argument === undefined ? '' : ` ${line.argument[0]}`;
  return `.B ${text(name)}\n${text(line.usage ?? `[options]${argument}`)}`;
}

function subcommandLines(one: DescribedLine): readonly string[] {
  return [text(one.line.help.description), ...optionsOf(one).flatMap(optionLines)];
}

function optionLines({
  short,
  long,
  value,
  choices,
  repeatable,
  fallback,
  meaning,
}: DescribedOption): readonly string[] {
  const names = [short, long].filter((name) => name !== null).map((name) => `\\fB${text(name)}\\fR`);
  const notes = [
    ...(choices.length === 0 ? [] : [`One of ${choices.join(', ')}.`]),
    ...(fallback === null ? [] : [`Default: ${fallback}.`]),
    ...(repeatable && !meaning.includes('repeatable') ? ['May be given several times.'] : []),
  ];
  return [
    '.TP',
    `${names.join(', ')}${value === null ? '' : ` \\fI${text(value)}\\fR`}`,
    text([`${meaning}.`.replace(/\.\.$/, '.'), ...notes].join(' ')),
  ];
}

/** groff_char(7): what would be read as a request, an escape or a hyphen, or is not ASCII. */
function text(words: string): string {
  return words
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('\n', ' ')
    .replace(
      /[^ -~]/gu,
      (one) => `\\[u${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    )
    .replace(/^[.']/, '\\&$&');
}
