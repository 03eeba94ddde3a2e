import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Miniflare } from 'miniflare';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type StandIn, startStandIn, workerOptions } from './support.ts';

/** worker/ under workerd, over a registry and a storage of another origin. Each bug that is named here was reported of such workers. */

const MANIFEST = Buffer.from('{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json"}');
const LAYER = Buffer.alloc(300_000, 7);
const sha = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const ALLOW = '203.0.113. 2001:db8::7 198.51.100.64/26 2001:db8:2::/47 2001:db8:ff:';
const OCI = 'application/vnd.oci.image.manifest.v1+json';

let storage: StandIn;
let hub: StandIn;
let other: StandIn;
let worker: Miniflare;
let compatibleWithOld: Miniflare;
let guarded: Miniflare;
let wrong: Miniflare;

const toStorage: StandIn['answer'] = ({ headers, url, method }, response) => {
  // As R2 and S3: who is signed in by the URL must not be by a header too, and knows no other words in the query.
  if (headers.authorization !== undefined || url.includes('ns=')) {
    response.writeHead(400, { 'content-type': 'application/xml' }).end('<Error>InvalidArgument</Error>');
    return;
  }
  const [, first = '0', last = ''] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
  const body = headers.range === undefined ? LAYER : LAYER.subarray(Number(first), Number(last) + 1);
  response.writeHead(headers.range === undefined ? 200 : 206, {
    'content-type': 'application/octet-stream',
    'content-length': body.length,
    'set-cookie': 'a=b',
    ...(headers.range === undefined ? {} : { 'content-range': `bytes ${first}-${last}/${LAYER.length}` }),
  });
  response.end(method === 'HEAD' ? undefined : body);
};

const toHub: StandIn['answer'] = ({ url, headers, method }, response) => {
  const path = url.split('?')[0] ?? '';
  if (path === '/realm') {
    const login = headers.authorization === undefined ? 'anonymous' : 'member';
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ token: login, expires_in: 300 }));
    return;
  }
  if (headers.authorization === undefined) {
    const scope =
      path === '/v2/' ? ',scope="repository:user/image:pull"' : ',scope="repository:library/nginx:pull"';
    response.writeHead(401, {
      'content-type': 'application/json',
      'www-authenticate': `Bearer realm="${hub.url}/realm",service="registry.docker.io"${scope}`,
    });
    response.end('{}');
    return;
  }
  if (/\/blobs\//.test(path)) {
    response.writeHead(307, { location: `${storage.url}/layer?signature=x` }).end();
    return;
  }
  response.writeHead(200, {
    'content-type': OCI,
    'content-length': MANIFEST.length,
    'docker-content-digest': sha(MANIFEST),
    'ratelimit-remaining': '76;w=21600',
    server: 'nginx',
  });
  response.end(method === 'HEAD' ? undefined : MANIFEST);
};

beforeAll(async () => {
  storage = await startStandIn(toStorage);
  hub = await startStandIn(toHub);
  other = await startStandIn((_, response) => {
    response.writeHead(401, { 'www-authenticate': `Bearer realm="/v2/token",service="other"` }).end();
  });
  const REGISTRIES = JSON.stringify({ 'docker.example': hub.url, 'gcr.example': other.url });
  worker = new Miniflare(workerOptions({ REGISTRIES, LIBRARY: 'docker.example' }));
  compatibleWithOld = new Miniflare(workerOptions({ REGISTRIES }, '2024-06-01'));
  guarded = new Miniflare(workerOptions({ REGISTRIES, SECRET: 's3cret', ALLOW }));
  wrong = new Miniflare(workerOptions({ REGISTRIES }));
}, 60_000);
afterAll(async () => {
  await Promise.all([worker?.dispose(), compatibleWithOld?.dispose(), guarded?.dispose(), wrong?.dispose()]);
  await Promise.all([storage?.stop(), hub?.stop(), other?.stop()]);
});
beforeEach(() => {
  storage.answer = toStorage;
  hub.answer = toHub;
  for (const { asked } of [storage, hub, other]) asked.length = 0;
});

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly host?: string;
  readonly by?: Miniflare;
}
const ask = (
  path: string,
  { method = 'GET', headers = {}, host = 'docker.example', by = worker }: Sent = {},
) => by.dispatchFetch(`https://${host}${path}`, { method, headers: { ...headers }, redirect: 'manual' });
const bearer = { authorization: 'Bearer anonymous', accept: OCI };
const blob = `/v2/library/nginx/blobs/${sha(LAYER)}`;

