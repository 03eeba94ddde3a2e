/**
 * The media type of a Content-Type as Go's `mime.ParseMediaType` has it, lower case; null where that returns an error: no token, something behind the subtype, a parameter
 * without a value, one given twice. A slash is not asked for. go: src/mime/mediatype.go.
 */
export function parseMediaType(value: string): string | null {
  const semicolon = value.indexOf(';');
  const base = (semicolon === -1 ? value : value.slice(0, semicolon)).trim().toLowerCase();
  if (!TYPE.test(base)) return null;
  const names = new Set<string>();
  let rest = semicolon === -1 ? '' : value.slice(semicolon);
  while (rest !== '') {
    rest = rest.trimStart();
    if (rest === '') break;
    const match = PARAMETER.exec(rest);
    // A semicolon at the end is forgiven.
    if (match === null) return rest.trim() === ';' ? base : null;
    const name = match[1]?.toLowerCase() ?? '';
    if (names.has(name)) return null;
    names.add(name);
    rest = rest.slice(match[0].length);
  }
  return base;
}

const TYPE = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+(?:\/[!#$%&'*+\-.^_`|~0-9A-Za-z]+)?$/;
const PARAMETER =
  /^;\s*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)\s*=\s*(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+|"(?:[^"\\\r\n]|\\[^\r\n])*")/;
