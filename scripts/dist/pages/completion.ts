import type { DescribedLine } from '../../../src/commands/frame/command.ts';
import { type DescribedOption, optionsOf, takesPath } from './options.ts';

/** bash(1), "Programmable Completion". It needs nothing but bash. Pure. */
export function bashCompletion(described: readonly DescribedLine[]): string {
  const { name, subcommands } = familyOf(described);
  const shell = `_${name.replaceAll('-', '_')}`;
  const cases = described.flatMap((line) => {
    const sub = subcommandOf(line);
    const options = optionsOf(line);
    const words = [
      ...(sub === '' ? subcommands : []),
      ...options.flatMap(({ short, long }) => [long, ...(short === null ? [] : [short])]),
    ];
    return [
      ...options.flatMap((option) => {
        const { value, choices, valueMayLack } = option;
        if (value === null || valueMayLack) return [];
        const pattern = namesOf(option)
          .map((one) => `'${sub} ${one}'`)
          .join('|');
        if (choices.length > 0) return [`    ${pattern}) words='${choices.join(' ')}' ;;`];
        return [`    ${pattern}) words='' files=${takesPath(option) ? 'yes' : ''} ;;`];
      }),
      `    '${sub} '*) words='${words.join(' ')}' ;;`,
    ];
  });
  return `# bash completion for ${name}
${shell}() {
  local at=$COMP_CWORD words='' files='' sub=''
  local current=\${COMP_WORDS[at]} before=\${COMP_WORDS[at - 1]}
  # --option=value comes as three words.
  [ "$current" != = ] || { current='' before=\${COMP_WORDS[at - 1]}; }
  [ "$before" != = ] || before=\${COMP_WORDS[at - 2]}
  case " ${subcommands.join(' ')} " in
    *" \${COMP_WORDS[1]} "*) [ "$at" -le 1 ] || sub=\${COMP_WORDS[1]} ;;
  esac
  case "$sub $before" in
${cases.join('\n')}
  esac
  if [ -n "$files" ]; then
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
    compopt -o filenames 2>/dev/null
  else
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  fi
}
complete -F ${shell} ${name}
`;
}

/** zshcompsys(1), _arguments. Pure. */
export function zshCompletion(described: readonly DescribedLine[]): string {
  const { name, program, subcommands } = familyOf(described);
  if (subcommands.length === 0) return `#compdef ${name}\n\n${argumentsOf(program)}\n`;
  const cases = described.slice(1).map((line) => `  ${subcommandOf(line)})\n${argumentsOf(line)}\n    ;;`);
  return `#compdef ${name}

local -a subcommands
if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
  subcommands=(
${described
  .slice(1)
  .map((line) => `    ${quoted(`${subcommandOf(line)}:${line.line.help.description}`)}`)
  .join('\n')}
  )
  _describe command subcommands
  return
fi
local subcommand=$words[2]
shift words
(( CURRENT-- ))
case $subcommand in
${cases.join('\n')}
  *)
${argumentsOf(program)}
    ;;
esac
`;
}

/** fish's complete(1). Pure. */
export function fishCompletion(described: readonly DescribedLine[]): string {
  const { name, subcommands } = familyOf(described);
  const noneSeen = `not __fish_seen_subcommand_from ${subcommands.join(' ')}`;
  const lines = described.flatMap((line) => {
    const sub = subcommandOf(line);
    const when =
      subcommands.length === 0 ? '' : ` -n '${sub === '' ? noneSeen : `__fish_seen_subcommand_from ${sub}`}'`;
    return [
      ...(sub === ''
        ? []
        : [`complete -c ${name} -n '${noneSeen}' -f -a ${sub} -d ${fishQuoted(line.line.help.description)}`]),
      ...optionsOf(line).map((option) => {
        const { short, long, value, choices, valueMayLack, meaning } = option;
        const takes = value === null || valueMayLack ? '' : takesPath(option) ? ' -r -F' : ' -x';
        return [
          `complete -c ${name}${when} -l ${long.slice(2)}`,
          short === null ? '' : ` -s ${short.slice(1)}`,
          takes,
          choices.length === 0 ? '' : ` -a '${choices.join(' ')}'`,
          ` -d ${fishQuoted(meaning)}`,
        ].join('');
      }),
    ];
  });
  return `# fish completion for ${name}\n${lines.join('\n')}\n`;
}

function familyOf(described: readonly DescribedLine[]): {
  readonly name: string;
  readonly program: DescribedLine;
  readonly subcommands: readonly string[];
} {
  const [program, ...rest] = described;
  if (program === undefined) throw new Error('a program has a command line');
  return { name: program.name, program, subcommands: rest.map(subcommandOf) };
}

function subcommandOf({ name }: DescribedLine): string {
  return name.split(' ')[1] ?? '';
}

function namesOf({ short, long }: DescribedOption): readonly string[] {
  return short === null ? [long] : [short, long];
}

function argumentsOf(line: DescribedLine): string {
  const specs = optionsOf(line).map((option) => {
    const { short, long, value, choices, valueMayLack, repeatable, meaning } = option;
    const what = `[${meaning.replace(/[[\]\\:]/g, '\\$&')}]`;
    const action = choices.length > 0 ? `(${choices.join(' ')})` : takesPath(option) ? '_files' : ' ';
    const called = (value ?? '').replace(/[<>[\]:]/g, '');
    const takes = value === null ? '' : `${valueMayLack ? '::' : ':'}${called}:${action}`;
    const star = repeatable ? '*' : '';
    return namesOf({ ...option, short, long })
      .map(
        (one) => `    ${quoted(`${star}${one}${value !== null && one === long ? '=' : ''}${what}${takes}`)}`,
      )
      .join(' \\\n');
  });
  return `  _arguments -S \\\n${specs.join(' \\\n')}`;
}

function quoted(words: string): string {
  return `'${words.replaceAll("'", `'\\''`)}'`;
}

function fishQuoted(words: string): string {
  return `'${words.replace(/[\\']/g, '\\$&')}'`;
}