describe('redirects to storage', () => {
  it.each([
    ['the pinned compatibility date', () => worker],
    ['an old one, which followed with Authorization', () => compatibleWithOld],
  ])('go without Authorization, by %s', async (_, by) => {
    const answer = await ask(`${blob}?ns=docker.io`, { headers: bearer, by: by() });
    expect([answer.status, sha(Buffer.from(await answer.arrayBuffer()))]).toEqual([200, sha(LAYER)]);
    expect(storage.asked.map(({ headers, url }) => [headers.authorization, url])).toEqual([
      [undefined, '/layer?signature=x'],
    ]);
    expect(hub.asked.map(({ url }) => url)).toEqual([blob]);
  });

  it('hand on ranges, lengths and HEAD, and no cookie', async () => {
    const part = await ask(blob, { headers: { ...bearer, range: 'bytes=10-19' } });
    expect([part.status, part.headers.get('content-range'), (await part.arrayBuffer()).byteLength]).toEqual([
      206,
      `bytes 10-19/${LAYER.length}`,
      10,
    ]);
    const head = await ask(blob, { method: 'HEAD', headers: bearer });
    expect([head.status, head.headers.get('content-length'), head.headers.get('set-cookie')]).toEqual([
      200,
      String(LAYER.length),
      null,
    ]);
  });

  it('beyond the end tell how long it is', async () => {
    storage.answer = (_, response) => {
      response
        .writeHead(416, { 'content-range': 'bytes */300000', 'content-type': 'application/xml' })
        .end('<x/>');
    };
    const answer = await ask(`/v2/nginx/blobs/${sha(LAYER)}`, {
      headers: { ...bearer, range: 'bytes=900000-' },
    });
    expect([answer.status, answer.headers.get('content-range')]).toEqual([416, 'bytes */300000']);
  });

  it.each([
    ...['http://127.0.0.1:9', 'http://10.1.2.3', 'http://192.168.0.1', 'http://2130706433', 'http://[::1]:9'],
    ...['http://169.254.169.254', 'http://[::ffff:127.0.0.1]', 'http://[fd00::1]', 'http://a.localhost'],
    ...['https://172.20.0.1', 'http://100.64.0.1', 'http://0.0.0.0'],
  ])('from a registry of the world do not lead to %s', async (inside) => {
    const reached: string[] = [];
    const options = workerOptions({ REGISTRIES: JSON.stringify({ 'docker.example': 'http://hub.example' }) });
    await wrong.setOptions({
      ...options,
      // The world beyond the worker: a registry that leads inside, in its redirect and as its realm.
      outboundService: ({ url }: { readonly url: string }) => {
        const { hostname, pathname } = new URL(url);
        if (hostname !== 'hub.example') reached.push(url);
        return pathname === '/v2/'
          ? new Response('', {
              status: 401,
              headers: { 'www-authenticate': `Bearer realm="${inside}/token"` },
            })
          : new Response(null, { status: 307, headers: { location: `${inside}/layer` } });
      },
    });
    expect((await ask(blob, { by: wrong, headers: bearer })).status).toBe(502);
    expect((await ask('/token?scope=repository:a:pull', { by: wrong })).status).toBe(404);
    expect(reached).toEqual([]);
  });

  it('end where they never end, and lead nowhere but to http(s)', async () => {
    hub.answer = (_, response) => void response.writeHead(307, { location: `${hub.url}/v2/` }).end();
    expect((await ask(blob, { headers: bearer })).status).toBe(502);
    expect(hub.asked.length).toBeLessThan(8);
    hub.answer = (_, response) => void response.writeHead(307, { location: 'file:///etc/passwd' }).end();
    expect((await ask(blob, { headers: bearer })).status).toBe(502);
  });
});

