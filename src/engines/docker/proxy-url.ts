/**
 * - `query`: `?` or `#` behind the host. `port`: it is greater than 65535.
 * - `escape`: its user or password has a character that has to be written as a percent sign and two digits.
 * - `no-scheme`: it has a user but no scheme; the engine would show the password to everybody who may ask it.
 * - `new-scheme`: socks5h, which an engine built with an older Go does not know, or that may be one.
 */
export type ProxyUrlProblem =
  | 'other-scheme'
  | 'malformed'
  | 'no-host'
  | 'port'
  | 'path'
  | 'query'
  | 'escape'
  | 'no-scheme'
  | 'new-scheme';

/**
 * Is this a proxy that Go reads as it is meant: `http`, `https`, `socks5` or `socks5h`, perhaps a user, a host, perhaps a port; a bare
 * `host:port` counts as http? dockerd takes any string. What net/url cannot parse, httpproxy puts `http://` in front of, and then
 * the engine dials a host that is called `http` and shows the password (golang.org/x/net/http/httpproxy: parseProxy); a stray `%`
 * has it dial without any proxy. `goVersion`: what the engine was built with, `go1.24.4`; null: not known. null: fine.
 */
export function proxyUrlProblem(text: string, goVersion: string | null): ProxyUrlProblem | null {
  const [, given, rest = ''] = /^(?:([a-z][a-z\d+.-]*):\/\/)?(.*)$/is.exec(text) ?? [];
  const scheme = given ?? 'http';
  if (!/^(?:https?|socks5h?)$/i.test(scheme)) return 'other-scheme';
  if (/[\s\x00-\x20\x7f]/.test(text)) return 'malformed';
  // The last one: a password may have one of its own.
  const at = rest.lastIndexOf('@');
  if (at !== -1 && !USER_INFO.test(rest.slice(0, at))) return 'escape';
  const [, host = '', path = ''] = /^([^/?#]*)(.*)$/s.exec(rest.slice(at + 1)) ?? [];
  if (/^:\d*$/.test(host)) return 'no-host';
  if (Number(/:(\d+)$/.exec(host)?.[1] ?? 0) > MAX_PORT) return 'port';
  // A zone (RFC 6874) is known to Go, and not to the parser of URLs here.
  const plain = host.replace(/%25[\w.~-]+(?=\])/, '');
  if (!HOST_AND_PORT.test(plain) || !URL.canParse(`http://${plain}`)) return 'malformed';
  if (/^\/?[?#]/.test(path)) return 'query';
  if (path !== '' && path !== '/') return 'path';
  // What `GET /info` masks is a URL (moby daemon/config: MaskCredentials), and this is none to net/url.
  if (given === undefined && at !== -1) return 'no-scheme';
  return scheme.toLowerCase() === 'socks5h' && !knowsSocks5h(goVersion) ? 'new-scheme' : null;
}

/** The first character of its user or password that Go does not take as it stands; null: there is none, or half of one. Pure. */
export function unescaped(text: string): string | null {
  const user = text.slice(0, text.lastIndexOf('@')).replace(/^[a-z][a-z\d+.-]*:\/\//i, '');
  const [odd = null] = user.replace(/%[\da-f]{2}/gi, '').match(/[^\w.:~!$&'()*+,;=@-]/u) ?? [];
  return odd === null || /\p{Cs}/u.test(odd) ? null : odd;
}

const MAX_PORT = 65_535;

/** net/url: validUserinfo, and unescape. */
const USER_INFO = /^(?:[\w.:~!$&'()*+,;=@-]|%[\da-f]{2})*$/i;

/** net/url: parseHost and validOptionalPort, without what no host has; what is not ASCII is left to IDNA. */
const HOST_AND_PORT = /^(?:\[[\da-f:.]+\]|(?:[\w.~-]|[^\x00-\x7f])+)(?::\d{0,5})?$/i;

/** https://go.googlesource.com/go/+/c8e4f8c7756d67e27d2cfe4383cb90cf9f97d5a3, first in Go 1.23. */
function knowsSocks5h(goVersion: string | null): boolean {
  const [, major = '0', minor = '0'] = /^go(\d+)\.(\d+)/.exec(goVersion ?? '') ?? [];
  return Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 23);
}

/** Has the proxy's URL a user or a password in it? */
export function hasCredentials(proxy: string): boolean {
  return proxy.includes('@');
}

/**
 * May what an engine shows be this proxy? Go prints it in its own way (a scheme in small letters, a host with percent signs), and
 * users and passwords are masked, so two that look alike need not be the same. Never a proof that it is in force. Pure.
 */
export function looksLikeProxy(shown: string, proxy: string): boolean {
  return shown === proxy || looks(shown) === looks(proxy);
}

function looks(proxy: string): string {
  const [, scheme = 'http', rest = ''] = /^(?:([a-z][a-z\d+.-]*):\/\/)?(.*)$/is.exec(proxy) ?? [];
  const at = rest.lastIndexOf('@');
  const host = rest.slice(at + 1).replace(/\/$/, '');
  const url = `http://${host}`;
  // Through the URL parser: percent signs, capitals and IDNA become one spelling.
  const plain = URL.canParse(url) ? new URL(url).host : host.toLowerCase();
  return `${scheme.toLowerCase()}://${at === -1 ? '' : '@'}${plain}`;
}
