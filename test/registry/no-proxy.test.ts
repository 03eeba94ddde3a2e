import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNoProxy } from '../../src/registry/no-proxy.ts';

/** As golang.org/x/net/http/httpproxy decides; each row was put to Go 1.19 (net/http.ProxyFromEnvironment) as well. */
const ROWS: readonly (readonly [list: string, url: string, direct: boolean])[] = [
  ['*', 'https://any.example/', true],
  ['a.example,*', 'http://10.0.0.1/', true],
  ['*:443', 'https://any.example/', false],
  ['m.example', 'https://m.example/', true],
  ['m.example', 'https://sub.m.example/', true],
  ['m.example', 'https://xm.example/', false],
  ['m.example', 'https://m.example.org/', false],
  ['M.Example ', 'https://m.EXAMPLE/', true],
  ['m.example.', 'https://m.example/', false],
  ['m.example.', 'https://m.example./', true],
  ['m.example', 'https://m.example./', false],
  ['.m.example', 'https://m.example/', false],
  ['.m.example', 'https://sub.m.example/', true],
  ['*.m.example', 'https://sub.m.example/', true],
  ['*.m.example', 'https://m.example/', false],
  ['*m.example', 'https://m.example/', false],
  ['*m.example', 'https://xm.example/', false],
  ['m.example:443', 'https://m.example/', true],
  ['m.example:443', 'https://m.example:8443/', false],
  ['m.example:', 'https://m.example:8443/', true],
  ['m.example:80', 'http://m.example/', true],
  ['m.example:0443', 'https://m.example/', false],
  ['m.example:x', 'https://m.example/', false],
  ['https://m.example', 'https://m.example/', false],
  ['镜像.example', 'https://xn--fiqy6vr0f.example/', false],
  ['镜像.example', 'https://镜像.example/', true],
  [':443', 'https://m.example/', false],
  ['.', 'https://m.example/', false],
  // Go 1.19 takes the end of an address for that of a name here; newer x/net (CVE-2025-22870) does as we do.
  ['0.0.1', 'http://10.0.0.1/', false],
  ['.0.0.1', 'http://10.0.0.1/', false],
  ['*.0.0.1', 'http://10.0.0.1/', false],
  ['.1:80', 'http://10.0.0.1/', false],
  ['10.0.0.0/8', 'http://10.1.2.3/', true],
  ['10.0.0.0/8', 'http://[::ffff:10.1.2.3]/', true],
  ['10.0.0.0/8', 'http://11.1.2.3/', false],
  ['10.0.0.0/8', 'http://10.example/', false],
  ['10.0.0.0/33', 'http://10.0.0.0/', false],
  ['10.0.0.0/8:80', 'http://10.0.0.1/', false],
  ['fd00::/8', 'http://[fd12::1]/', true],
  ['10.1.2.3/0032', 'http://10.1.2.3/', true],
  ['10.0.0.0/0000000000000000008', 'http://10.1.2.3/', true],
  ['10.0.0.0/0032', 'http://10.1.2.3/', false],
  ['10.0.0.0/+8', 'http://10.1.2.3/', false],
  ['10.0.0.0/99999999999', 'http://10.1.2.3/', false],
  ['010.0.0.0/8', 'http://10.1.2.3/', false],
  ['0.0.0.0/0', 'http://[::ffff:10.1.2.3]/', true],
  ['0.0.0.0/0', 'http://[fd12::1]/', false],
  ['::/0', 'http://10.1.2.3/', false],
  ['::/0', 'http://[::ffff:10.1.2.3]/', false],
  ['::/0', 'http://[fd12::1]/', true],
  ['::ffff:10.0.0.0/8', 'http://10.1.2.3/', false],
  ['::ffff:10.0.0.0/8', 'http://[::ffff:10.1.2.3]/', false],
  ['::ffff:10.1.2.3/95', 'http://10.1.2.3/', false],
  ['::ffff:10.1.2.3/96', 'http://11.1.2.3/', true],
  ['::ffff:0:0/96', 'http://[::ffff:10.1.2.3]/', true],
  ['::ffff:10.0.0.0/104', 'http://10.1.2.3/', true],
  ['::ffff:10.0.0.0/104', 'http://11.1.2.3/', false],
  ['::ffff:10.1.2.3/128', 'http://10.1.2.3/', true],
  ['::ffff:a01:203', 'http://10.1.2.3/', true],
  ['[::ffff:10.1.2.3]:80', 'http://10.1.2.3/', true],
  ['fd00::/008', 'http://[fd12::1]/', true],
  ['fd00::/8', 'http://[fe80::1]/', false],
  ['192.168.1.1', 'http://192.168.1.1:5000/', true],
  ['192.168.1.1:5000', 'http://192.168.1.1:5000/', true],
  ['192.168.1.1:5001', 'http://192.168.1.1:5000/', false],
  ['::ffff:192.168.1.1', 'http://192.168.1.1/', true],
  ['fd00:0::1', 'http://[fd00::1]/', true],
  ['2001:DB8::1', 'http://[2001:db8:0::1]/', true],
  ['[2001:db8::1]', 'http://[2001:db8::1]:5000/', false],
  ['[2001:db8::1]:5000', 'http://[2001:db8::1]:5000/', true],
  ['[2001:db8::1]:80', 'http://[2001:db8::1]:5000/', false],
  ['a.example, ,b.example', 'https://b.example/', true],
  ['', 'https://m.example/', false],
  [',', 'https://m.example/', false],
  ['', 'https://localhost:5000/', true],
  ['', 'https://127.8.9.1/', true],
  ['', 'https://[::1]/', true],
  ['', 'https://localhost./', false],
  ['', 'https://a.localhost/', false],
  ['', 'https://128.0.0.1/', false],
];

describe('NO_PROXY', () => {
  it.each(ROWS)('%j for %s: %s', (list, url, isDirect) => {
    expect(goesDirect(list, new URL(url))).toBe(isDirect);
  });

  it('never throws, whatever is written in it', () => {
    fc.assert(
      fc.property(fc.string(), fc.webUrl(), (list, url) => {
        expect(goesDirect(list, new URL(url))).toBeTypeOf('boolean');
      }),
    );
  });
});

function goesDirect(list: string, { hostname, port, protocol }: URL): boolean {
  const own = protocol === 'https:' ? 443 : 80;
  return parseNoProxy(list)({ hostname, port: port === '' ? own : Number(port) });
}
