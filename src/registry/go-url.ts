/**
 * A URL reference for the URL parser here to read as Go's net/url does, which knows nothing of what browsers forgive: `http:/host`, `http:///host` and `http:\\host` name no host, a stray percent sign is an error, a backslash or
 * blank in a path is escaped, and a colon in the first segment is an error without a scheme before it. null: Go reads no URL, or none with a host that it can look up. Pure.
 * go: src/net/url/url.go, `getScheme`, `parse`, `parseHost`, `unescape`; net/http/transport.go, "no Host in request URL".
 */
export function spelledForGo(text: string): string | null {
  const [, beforeQuery = '', query = '', fragment = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(text) ?? [];
  if (STRAY_PERCENT.test(beforeQuery) || STRAY_PERCENT.test(fragment)) return null;
  const scheme = /^[a-z][a-z\d+.-]*:/i.exec(beforeQuery)?.[0] ?? '';
  const rest = beforeQuery.slice(scheme.length);
  if (scheme === '' && /^[^/]*:/.test(rest)) return null;
  if (scheme !== '' && !/^https?:$/i.test(scheme)) return text;
  // Without a scheme three slashes begin a path.
  const hasHost = rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'));
  if (!hasHost) return scheme === '' ? `${pathOf(rest)}${query}${fragment}` : null;
  const [authority = ''] = /^[^/]*/.exec(rest.slice(2)) ?? [];
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  if (!isHost(host)) return null;
  return `${scheme}//${authority}${pathOf(rest.slice(2 + authority.length))}${query}${fragment}`;
}

const STRAY_PERCENT = /%(?![\da-f]{2})/i;

/** Go knows an address by its four decimal numbers alone: `0x7f000001` and `127.1` are names to it, which nobody has. A percent sign may stand for what is not ASCII only. */
function isHost(host: string): boolean {
  if (/^:?$/.test(host) || /[\s\\]|%[0-7]/.test(host)) return false;
  const name = host.replace(/:\d*$/, '');
  if (name.startsWith('[')) return true;
  const read = URL.canParse(`http://${name}/`) ? new URL(`http://${name}/`).hostname : null;
  return read === null || !IPV4.test(read) || read === name;
}

function pathOf(path: string): string {
  const escaped = path.replaceAll('\\', '%5C').replaceAll(' ', '%20');
  // To the parser here two slashes at the start are a host.
  return escaped.startsWith('//') ? `/.${escaped}` : escaped;
}

/** As the parser writes one, however it was spelled. */
const IPV4 = /^\d+(?:\.\d+){3}$/;
