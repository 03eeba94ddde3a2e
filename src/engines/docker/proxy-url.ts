export type ProxyUrlProblem = 'other-scheme' | 'malformed' | 'path';

/**
 * Is this a proxy that Go's net/http can use: `http`, `https` or `socks5`, perhaps a user, a host, perhaps a port; a bare
 * `host:port` counts as http? dockerd takes any string and fails at the first pull. null: fine.
 */
export function proxyUrlProblem(text: string): ProxyUrlProblem | null {
  const [, scheme, rest = ''] = /^(?:([a-z][a-z\d+.-]*):\/\/)?(.*)$/is.exec(text) ?? [];
  if (scheme !== undefined && !/^(?:https?|socks5h?)$/i.test(scheme)) return 'other-scheme';
  if (/[\s\x00-\x20\x7f]/.test(text)) return 'malformed';
  const [, host = '', path = ''] = /^(?:[^/?#]*@)?([^/?#@]*)(.*)$/s.exec(rest) ?? [];
  if (!URL.canParse(`http://${rest}`) || host === '' || host.startsWith(':')) return 'malformed';
  return path === '' || path === '/' ? null : 'path';
}

/** Has the proxy's URL a user or a password in it? */
export function hasCredentials(proxy: string): boolean {
  return proxy.includes('@');
}
