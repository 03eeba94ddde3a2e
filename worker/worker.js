/*
 * A registry mirror as a Cloudflare worker: one host a registry, pulls alone. https://distribution.github.io/distribution/spec/api/
 * Settings: wrangler.toml. What each part is for, and what it is not: README.md.
 */

/** name, `manifests` or `blobs`, reference. By the grammar of distribution/reference, so that nothing else can be asked through here. */
const PULL =
  /^\/v2\/([a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*)\/(manifests|blobs)\/([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|sha(?:256|512):[0-9a-f]{64,128})$/;
const MANIFEST_TYPES = new Set([
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
]);
/** What a registry needs to know of a client, and no more. */
const ASKED = ['accept', 'authorization', 'range', 'if-none-match', 'if-range', 'user-agent'];
/** What a client needs to know of a registry: no cookies, nothing of the way in between. */
const TOLD = [
  ...['content-type', 'content-length', 'content-range', 'accept-ranges', 'etag', 'last-modified'],
  ...['docker-content-digest', 'docker-distribution-api-version', 'retry-after'],
  ...['ratelimit-limit', 'ratelimit-remaining', 'docker-ratelimit-source', 'www-authenticate'],
];
/** As many as engines follow. */
const REDIRECTS = 5;
const TOKEN_PATH = '/token';

export default {
  async fetch(request, env) {
    try {
      return await answer(request, env);
    } catch {
      // Nothing of the inside is told.
      return refusal(502, 'UNAVAILABLE', 'the registry could not be reached');
    }
  },
};

async function answer(request, env) {
  const url = new URL(request.url);
  const upstream = upstreamOf(url.host, env);
  if (upstream === null || !isAllowed(request.headers.get('cf-connecting-ip') ?? '', env)) return nothing();
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refusal(405, 'UNSUPPORTED', 'this mirror serves pulls alone', { allow: 'GET, HEAD' });
  const secret = env.SECRET ?? '';
  const base = secret === '' ? '' : `/${secret}`;
  if (url.pathname === `${base}${TOKEN_PATH}`) return token(url, request, upstream, env, secret);
  // The realm that a bare ping was told of; who asks shows by its scopes that it knows.
  if (url.pathname === TOKEN_PATH && knowsBy(url, secret)) return token(url, request, upstream, env, secret);
  // Engines ping without the path of an image. What they are told must not hold what others are not to know.
  if (url.pathname === '/v2/' || url.pathname === '/v2')
    return told(await ask('/v2/', request, upstream), url, '');
  const path = withoutSecret(url.pathname, secret);
  if (path === null) return nothing();
  if (path === '/v2/') return told(await ask('/v2/', request, upstream), url, base);
  const [, name, kind, reference] = PULL.exec(path) ?? [];
  if (name === undefined) return nothing();
  const full = withLibrary(name, upstream, url.host, env);
  // `ns` and whatever else stands in the query is the client's affair: storage answers 400 to it.
  const response = await ask(`/v2/${full}/${kind}/${reference}`, request, upstream);
  const type = (response.headers.get('content-type') ?? '').split(';')[0].trim().toLowerCase();
  if (kind === 'manifests' && response.status === 200 && !MANIFEST_TYPES.has(type)) {
    await response.body?.cancel();
    return refusal(502, 'MANIFEST_INVALID', 'the registry answered with something that is no manifest');
  }
  return told(response, url, base, { name, full });
}

/** The registry behind a host of ours; null: none. */
function upstreamOf(host, env) {
  const registries = typeof env.REGISTRIES === 'string' ? JSON.parse(env.REGISTRIES) : (env.REGISTRIES ?? {});
  return Object.hasOwn(registries, host) ? new URL(registries[host]) : null;
}

function isAllowed(address, env) {
  const list = words(env.ALLOW);
  return (
    list.length === 0 ||
    list.some((item) => (/[.:]$/.test(item) ? address.startsWith(item) : address === item))
  );
}

/** `/v2/<secret>/library/…` as `/v2/library/…`; null: whoever asks does not know it. */
function withoutSecret(path, secret) {
  if (secret === '') return path;
  const start = `/v2/${secret}/`;
  if (path === `/v2/${secret}`) return '/v2/';
  return path.startsWith(start) ? `/v2/${path.slice(start.length)}` : null;
}

/** podman makes a scope of the path it asks by, the secret in it. */
function knowsBy(url, secret) {
  const names = scopesOf(url).map((scope) => scope.split(':')[1] ?? '');
  return names.length > 0 && names.every((name) => name.startsWith(`${secret}/`));
}

function scopesOf(url) {
  return url.searchParams
    .getAll('scope')
    .flatMap((scope) => scope.split(' '))
    .filter((scope) => scope !== '');
}

/** On Docker Hub a single name means library/; where a host of ours leads to a mirror of it, LIBRARY names that host. */
function withLibrary(name, upstream, host, env) {
  const isHub = upstream.hostname === 'registry-1.docker.io' || words(env.LIBRARY).includes(host);
  return isHub && !name.includes('/') ? `library/${name}` : name;
}

function words(text) {
  return (text ?? '').split(/[\s,]+/).filter((word) => word !== '');
}

/** Redirects are followed here and by hand: the storage behind a registry refuses a request with somebody's Authorization, which also is none of its business. */
async function ask(path, request, upstream) {
  let url = new URL(path, upstream);
  const headers = pick(request.headers, ASKED);
  // What is hashed goes as it is.
  headers.set('accept-encoding', 'identity');
  for (let redirects = 0; ; redirects++) {
    const response = await fetch(url, { method: request.method, headers, redirect: 'manual' });
    const location = response.headers.get('location');
    if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return response;
    await response.body?.cancel();
    const next = new URL(location, url);
    const isFit = next.protocol === 'https:' || next.protocol === upstream.protocol;
    if (redirects === REDIRECTS || !isFit) throw new Error('redirect');
    if (next.origin !== url.origin) headers.delete('authorization');
    url = next;
  }
}

/** What of the answer is the client's to know. A challenge is rewritten wherever it stands: containerd goes by that of a manifest, and the realm of a registry may be out of reach from where the client is. */
function told(response, url, base, names = null) {
  const headers = pick(response.headers, TOLD);
  headers.set('x-content-type-options', 'nosniff');
  const challenge = headers.get('www-authenticate');
  if (challenge !== null) {
    const service = /service="([^"]*)"/i.exec(challenge)?.[1];
    const parts = [
      `realm="${url.origin}${base}${TOKEN_PATH}"`,
      ...(service === undefined ? [] : [`service="${service}"`]),
      ...(names === null ? [] : [`scope="repository:${names.name}:pull"`]),
    ];
    if (/^bearer/i.test(challenge)) headers.set('www-authenticate', `Bearer ${parts.join(',')}`);
  }
  // A page of the registry's front, such as a CDN's own error, is not handed on as one of ours.
  const isPage = /^text\/html/i.test(headers.get('content-type') ?? '');
  if (isPage) {
    response.body?.cancel();
    const status = response.status >= 400 ? response.status : 502;
    return refusal(
      status,
      'UNAVAILABLE',
      'the registry answered with a page',
      pickObject(headers, ['retry-after']),
    );
  }
  return new Response(response.body, { status: response.status, headers });
}

