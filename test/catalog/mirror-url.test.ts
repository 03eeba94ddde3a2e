import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endpoint, type MirrorUrl, parseMirrorUrl } from '../../src/catalog/mirror-url.ts';

function mirror(text: string): MirrorUrl {
  const parsed = parseMirrorUrl(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problem.kind}`);
  return parsed.value;
}

describe('parseMirrorUrl', () => {
  it.each([
    ['https://docker.1ms.run', 'https://docker.1ms.run'],
    ['https://docker.1ms.run/', 'https://docker.1ms.run'],
    ['HTTPS://Docker.1MS.run//', 'https://docker.1ms.run'],
    ['https://m.example:443', 'https://m.example'],
    ['http://m.example:80', 'http://m.example'],
    ['https://m.example:5000', 'https://m.example:5000'],
    ['http://127.0.0.1:5000', 'http://127.0.0.1:5000'],
    ['http://localhost:5000', 'http://localhost:5000'],
    ['https://[2001:DB8::1]:5000/', 'https://[2001:db8::1]:5000'],
    ['https://docker.xn--6oq72ry9d5zx.cn', 'https://docker.xn--6oq72ry9d5zx.cn'],
    ['https://m.example/pre/', 'https://m.example/pre'],
    ['https://docker.mirrors.ustc.edu.cn', 'https://docker.mirrors.ustc.edu.cn'],
    ['https://mirror.gcr.io', 'https://mirror.gcr.io'],
    ['https://mirror.ccs.tencentyun.com', 'https://mirror.ccs.tencentyun.com'],
    ['https://registry.docker-cn.com', 'https://registry.docker-cn.com'],
    ['https://younger.example', 'https://younger.example'],
  ])('takes %s as %s', (text, href) => {
    expect(mirror(text).href).toBe(href);
  });

  it('tells the parts apart', () => {
    expect(mirror('http://M.example:8080/a/b/')).toMatchObject({
      href: 'http://m.example:8080/a/b',
      origin: 'http://m.example:8080',
      host: 'm.example:8080',
      pathPrefix: '/a/b',
      secure: false,
    });
    expect(mirror('https://m.example')).toMatchObject({ host: 'm.example', pathPrefix: '', secure: true });
  });

  it.each([
    ['', 'empty', undefined],
    ['  ', 'empty', undefined],
    [`https://m.example/${'a'.repeat(2_000)}`, 'too-long', undefined],
    [' https://m.example', 'blank', 'https://m.example'],
    ['https://m.example ', 'blank', 'https://m.example'],
    ['https:// m.example', 'blank', 'https://m.example'],
    ['https://m.example https://n.example', 'blank', null],
    ['https://m.example/\u200b', 'invisible-character', 'https://m.example'],
    ['\ufeffhttps://m.example', 'invisible-character', 'https://m.example'],
    ['https://m.exa\u202emple', 'invisible-character', 'https://m.example'],
    ['"https://m.example",', 'stray-character', 'https://m.example'],
    ['["https://m.example"]', 'stray-character', 'https://m.example'],
    ['https://m.example，', 'stray-character', 'https://m.example'],
    ['https：//m.example', 'stray-character', 'https://m.example'],
    ['https://m.example/pre,/', 'stray-character', 'https://m.example/pre'],
    ['https://m.example\\@n.example', 'stray-character', 'https://m.example'],
    ['https://m.example。/pre', 'stray-character', 'https://m.example/pre'],
    ['https://m.example%2e:5000', 'stray-character', 'https://m.example:5000'],
    ['https://a.example,https://b.example', 'several', undefined],
    ['https://a.example，https://b.example', 'several', undefined],
    ['https://a.example、http://b.example/x', 'several', undefined],
    ['https://a.example/x;https://b.example', 'several', undefined],
    ['https://..', 'bad-host', undefined],
    ['https://m.example.', 'stray-character', 'https://m.example'],
    ['https://<id>.mirror.aliyuncs.com', 'placeholder', undefined],
    ['https://xxxxxx.mirror.aliyuncs.com', 'placeholder', undefined],
    ['https://{id}.mirror.aliyuncs.com', 'placeholder', undefined],
    // Full-width letters, which normalise to a placeholder.
    ['https://ｘｘｘｘ.mirror.aliyuncs.com', 'placeholder', undefined],
    ['https://your-id.mirror.aliyuncs.com', 'placeholder', undefined],
    ['https://你的加速地址', 'placeholder', undefined],
    ['docker.1ms.run', 'no-scheme', 'https://docker.1ms.run'],
    ['docker.1ms.run/', 'no-scheme', 'https://docker.1ms.run'],
    ['docker.1ms.run/v2/', 'no-scheme', 'https://docker.1ms.run'],
    ['//docker.1ms.run', 'no-scheme', 'https://docker.1ms.run'],
    ['m.example:5000', 'no-scheme', 'https://m.example:5000'],
    ['[::1]:5000', 'no-scheme', 'https://[::1]:5000'],
    ['localhost', 'no-scheme', 'https://localhost'],
    ['daocloud', 'no-scheme', null],
    ['https:/m.example', 'malformed-scheme', 'https://m.example'],
    ['https//m.example', 'malformed-scheme', 'https://m.example'],
    ['https:\\\\m.example', 'malformed-scheme', 'https://m.example'],
    ['https:m.example', 'malformed-scheme', 'https://m.example'],
    ['https://https://m.example', 'malformed-scheme', 'https://m.example'],
    ['ftp://m.example', 'other-scheme', 'https://m.example'],
    ['docker://m.example/library/nginx', 'other-scheme', 'https://m.example'],
    ['https://user:secret@m.example', 'user-info', 'https://m.example'],
    ['https://@m.example', 'user-info', 'https://m.example'],
    ['https://', 'bad-host', undefined],
    ['https:///', 'bad-host', undefined],
    ['https://1.2.3.4.5', 'bad-host', undefined],
    ['https://m.example:', 'bad-port', undefined],
    ['https://m.example:0', 'bad-port', undefined],
    ['https://m.example:65536', 'bad-port', undefined],
    ['https://m.example:http', 'bad-port', undefined],
    ['https://m.example?ns=docker.io', 'query', 'https://m.example'],
    ['https://m.example/?', 'query', 'https://m.example'],
    ['https://m.example#top', 'fragment', 'https://m.example'],
    ['https://m.example/v2', 'api-path', 'https://m.example'],
    ['https://m.example/v2/', 'api-path', 'https://m.example'],
    ['https://m.example/pre/v2/_catalog', 'api-path', 'https://m.example/pre'],
    ['https://m.example/v2/library/nginx/manifests/latest', 'api-path', 'https://m.example'],
    ['https://m.example/v2/proxy', 'api-path', null],
    ['https://m.example/library/nginx', 'image-path', 'https://m.example'],
    ['https://m.example/pre/library/nginx', 'image-path', 'https://m.example/pre'],
    ['https://m.example/docker.io/library/nginx:latest', 'image-path', 'https://m.example'],
    ['https://m.example/nginx:latest', 'image-path', 'https://m.example'],
    ['https://m.example/someone/app:1', 'image-path', 'https://m.example'],
  ])('refuses %j as %s', (text, kind, meant) => {
    const parsed = parseMirrorUrl(text);
    expect(parsed).toMatchObject({ ok: false, problem: { kind } });
    if (!parsed.ok && meant !== undefined) expect(parsed.problem).toHaveProperty('meant', meant);
  });

  it.each([
    ['https://mirrors.aliyun.com', 'package-mirror'],
    ['https://mirrors.aliyun.com/docker-ce/linux/ubuntu', 'package-mirror'],
    ['https://mirrors.163.com/docker-ce', 'package-mirror'],
    ['https://mirrors.tuna.tsinghua.edu.cn/docker-ce', 'package-mirror'],
    ['mirrors.ustc.edu.cn', 'package-mirror'],
    ['https://download.docker.com/linux/debian', 'package-mirror'],
    ['https://hub.docker.com', 'docker-hub'],
    ['https://hub.docker.com/_/nginx?tab=tags', 'docker-hub'],
    ['docker.io', 'docker-hub'],
    ['https://registry-1.docker.io/v2/', 'docker-hub'],
    ['https://user:secret@index.docker.io/v1/', 'docker-hub'],
    ['https://ghcr.io', 'registry'],
    ['quay.io', 'registry'],
    ['https://gcr.io', 'registry'],
    ['https://registry.cn-hangzhou.aliyuncs.com', 'cloud-registry'],
    ['https://registry-vpc.cn-beijing.aliyuncs.com/ns', 'cloud-registry'],
    ['https://crpi-abc.cn-hangzhou.personal.cr.aliyuncs.com', 'cloud-registry'],
    ['https://swr.cn-north-4.myhuaweicloud.com', 'cloud-registry'],
    ['ccr.ccs.tencentyun.com', 'cloud-registry'],
    ['https://docker.mirrors.tuna.tsinghua.edu.cn', 'never-existed'],
  ])('knows that %s is a %s', (text, kind) => {
    expect(parseMirrorUrl(text)).toMatchObject({
      ok: false,
      problem: { kind: 'not-a-mirror', what: { kind } },
    });
  });

  it.each([
    ['https://m.example', []],
    ['https://m.example/pre', ['path-prefix']],
    ['https://m.example/docker.io', ['registry-in-path']],
    ['http://m.example', ['plain-http']],
    ['http://127.0.0.1:5000', []],
    ['http://[::1]:5000', []],
    ['http://192.168.1.2', []],
    ['http://100.100.0.1', []],
    ['http://8.8.8.8', ['plain-http']],
    ['http://registry.lan', []],
    ['http://registry', []],
    // Full-width marks alone make no foreign name.
    ['https://a。example', []],
    ['https://ａ.example', []],
    ['http://DOCKER.中文.example/pre', ['path-prefix', 'plain-http', 'international-name']],
  ])('notes on %s: %j', (text, kinds) => {
    const parsed = parseMirrorUrl(text);
    expect(parsed.ok && parsed.notes.map((note) => note.kind)).toEqual(kinds);
  });

  it('takes what it prints, unchanged', () => {
    fc.assert(
      fc.property(fc.webUrl({ validSchemes: ['http', 'https'], withQueryParameters: false }), (text) => {
        const parsed = parseMirrorUrl(text);
        fc.pre(parsed.ok);
        if (parsed.ok) expect(mirror(parsed.value.href)).toEqual(parsed.value);
      }),
    );
  });

  it('means only what it would take', () => {
    const spoilt = fc
      .tuple(
        fc.constantFrom('', ' ', '"', 'https:/', 'http://', 'https://u:p@', '//', 'https：//'),
        fc.domain(),
        fc.constantFrom('', '/', '/v2/', '/library/nginx', '?x', '#x', ',', '.', ' ', '\u200b', ':0', '/pre'),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(spoilt, (text) => {
        const parsed = parseMirrorUrl(text);
        if (parsed.ok || !('meant' in parsed.problem) || parsed.problem.meant === null) return;
        expect(mirror(parsed.problem.meant).href).toBe(parsed.problem.meant);
      }),
    );
  });

  it('answers any text at all, without a throw and with no half-right value', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string({ unit: 'binary' }).map((text) => `https://${text}`),
          fc.webUrl({ withFragments: true, withQueryParameters: true }),
        ),
        (text) => {
          const parsed = parseMirrorUrl(text);
          if (!parsed.ok) return;
          const url = new URL(parsed.value.href);
          expect([url.username, url.password, url.search, url.hash]).toEqual(['', '', '', '']);
          expect(url.origin).toBe(parsed.value.origin);
          expect(parsed.value.href).toBe(`${parsed.value.origin}${parsed.value.pathPrefix}`);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('endpoint', () => {
  it('puts the prefix before /v2', () => {
    expect(endpoint(mirror('https://m.example'), '/v2/').href).toBe('https://m.example/v2/');
    expect(endpoint(mirror('https://m.example/pre'), '/v2/library/nginx/manifests/latest').href).toBe(
      'https://m.example/pre/v2/library/nginx/manifests/latest',
    );
  });

  it('adds a query', () => {
    expect(endpoint(mirror('https://m.example'), '/v2/', { ns: 'docker.io' }).href).toBe(
      'https://m.example/v2/?ns=docker.io',
    );
  });

  it('never leaves the origin, whatever path and query hold', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '/evil.example',
        '//evil.example',
        '\\\\evil.example',
        '@evil.example',
        '../../..',
        '?x#y',
      ),
    );
    fc.assert(
      fc.property(fc.webUrl(), nasty, nasty, (text, path, value) => {
        const parsed = parseMirrorUrl(text);
        fc.pre(parsed.ok);
        if (!parsed.ok) return;
        const url = endpoint(parsed.value, `/${path}`, { ns: value });
        expect(url.origin).toBe(parsed.value.origin);
        expect(url.hash).toBe('');
        expect([...url.searchParams.keys()]).toEqual(['ns']);
      }),
    );
  });

  it('is not for relative paths', () => {
    expect(() => endpoint(mirror('https://m.example'), 'v2/')).toThrow(TypeError);
  });
});
