/** HTML, SVG or XML that is ready to be written: made by `markup` alone, so that every text in it has been escaped. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type MarkupContent = Markup | string | number | null | false | readonly MarkupContent[];

/**
 * markup`<p title="${text}">${parts}</p>`: what is interpolated is escaped, unless it is Markup itself; null and false are
 * nothing, lists are joined. Attributes must stand in double quotes. One escape fits HTML, SVG and XML alike.
 */
export function markup(literals: TemplateStringsArray, ...contents: readonly MarkupContent[]): Markup {
  const text = literals.map((literal, index) => literal + written(contents[index] ?? null)).join('');
  return new Markup(text);
}

function written(content: MarkupContent): string {
  if (content === null || content === false) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'number') return String(content);
  if (typeof content === 'string') return escapeText(content);
  return content.map(written).join('');
}

/** Controls but for white space have no place in XML 1.0, and bidi controls would turn the text around them about. */
function escapeText(text: string): string {
  return text
    .replace(
      /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]/g,
      '',
    )
    .replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}
