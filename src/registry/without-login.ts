/** A text that was to name an image, with what may be a user and a password in it left out; what is behind `@` may be a digest instead. Pure. */
export function withoutLogin(text: string): string {
  const pin = /@sha(?:256|512):[0-9a-f]*$/i.exec(text)?.index ?? text.length;
  const end = text.slice(0, pin).lastIndexOf('@');
  if (end < 0) return text;
  const scheme = text.indexOf('://');
  const start = scheme >= 0 && scheme < end ? scheme + 3 : 0;
  return `${text.slice(0, start)}***${text.slice(end)}`;
}
