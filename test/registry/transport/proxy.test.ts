import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fixedProxy,
  type ProxyRules,
  proxyFromEnvironment,
  redactProxy,
} from '../../../src/registry/transport/proxy.ts';

/** `kind host` of the proxy that a URL goes through. */
function route(rules: ProxyRules, url: string): string {
  if (rules.kind === 'problem') throw new Error(rules.shown);
  const choice = rules.proxyFor(new URL(url));
  return choice.kind === 'direct' ? 'direct' : `${choice.kind} ${choice.url.host}`;
}

describe('the proxies of the environment', () => {
  it('are none where nothing is set, or set to nothing', () => {
    expect(route(proxyFromEnvironment({}), 'https://m.example/')).toBe('direct');
    expect(route(proxyFromEnvironment({ HTTPS_PROXY: ' ', https_proxy: '' }), 'https://m.example/')).toBe(
      'direct',
    );
  });

  it('are one for each scheme', () => {
    const rules = proxyFromEnvironment({ HTTPS_PROXY: 'http://s:1', http_proxy: 'h:2' });
    expect(route(rules, 'https://m.example/')).toBe('http s:1');
    expect(route(rules, 'http://m.example/')).toBe('http h:2');
    expect(route(proxyFromEnvironment({ HTTP_PROXY: 'http://h:2' }), 'https://m.example/')).toBe('direct');
  });

  it('are read in upper case first, as Go does', () => {
    expect(route(proxyFromEnvironment({ https_proxy: 'low:1', HTTPS_PROXY: 'up:1' }), 'https://m/')).toBe(
      'http up:1',
    );
  });

  it('fall back to ALL_PROXY', () => {
    const rules = proxyFromEnvironment({ all_proxy: 'socks5h://a:3', HTTPS_PROXY: 'https://s:1' });
    expect(route(rules, 'http://m.example/')).toBe('socks5 a:3');
    expect(route(rules, 'https://m.example/')).toBe('https s:1');
  });

  it('are not taken from a CGI request', () => {
    const env = { REQUEST_METHOD: 'GET', HTTP_PROXY: 'http://evil:1' };
    expect(route(proxyFromEnvironment(env), 'http://m.example/')).toBe('direct');
    expect(route(proxyFromEnvironment({ ...env, http_proxy: 'http://good:1' }), 'http://m.example/')).toBe(
      'http good:1',
    );
  });

  it.each(['http://localhost/', 'http://127.8.9.1:5000/', 'http://[::1]/'])('are never for %s', (url) => {
    expect(route(proxyFromEnvironment({ HTTP_PROXY: 'h:1' }), url)).toBe('direct');
    expect(route(fixedProxy('h:1'), url)).toBe('direct');
  });

  it.each([
    ['http://user:secret@ho st:1', 'unparsable', 'http://ho st:1'],
    ['http://user:se@cret@:1', 'unparsable', 'http://:1'],
    ['http://h:99999', 'unparsable', 'http://h:99999'],
    ['socks4://user:secret@h:1', 'scheme', 'socks4://h:1'],
    ['ftp://h', 'scheme', 'ftp://h'],
  ])('that make no sense are a problem with a name: %s', (value, reason, shown) => {
    const problem = { kind: 'problem', variable: 'https_proxy', reason, shown };
    expect(proxyFromEnvironment({ https_proxy: value })).toEqual(problem);
    expect(fixedProxy(value)).toEqual({ ...problem, variable: null });
  });
});

describe('a proxy that is shown', () => {
  it('has lost user, password and path', () => {
    expect(redactProxy(new URL('http://user:secret@h.example:3128/x?y=secret'))).toBe(
      'http://h.example:3128',
    );
    expect(redactProxy(new URL('socks5://user:secret@h.example:1080'))).toBe('socks5://h.example:1080');
  });

  it('never holds a password, whatever the password is', () => {
    const password = fc.stringMatching(/^[a-z0-9@:/?#%! ]{6,20}$/).map((word) => `pw${word}`);
    fc.assert(
      fc.property(password, fc.constantFrom('http', 'socks4', 'bad scheme'), (word, scheme) => {
        const rules = fixedProxy(`${scheme}://user:${word}@proxy.example:1x`);
        expect(rules.kind === 'problem' ? rules.shown : '').not.toContain(word);
      }),
    );
  });
});

describe('NO_PROXY', () => {
  it('is obeyed by both sources', () => {
    const env = { HTTPS_PROXY: 'h:1', no_proxy: 'm.example' };
    expect(route(proxyFromEnvironment(env), 'https://m.example/')).toBe('direct');
    expect(route(fixedProxy('h:1', 'm.example'), 'https://m.example/')).toBe('direct');
    expect(route(fixedProxy('h:1', 'm.example'), 'https://n.example/')).toBe('http h:1');
  });
});
