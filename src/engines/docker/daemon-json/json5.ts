import JSON5 from 'json5';

/** Is the text valid JSON5: JSON with comments, trailing commas, single quotes and bare keys? */
export function isJson5(text: string): boolean {
  try {
    parseJson5(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** Throws SyntaxError. json5 warns on the console of U+2028 and U+2029 inside strings: it never sees them. */
export function parseJson5(text: string): unknown {
  return JSON5.parse(text.replace(/[\u2028\u2029]/g, ' '));
}