describe('manifests', () => {
  it('come as they are, by GET and HEAD', async () => {
    const got = await ask('/v2/library/nginx/manifests/latest', { headers: bearer });
    expect(sha(Buffer.from(await got.arrayBuffer()))).toBe(sha(MANIFEST));
    const head = await ask('/v2/library/nginx/manifests/latest', { method: 'HEAD', headers: bearer });
    for (const { headers } of [got, head])
      expect([
        headers.get('content-type'),
        headers.get('content-length'),
        headers.get('docker-content-digest'),
        headers.get('ratelimit-remaining'),
        headers.get('server'),
      ]).toEqual([OCI, String(MANIFEST.length), sha(MANIFEST), '76;w=21600', null]);
  });

  it('what is no manifest is none, whatever its status says', async () => {
    hub.answer = (_, response) =>
      void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>parked</html>');
    const answer = await ask('/v2/library/nginx/manifests/latest', { headers: bearer });
    expect([answer.status, await answer.text()]).toEqual([502, expect.stringContaining('MANIFEST_INVALID')]);
  });

  it('come whole, also to who asks for a part', async () => {
    await ask('/v2/nginx/manifests/latest', {
      headers: { ...bearer, range: 'bytes=0-1', 'if-range': '"x"' },
    });
    expect(hub.asked.map(({ headers }) => [headers.range, headers['if-range']])).toEqual([
      [undefined, undefined],
    ]);
  });

  it('429 is passed on with Retry-After', async () => {
    hub.answer = (_, response) =>
      void response
        .writeHead(429, { 'content-type': 'application/json', 'retry-after': '60' })
        .end('{"errors":[{"code":"TOOMANYREQUESTS"}]}');
    const answer = await ask('/v2/library/nginx/manifests/latest', { headers: bearer });
    expect([answer.status, answer.headers.get('retry-after'), await answer.text()]).toEqual([
      429,
      '60',
      expect.stringContaining('TOOMANYREQUESTS'),
    ]);
  });
});

describe('challenges', () => {
  const ours = 'Bearer realm="https://docker.example/token",service="r",scope="repository:nginx:pull"';
  it.each([
    ['Basic realm="x", Bearer realm="HUB/realm",service="r"', `Basic realm="x", ${ours}`],
    ['Bearer realm="HUB/realm",service="r", Basic realm="x"', `${ours}, Basic realm="x"`],
    ['Negotiate, bearer service="r" , realm = "HUB/realm"', `Negotiate, ${ours}`],
    ['Bearer realm=HUB/realm, service=r', ours],
    ['Bearer realm="HUB/realm",xservice="x",service=r', ours],
    ['Bearer realm="HUB/realm",service="r",scope="x",error="invalid_token"', `${ours},error="invalid_token"`],
    ['Basic realm="a, Bearer b", charset="UTF-8"', 'Basic realm="a, Bearer b", charset="UTF-8"'],
  ])('%s is rewritten where it stands', async (theirs, told) => {
    hub.answer = (request, response) => {
      const { url, headers } = request;
      if (url.startsWith('/realm') || headers.authorization !== undefined) return toHub(request, response);
      response.writeHead(401, { 'www-authenticate': theirs.replace('HUB', hub.url) }).end();
    };
    const answer = await ask('/v2/nginx/manifests/latest');
    expect(answer.headers.get('www-authenticate')).toBe(told);
    const token = await ask('/token?scope=repository:nginx:pull');
    expect(token.status).toBe(theirs.includes('HUB') ? 200 : 404);
  });
});

