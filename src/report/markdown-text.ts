import { trimEndOf } from '../registry/trim-end.ts';

/** Lines of a table; cells come as Markdown that cannot end them. */
export function markdownTable(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)];
}

/**
 * Text that no Markdown renderer can take for anything else. Backslashes are not enough: GitHub and others look for
 * links, mentions and issue numbers in the rendered text, where escapes are gone. In code they don't. So each run of
 * ASCII that is not a plain word or number stands in a code span, without the two characters that could end the span or
 * the cell.
 */
export function inert(text: string): string {
  return text.replace(/[\x21-\x7e]+/g, (run) => {
    const opened = run.replace(/^[("]+/, '');
    const body = trimEndOf(opened, ',.;:!?)"');
    if (body === '' || PLAIN.test(body)) return run;
    const before = run.slice(0, run.length - opened.length);
    return before + code(body) + opened.slice(body.length);
  });
}

/** A code span that its text cannot end. */
export function code(text: string): string {
  return `\`${text.replaceAll('`', "'").replaceAll('|', '¦')}\``;
}

/** Words, numbers, a version, a date, a time, a rate's unit. Not `a1b2c3d` (a commit), `GH-1` or `#1` (issues), `:100:` (an emoji). */
const PLAIN =
  /^(?:[A-Za-z]+(?:[-'][A-Za-z]+)*|\d{1,6}(?:\.\d{1,3}){0,2}|\d{4}-\d\d-\d\d|\d\d:\d\d|[kMGT]?(?:B|bit)\/s)$/;
