/** Host and port as a URL, a socket unit and a listen address have them: an IPv6 address in brackets (RFC 3986, 3.2.2). Pure. */
export function authority(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
