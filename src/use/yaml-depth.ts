import { Lexer } from 'yaml';

/** Is it nested so deeply that nobody wrote it? A parser goes down into each level, and its stack ends before a hostile file does. Pure. */
export function isTooDeep(
  text: string,
  { depth, indent }: { readonly depth: number; readonly indent: number },
): boolean {
  // Brackets that are open; and what one line of a block opens.
  let [open, marks] = [0, 0];
  for (const token of new Lexer().lex(text)) {
    if (/^\r?\n/.test(token)) marks = 0;
    else if (token === '[' || token === '{') open += 1;
    else if (token === ']' || token === '}') open -= 1;
    else if (open <= 0 && /^(?:[-?:]$|[&!])/.test(token)) marks += 1;
    else if (marks === 0 && token.length > indent && /^[ \t]+$/.test(token)) return true;
    if (open > depth || marks > depth) return true;
  }
  return false;
}
