import { describe, expect, it } from 'vitest';
import { bypassesProxy, checkNoProxy, withDirectHosts } from '../../../src/engines/docker/no-proxy.ts';
import {
  hasCredentials,
  looksLikeProxy,
  proxyUrlProblem,
  unescaped,
} from '../../../src/engines/docker/proxy-url.ts';
import { maskCredentials } from '../../../src/registry/untrusted-text.ts';

describe('checkNoProxy', () => {
  it.each([
    ['', []],
    [' , ', []],
    [
      'localhost,127.0.0.1,.internal, *.corp.example ',
      ['localhost', '127.0.0.1', '.internal', '*.corp.example'],
    ],
    ['*', ['*']],
    ['10.0.0.0/8,fd00::/8,::1,[::1]:5000', ['10.0.0.0/8', 'fd00::/8', '::1', '[::1]:5000']],
    ['hub:5000,my_host,镜像.example', ['hub:5000', 'my_host', '镜像.example']],
  ])('%j', (list, items) => {
    expect(checkNoProxy(list)).toEqual({ ok: true, items });
  });

  it.each([
    ['a,http://b', 'http://b', 'scheme'],
    ['a b', 'a b', 'blank'],
    ['a,b\nc', 'b\nc', 'line-end'],
    ['a,u:pw@x', 'u:pw@x', 'login'],
    ['a;b', 'a;b', 'separator'],
    ['a,192.168.*', '192.168.*', 'wildcard'],
    ['foo*', 'foo*', 'wildcard'],
    ['*.*.example', '*.*.example', 'wildcard'],
    ['10.0.0.0/33', '10.0.0.0/33', 'cidr'],
    ['10.0.0/8', '10.0.0/8', 'cidr'],
    ['fd00::/129', 'fd00::/129', 'cidr'],
    ['example.com/path', 'example.com/path', 'cidr'],
    ['a:x', 'a:x', 'port'],
    ['a:70000', 'a:70000', 'port'],
    ['-a', '-a', 'host'],
    ['a,m.example.', 'm.example.', 'dot'],
    ['m.example.:443', 'm.example.:443', 'dot'],
    ['.m.example.', '.m.example.', 'dot'],
    ['.', '.', 'host'],
    ['a..b', 'a..b', 'host'],
    [':80', ':80', 'host'],
    ['a:0443', 'a:0443', 'port'],
    ['[fd00::1]', '[fd00::1]', 'host'],
  ])('%j: %j is wrong (%s)', (list, item, problem) => {
    expect(checkNoProxy(list)).toEqual({ ok: false, item, problem });
  });
});