describe('tokens', () => {
  it.each([
    ['/v2/', ''],
    // containerd takes the challenge of the manifest's own answer.
    ['/v2/library/nginx/manifests/latest', ',scope="repository:library/nginx:pull"'],
    ['/v2/nginx/manifests/latest', ',scope="repository:nginx:pull"'],
    [blob, ',scope="repository:library/nginx:pull"'],
  ])('the challenge of %s leads here, with the scope of the client’s own name', async (path, scope) => {
    const answer = await ask(path);
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
      401,
      `Bearer realm="https://docker.example/token",service="registry.docker.io"${scope}`,
    ]);
  });

  it('come for several scopes, with library/ for short names', async () => {
    const answer = await ask('/token?service=x&scope=repository:nginx:pull&scope=repository:a/b:pull');
    expect(await answer.json()).toMatchObject({ token: 'anonymous' });
    const { searchParams } = new URL(hub.asked.at(-1)?.url ?? '', hub.url);
    expect([searchParams.get('service'), searchParams.getAll('scope')]).toEqual([
      'registry.docker.io',
      ['repository:library/nginx:pull', 'repository:a/b:pull'],
    ]);
  });

  it('a login is passed to the realm, and no further', async () => {
    const answer = await ask('/token?scope=repository:nginx:pull&account=me', {
      headers: { authorization: 'Basic bWU6cHc=' },
    });
    expect(await answer.json()).toMatchObject({ token: 'member' });
    expect(hub.asked.map(({ headers }) => headers.authorization)).toEqual([undefined, 'Basic bWU6cHc=']);
  });

  it('come from a realm at the registry itself, as of gcr.io', async () => {
    await ask('/token?scope=repository:nginx:pull', { host: 'gcr.example' });
    expect(other.asked.map(({ url }) => url)).toEqual([
      '/v2/',
      '/v2/token?service=other&scope=repository%3Anginx%3Apull',
    ]);
  });

  const many = (count: number): string =>
    `/token?${Array.from({ length: count }, (_, index) => `scope=repository:a/b${index}:pull`).join('&')}`;

  it.each([
    '/token?scope=repository:../x:pull',
    '/token?scope=repository:a//b:pull',
    '/token?scope=repository:a/../b:pull',
    '/token?scope=registry:catalog:*',
    `/token?scope=repository:${'a'.repeat(300)}:pull`,
    many(17),
  ])('not for %s', async (path) => {
    const answer = await ask(path);
    expect([answer.status, hub.asked]).toEqual([400, []]);
  });

  it('for as many scopes as an engine asks for', async () => {
    expect((await ask(many(16))).status).toBe(200);
  });

  it.each(['pull,push', 'push', '*', 'delete'])('not for %s', async (action) => {
    const answer = await ask(`/token?scope=repository:nginx:${action}`);
    expect([answer.status, hub.asked]).toEqual([403, []]);
  });
});

describe('routes', () => {
  it('each host has its registry, and no other falls back to the Hub', async () => {
    await ask('/v2/nginx/manifests/latest', { host: 'gcr.example' });
    expect(other.asked.map(({ url }) => url)).toEqual(['/v2/nginx/manifests/latest']);
    const unknown = await ask('/v2/', { host: 'quay.example' });
    expect([unknown.status, hub.asked]).toEqual([404, []]);
  });

  it('a short name is in library/', async () => {
    expect((await ask('/v2/nginx/manifests/latest', { headers: bearer })).status).toBe(200);
    expect(hub.asked.map(({ url }) => url)).toEqual(['/v2/library/nginx/manifests/latest']);
  });

  it.each([
    '/',
    '/search?q=nginx',
    '/v1/search',
    '/v2/_catalog',
    '/v2/library/nginx/tags/list',
    '/v2/library/nginx/blobs/uploads/',
    '/v2/http://evil.example/manifests/latest',
    '/v2//evil.example/manifests/latest',
    '/v2/a%2f..%2fb/manifests/latest',
    '/v2/UPPER/manifests/latest',
    '/https://evil.example/',
    '/robots.txt',
  ])('%s is nothing, in plain text', async (path) => {
    const answer = await ask(path, { headers: bearer });
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      404,
      'text/plain; charset=utf-8',
      'not found\n',
    ]);
    expect(hub.asked).toEqual([]);
  });

  it('a name of 6,000 signs does not reach the registry', async () => {
    const answer = await ask(`/v2/${'a/'.repeat(3_000)}a/manifests/latest`, { headers: bearer });
    expect([answer.status, hub.asked]).toEqual([404, []]);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s is refused', async (method) => {
    const answer = await ask('/v2/library/nginx/blobs/uploads/', { method, headers: bearer });
    expect([answer.status, hub.asked]).toEqual([405, []]);
  });

  it('a page of the registry’s front is not shown', async () => {
    hub.answer = (_, response) =>
      void response
        .writeHead(503, { 'content-type': 'text/html', 'retry-after': '9' })
        .end('<html>hub</html>');
    const answer = await ask('/v2/');
    expect([answer.status, answer.headers.get('retry-after'), await answer.text()]).toEqual([
      503,
      '9',
      expect.not.stringContaining('html>'),
    ]);
  });

  it('a registry that is out of reach is 502, without a word of the inside', async () => {
    hub.answer = (_, response) => void response.destroy();
    const answer = await ask('/v2/');
    expect([answer.status, await answer.text()]).toEqual([502, expect.not.stringContaining('127.0.0.1')]);
  });
});

