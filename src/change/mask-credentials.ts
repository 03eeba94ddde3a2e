/**
 * `http://xxxxx:xxxxx@host`, as dockerd masks what it shows (moby daemon/config: MaskCredentials). Up to the last `@`: a
 * password with a stray `@` or `/` in it stays hidden too.
 */
export function maskCredentials(proxy: string): string {
  return proxy.replace(/^([a-z][a-z\d+.-]*:\/\/)?.*@/is, '$1xxxxx:xxxxx@');
}