describe('bypassesProxy', () => {
  it.each([
    ['example.com', 'example.com', true],
    ['example.com', 'm.example.com', true],
    ['example.com', 'myexample.com', false],
    ['.example.com', 'example.com', false],
    ['.example.com', 'm.example.com', true],
    ['*.example.com', 'example.com', false],
    ['*.example.com', 'm.example.com:5000', true],
    ['EXAMPLE.com', 'Example.COM', true],
    ['*', 'anything', true],
    ['10.0.0.0/8', '10.1.2.3:5000', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.0.0.0/8', 'ten.example', false],
    ['fd00::/8', '[fd12::1]:5000', true],
    ['10.0.0.1', '10.0.0.1:5000', true],
    ['10.0.0.1:5000', '10.0.0.1:5000', true],
    ['10.0.0.1:5000', '10.0.0.1', false],
    ['m.example:443', 'm.example', true],
    ['m.example:80', 'm.example', false],
    ['', 'localhost:5000', true],
    ['', '127.8.9.1', true],
    ['', '[::1]', true],
    ['', '128.0.0.1', false],
  ])('%j, asked for %s: %s', (list, host, direct) => {
    expect(bypassesProxy(list, host, 443)).toBe(direct);
  });

  it('adds what is not covered, once', () => {
    const hosts = [
      { host: 'm.example', defaultPort: 443 },
      { host: '10.0.0.1:5000', defaultPort: 80 },
      { host: 'localhost:5000', defaultPort: 80 },
      { host: 'm.example', defaultPort: 443 },
    ] as const;
    expect(withDirectHosts('10.0.0.0/8, a', hosts)).toBe('10.0.0.0/8, a,m.example');
    expect(withDirectHosts('', hosts)).toBe('m.example,10.0.0.1:5000');
    expect(withDirectHosts('', [{ host: '[fd00::1]', defaultPort: 443 }])).toBe('fd00::1');
    expect(withDirectHosts('', [{ host: '[fd00::1]:5000', defaultPort: 443 }])).toBe('[fd00::1]:5000');
  });
});

describe('proxy URLs', () => {
  it.each([
    'http://p:3128',
    'https://u:p%40@p.example/',
    'socks5://127.0.0.1:1080',
    'p.example:3128',
    'http://[::1]:8080',
    'HTTP://user:pw@h',
    'http://us@er:pw@h',
    "http://u:!$&'()*+,;=~-._@h",
    'http://user@代理.example:3128',
    'http://h:',
  ])('%s is one', (text) => {
    expect(proxyUrlProblem(text, null)).toBeNull();
  });
  it.each([
    ['ftp://p', 'other-scheme'],
    ['::::not a url', 'malformed'],
    ['http://', 'malformed'],
    ['http://:3128', 'no-host'],
    [':3128', 'no-host'],
    ['http://p:99999', 'port'],
    ['http://p/?q=1', 'query'],
    ['http://p#f', 'query'],
    ['http://p:port', 'malformed'],
    ['http://p/pac', 'path'],
    ['http://p?x', 'query'],
    ['', 'malformed'],
    ['http://user:a^bSECRET@10.77.0.1:3128', 'escape'],
    ['http://u:50%off@h', 'escape'],
    ['http://u:%@h', 'escape'],
    ['http://CORP\\user:pw@h', 'escape'],
    ['http://u:a#b@h', 'escape'],
    ['http://u:a/b@h', 'escape'],
    ['http://u:a?b@h', 'escape'],
    ['u:a[b@h:1', 'escape'],
    ['http://u:pä@h', 'escape'],
    ['u:p@10.0.0.1:1', 'no-scheme'],
    ['user@proxy.example', 'no-scheme'],
    ['http://h^x', 'malformed'],
    ['http://h%20x', 'malformed'],
    ['socks5h://127.0.0.1:1080', 'new-scheme'],
  ])('%j is none: %s', (text, problem) => {
    expect(proxyUrlProblem(text, null)).toBe(problem);
  });
  it.each([
    ['http://u:a`b@h', '`'],
    ['http://u:a|b@h', '|'],
    ['u:a[b@h:1', '['],
    ['http://u:50%25off%@h', '%'],
    ['http://u:p\u{1f600}@h', '\u{1f600}'],
    ['http://u:p@h', null],
  ])('%j: the character is named', (text, character) => {
    expect(unescaped(text)).toBe(character);
  });
  it.each([
    ['go1.19.8', 'new-scheme'],
    ['go1.22.12', 'new-scheme'],
    ['go1.23', null],
    ['go1.24.4', null],
    ['go2.0', null],
    ['devel', 'new-scheme'],
  ])('socks5h with an engine of %s: %s', (goVersion, problem) => {
    expect(proxyUrlProblem('socks5h://127.0.0.1:1080', goVersion)).toBe(problem);
  });
  it.each([
    ['http://xxxxx:xxxxx@h', 'HTTP://u:p@h', true],
    ['http://xxxxx:xxxxx@%E4%BB%A3.example:1', 'http://u:p@代.example:1', true],
    ['http://xxxxx:xxxxx@h', 'http://other:word@h/', true],
    ['h:3128', 'http://h:3128', true],
    ['http://h', 'http://u:p@h', false],
    ['http://h', 'https://h', false],
    ['http://a', 'http://b', false],
    ['', 'http://b', false],
  ])('%s may be what an engine shows of %s: %s', (shown, proxy, may) => {
    expect(looksLikeProxy(shown, proxy)).toBe(may);
  });
  it.each([
    ['http://user:secret@p:3128', 'http://xxxxx:xxxxx@p:3128'],
    ['http://user@p', 'http://xxxxx:xxxxx@p'],
    ['user:se@cr/et@p:1', 'xxxxx:xxxxx@p:1'],
    ['HTTP://u:a/b@c@p', 'HTTP://xxxxx:xxxxx@p'],
    ['http://p:3128', 'http://p:3128'],
  ])('%s is shown as %s', (text, shown) => {
    expect(maskCredentials(text)).toBe(shown);
    expect(hasCredentials(text)).toBe(text !== shown);
  });
});