describe('what a browser would show', () => {
  const types = ['text/html', 'application/xhtml+xml', 'image/svg+xml', 'text/xml; charset=utf-8'];
  const page = '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>';
  const as = (status: number, type: string | null) => {
    hub.answer = (_, response) =>
      void response
        .writeHead(status, {
          ...(type === null ? {} : { 'content-type': type }),
          'www-authenticate': `Bearer realm="${hub.url}/realm",service="s"`,
        })
        .end(page);
  };
  const bare = ({ headers }: { readonly headers: { get(name: string): string | null } }) => [
    headers.get('content-type'),
    headers.get('x-content-type-options'),
  ];

  it.each([...types, null])('a layer that calls itself %s is bytes', async (type) => {
    as(200, type);
    const answer = await ask(blob, { headers: bearer });
    expect([answer.status, ...bare(answer)]).toEqual([200, 'application/octet-stream', 'nosniff']);
  });

  it.each([...types, null].flatMap((type) => [401, 404, 503].map((status) => [status, type] as const)))(
    '%i as %s is an error in JSON, and the challenge of a 401 stands',
    async (status, type) => {
      as(status, type);
      for (const path of ['/v2/', blob, '/v2/library/nginx/manifests/latest']) {
        const answer = await ask(path, { headers: bearer });
        expect([answer.status, ...bare(answer)]).toEqual([status, 'application/json', 'nosniff']);
        expect(answer.headers.get('www-authenticate')).toEqual(
          status === 401 ? expect.stringContaining('https://docker.example/token') : null,
        );
        expect(JSON.parse(await answer.text())).toMatchObject({ errors: [{ code: 'UNAVAILABLE' }] });
      }
    },
  );

  it.each(types)('%s is no answer to a ping', async (type) => {
    as(200, type);
    const answer = await ask('/v2/');
    expect([answer.status, ...bare(answer)]).toEqual([502, 'application/json', 'nosniff']);
  });
});

describe('settings', () => {
  it.each([
    [{ REGISTRIES: '{"docker.example": "https://hub.example"' }, 'REGISTRIES is not JSON'],
    [{ REGISTRIES: '["https://hub.example"]' }, 'an object of hosts'],
    [{ REGISTRIES: '{"docker.example": "hub.example"}' }, 'http(s) URLs'],
    [{ REGISTRIES: '{"docker.example": "https://hub.example/mirror"}' }, 'without a path'],
    [{ ALLOW: '203.0.113.0/33' }, 'ALLOW takes'],
    [{ ALLOW: '2001:db8::/129' }, 'ALLOW takes'],
    [{ ALLOW: '203.0.113.7 office' }, 'ALLOW takes'],
    [{ SECRET: 'Upper/case' }, 'SECRET takes'],
    [{ SECRET: 12345 }, 'SECRET takes a text'],
    [{ ALLOW: ['203.0.113.7'] }, 'ALLOW takes a text'],
    [{ LIBRARY: ['docker.example'] }, 'LIBRARY takes a text'],
    [{ ALLOW: { a: 'b' } }, 'ALLOW takes a text'],
  ])('%j are told of, and let nobody in', async (settings, word) => {
    const REGISTRIES = JSON.stringify({ 'docker.example': hub.url });
    await wrong.setOptions(workerOptions({ REGISTRIES, ...settings }));
    const answer = await ask('/v2/', { by: wrong, headers: bearer });
    const { errors } = JSON.parse(await answer.text());
    expect([answer.status, errors[0].message]).toEqual([500, expect.stringContaining(word)]);
    expect(errors[0].message).toMatch(/^settings of this worker: /);
    expect(hub.asked).toEqual([]);
  });
});