/** A token of the registry's own, for pulls alone. Where its realm is, its challenge says (gcr.io has it at /v2/token). */
async function token(url, request, upstream, env, secret) {
  const wanted = [];
  for (const scope of scopesOf(url)) {
    const [, asked, actions] = /^repository:([a-z0-9._/-]{1,255}):([a-z,*]{1,40})$/.exec(scope) ?? [];
    if (asked === undefined) return refusal(400, 'DENIED', 'this scope is not a repository');
    const name = secret !== '' && asked.startsWith(`${secret}/`) ? asked.slice(secret.length + 1) : asked;
    if (actions !== 'pull') return refusal(403, 'DENIED', 'this mirror serves pulls alone');
    wanted.push(`repository:${withLibrary(name, upstream, url.host, env)}:pull`);
  }
  const ping = await fetch(new URL('/v2/', upstream), { redirect: 'manual' });
  await ping.body?.cancel();
  const challenge = ping.headers.get('www-authenticate') ?? '';
  const realm = /realm="([^"]+)"/i.exec(challenge)?.[1];
  const service = /service="([^"]*)"/i.exec(challenge)?.[1];
  if (realm === undefined || !/^bearer/i.test(challenge)) return nothing();
  const target = new URL(realm, upstream);
  if (target.protocol !== upstream.protocol) return nothing();
  if (service !== undefined) target.searchParams.set('service', service);
  for (const scope of wanted) target.searchParams.append('scope', scope);
  const account = url.searchParams.get('account');
  if (account !== null) target.searchParams.set('account', account);
  const headers = pick(request.headers, ['authorization', 'user-agent']);
  const response = await fetch(target, { headers, redirect: 'manual' });
  if (!/^application\/json/i.test(response.headers.get('content-type') ?? '')) {
    await response.body?.cancel();
    return refusal(response.status >= 400 ? response.status : 502, 'UNAVAILABLE', 'no token came');
  }
  const told = pick(response.headers, ['content-type', 'content-length', 'retry-after']);
  told.set('cache-control', 'no-store');
  return new Response(response.body, { status: response.status, headers: told });
}

function pick(from, names) {
  const headers = new Headers();
  for (const name of names) if (from.has(name)) headers.set(name, from.get(name));
  return headers;
}

function pickObject(from, names) {
  return Object.fromEntries(names.flatMap((name) => (from.has(name) ? [[name, from.get(name)]] : [])));
}

function refusal(status, code, message, headers = {}) {
  const body = `${JSON.stringify({ errors: [{ code, message }] })}\n`;
  return new Response(body, {
    status,
    headers: {
      'content-type': 'application/json',
      'docker-distribution-api-version': 'registry/2.0',
      ...headers,
    },
  });
}

/** In plain text: a worker that shows a page of somebody else's is taken for phishing. */
function nothing() {
  return new Response('not found\n', {
    status: 404,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex',
    },
  });
}
