/**
 * `http://xxxxx:xxxxx@host`, as dockerd masks what it shows (moby daemon/config: MaskCredentials). Up to the last `@`: a
 * password with a stray `@` or `/` in it stays hidden too.
 */
export function maskCredentials(proxy: string): string {
  return proxy.replace(/^([a-z][a-z\d+.-]*:\/\/)?.*@/is, '$1xxxxx:xxxxx@');
}

/** The same of every URL in a text; one ends at a blank or a quote. Linear in the text, which may be a line of megabytes. */
export function maskUrls(text: string): string {
  return text.replace(/[^\s"']+/g, (word) => {
    const slashes = word.indexOf('://');
    const at = word.lastIndexOf('@');
    const isUrl = slashes > 0 && at > slashes && /[a-z\d+.-]/i.test(word.charAt(slashes - 1));
    return isUrl ? `${word.slice(0, slashes)}://xxxxx:xxxxx@${word.slice(at + 1)}` : word;
  });
}