describe('who may', () => {
  const from = (address: string): Sent => ({
    by: guarded,
    headers: { ...bearer, 'cf-connecting-ip': address },
  });

  it.each([
    ['203.0.113.9', '/v2/s3cret/library/nginx/manifests/latest', 200],
    ['2001:db8::7', '/v2/s3cret/nginx/manifests/latest', 200],
    ['203.0.114.9', '/v2/s3cret/library/nginx/manifests/latest', 404],
    ['2001:db8::70', '/v2/s3cret/library/nginx/manifests/latest', 404],
    ['2001:0DB8:0::0007', '/v2/s3cret/nginx/manifests/latest', 200],
    ['198.51.100.127', '/v2/s3cret/nginx/manifests/latest', 200],
    ['198.51.100.128', '/v2/s3cret/nginx/manifests/latest', 404],
    ['198.51.100.63', '/v2/s3cret/nginx/manifests/latest', 404],
    ['2001:db8:3:ffff::1', '/v2/s3cret/nginx/manifests/latest', 200],
    ['2001:db8:4::1', '/v2/s3cret/nginx/manifests/latest', 404],
    ['2001:db8:ff:1::', '/v2/s3cret/nginx/manifests/latest', 200],
    ['2001:db8:fff::1', '/v2/s3cret/nginx/manifests/latest', 404],
    ['', '/v2/s3cret/nginx/manifests/latest', 404],
    ['203.0.113.9', '/v2/library/nginx/manifests/latest', 404],
    ['203.0.113.9', '/token?scope=repository:nginx:pull', 404],
    ['203.0.113.9', '/s3cret/token?scope=repository:nginx:pull', 200],
    ['203.0.113.9', '/token', 404],
    ['203.0.113.9', '/token?scope=repository:s3cret/nginx:pull&scope=repository:nginx:pull', 404],
    ['203.0.113.9', '/token?scope=repository:s3cret/nginx:pull', 200],
    ['203.0.113.9', '/token?scope=repository:s3cret/../a:pull', 404],
    ['203.0.113.9', '/v2/s3cretive/nginx/manifests/latest', 404],
  ])('%s asks for %s: %i', async (address, path, status) => {
    expect((await ask(path, from(address))).status).toBe(status);
  });

  it.each(['POST', 'OPTIONS', 'DELETE'])(
    '%s tells who does not know that nothing stands here',
    async (method) => {
      for (const path of ['/v2/', '/v2/library/nginx/blobs/uploads/', '/token', '/']) {
        const answer = await ask(path, { ...from('203.0.113.9'), method });
        expect([answer.status, answer.headers.get('content-type'), answer.headers.get('allow')]).toEqual([
          404,
          'text/plain; charset=utf-8',
          null,
        ]);
      }
      const known = await ask('/v2/s3cret/nginx/blobs/uploads/', { ...from('203.0.113.9'), method });
      expect(known.status).toBe(405);
    },
  );

  it.each(['/v2/', '/v2'])('%s is told of no secret', async (path) => {
    const answer = await ask(path, { by: guarded, headers: { 'cf-connecting-ip': '203.0.113.9' } });
    const told = `${JSON.stringify([...answer.headers])} ${await answer.text()}`;
    expect([answer.status, told]).toEqual([401, expect.not.stringContaining('s3cret')]);
    expect(told).toContain('/token');
  });

  it('the secret in a scope of podman’s does not reach the registry', async () => {
    hub.asked.length = 0;
    await ask('/token?scope=repository:s3cret/library/nginx:pull', from('203.0.113.9'));
    const urls = hub.asked.map(({ url }) => url).join(' ');
    expect(urls).toContain(encodeURIComponent('repository:library/nginx:pull'));
    expect(urls).not.toContain('s3cret');
  });
});

it('is one file in module syntax, not on workers.dev, with a pinned date', async () => {
  const read = (name: string): Promise<string> =>
    readFile(new URL(`../../worker/${name}`, import.meta.url), 'utf8');
  const [script, config] = await Promise.all([read('worker.js'), read('wrangler.toml')]);
  expect(script).toMatch(/^export default \{$/m);
  expect(script).not.toMatch(/^import |addEventListener/m);
  expect(config).toMatch(/^workers_dev = false$/m);
  expect(config).toMatch(/^compatibility_date = "\d{4}-\d\d-\d\d"$/m);
});
