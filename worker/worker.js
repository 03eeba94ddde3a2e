/*
 * A registry mirror as a Cloudflare worker: one host a registry, pulls alone. https://distribution.github.io/distribution/spec/api/
 * Settings: wrangler.toml. What each part is for, and what it is not: README.md.
 */

/** Of a repository, by distribution/reference. */
const PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const NAME = `${PART}(?:/${PART})*`;
/** Name, `manifests` or `blobs`, reference. By that grammar, so that nothing else can be asked through here. */
const PULL = new RegExp(
  `^/v2/(${NAME})/(manifests|blobs)/([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|sha(?:256|512):[0-9a-f]{64,128})$`,
);
const SCOPE = new RegExp(`^repository:(${NAME}):([a-z,*]{1,40})$`);
const MANIFEST_TYPES = new Set([
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
]);
/** What a registry needs to know of a client, and no more. */
const ASKED = ['accept', 'authorization', 'if-none-match', 'user-agent'];
/** Of blobs alone: part of a manifest is none. */
const ASKED_OF_BLOB = [...ASKED, 'range', 'if-range'];
/** What a client needs to know of a registry: no cookies, nothing of the way in between. */
const TOLD = [
  ...['content-type', 'content-length', 'content-range', 'accept-ranges', 'etag', 'last-modified'],
  ...['docker-content-digest', 'docker-distribution-api-version', 'retry-after'],
  ...['ratelimit-limit', 'ratelimit-remaining', 'docker-ratelimit-source', 'www-authenticate'],
];
/** As many as engines follow. */
const REDIRECTS = 5;
/** Of a name, by distribution/reference. */
const NAME_LENGTH = 255;
/** Of one token: an engine asks for one, and for those that it mounts layers from. */
const SCOPES = 16;
const TOKEN_PATH = '/token';

export default {
  async fetch(request, env) {
    const settings = readSettings(env);
    if (typeof settings === 'string') return refusal(500, 'UNKNOWN', `settings of this worker: ${settings}`);
    try {
      return await answer(request, settings);
    } catch {
      // Nothing of the inside is told.
      return refusal(502, 'UNAVAILABLE', 'the registry could not be reached');
    }
  },
};

async function answer(request, { registries, secret, allow, library }) {
  const url = new URL(request.url);
  const upstream = registries.get(url.host);
  const address = readAddress(request.headers.get('cf-connecting-ip') ?? '');
  if (upstream === undefined || !allow(address)) return nothing();
  const site = {
    upstream,
    secret,
    isHub: upstream.hostname === 'registry-1.docker.io' || library.includes(url.host),
  };
  const base = secret === '' ? '' : `/${secret}`;
  const path = withoutSecret(url.pathname, secret);
  const scopes = scopesOf(url);
  if (request.method !== 'GET' && request.method !== 'HEAD')
    // To who does not know the secret nothing stands here.
    return url.pathname === `${base}${TOKEN_PATH}` || path?.startsWith('/v2/')
      ? refusal(405, 'UNSUPPORTED', 'this mirror serves pulls alone', { allow: 'GET, HEAD' })
      : nothing();
  if (url.pathname === `${base}${TOKEN_PATH}`) return token(url, scopes, request, site);
  // The realm that a bare ping was told of; who asks shows by its scopes that it knows.
  if (url.pathname === TOKEN_PATH && knowsBy(scopes, secret)) return token(url, scopes, request, site);
  // Engines ping without the path of an image. What they are told must not hold what others are not to know.
  if (url.pathname === '/v2/' || url.pathname === '/v2')
    return told(await ask('/v2/', request, upstream, ASKED), url, '', { kind: 'ping' });
  if (path === null) return nothing();
  if (path === '/v2/') return told(await ask('/v2/', request, upstream, ASKED), url, base, { kind: 'ping' });
  const [, name, kind, reference] = PULL.exec(path) ?? [];
  if (name === undefined || name.length > NAME_LENGTH) return nothing();
  // `ns` and whatever else stands in the query is the client's affair: storage answers 400 to it.
  const asked = kind === 'blobs' ? ASKED_OF_BLOB : ASKED;
  const response = await ask(`/v2/${withLibrary(name, site)}/${kind}/${reference}`, request, upstream, asked);
  return told(response, url, base, { kind, name });
}

/** What stands in wrangler.toml; a string says to the owner what is wrong with it, and is all that anybody gets. */
function readSettings(env) {
  const registries = registriesOf(env.REGISTRIES ?? {});
  if (typeof registries === 'string') return registries;
  for (const name of ['SECRET', 'ALLOW', 'LIBRARY'])
    if (typeof (env[name] ?? '') !== 'string') return `${name} takes a text, in quotes`;
  const secret = env.SECRET ?? '';
  if (!/^(?:[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)?$/.test(secret))
    return 'SECRET takes lower-case letters and digits, with single ".", "_" or "-" between them';
  const ranges = words(env.ALLOW).map(rangeOf);
  if (ranges.includes(null)) return 'ALLOW takes addresses, their beginnings and CIDR blocks';
  const allow = (address) => ranges.length === 0 || ranges.some((range) => isIn(address, range));
  return { registries, secret, allow, library: words(env.LIBRARY).map((host) => host.toLowerCase()) };
}

/** The registry behind each host of ours. */
function registriesOf(setting) {
  let found = setting;
  try {
    if (typeof setting === 'string') found = JSON.parse(setting);
  } catch {
    return 'REGISTRIES is not JSON';
  }
  if (typeof found !== 'object' || found === null || Array.isArray(found))
    return 'REGISTRIES takes an object of hosts and registries';
  const registries = new Map();
  for (const [host, text] of Object.entries(found)) {
    const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : null;
    if (url === null || !/^https?:$/.test(url.protocol)) return 'REGISTRIES takes http(s) URLs of registries';
    // It would be dropped without a word.
    if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '')
      return 'REGISTRIES takes URLs without a path, a query or a user: a registry has its host to itself';
    registries.set(host.toLowerCase(), url);
  }
  return registries;
}

/** `203.0.113.7`, `203.0.113.0/24`, `203.0.113.`, and the like of version 6: a block of addresses; null: none of these. */
function rangeOf(text) {
  const [, start = '', bits] = /^([0-9a-f.:]+?)(?:\/(\d{1,3}))?$/i.exec(text) ?? [];
  const given = start.split(/[.:]/).length - 1;
  if (bits !== undefined) return blockOf(start, Number(bits));
  if (/^(?:\d{1,3}\.){1,3}$/.test(start)) return blockOf(`${start}${'0.'.repeat(3 - given)}0`, given * 8);
  if (/^(?:[0-9a-f]{1,4}:){1,7}$/i.test(start)) return blockOf(`${start}:`, given * 16);
  return blockOf(start, start.includes(':') ? 128 : 32);
}

function blockOf(start, bits) {
  const address = readAddress(start);
  return address === null || bits > address.length ? null : { ...address, bits };
}

/** An address as a number of 32 or 128 bits; null: it is none. */
function readAddress(address) {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(address)) {
    const bytes = address.split('.').map(Number);
    return bytes.some((byte) => byte > 255)
      ? null
      : { length: 32, value: bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n) };
  }
  if (!address.includes(':') || !URL.canParse(`http://[${address}]`)) return null;
  // The URL's own form has no dots and at most one `::`.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = (text) => (text ?? '').split(':').filter((group) => group !== '');
  const [left, right] = [groups(head), groups(tail)];
  const all = [...left, ...Array(8 - left.length - right.length).fill('0'), ...right];
  return { length: 128, value: all.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n) };
}

function isIn(address, { length, value, bits }) {
  const shift = BigInt(length - bits);
  return address?.length === length && address.value >> shift === value >> shift;
}

/** Of machines and networks themselves: https://www.iana.org/assignments/iana-ipv4-special-registry/ and -ipv6-; the mapped ones of version 6 lead to any of version 4. */
const INSIDE = [
  ...[
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.168.0.0/16',
  ],
  ...['::/127', '::ffff:0:0/96', '64:ff9b::/96', 'fc00::/7', 'fe80::/10'],
].map(rangeOf);

/** `/v2/<secret>/library/…` as `/v2/library/…`; null: whoever asks does not know it. */
function withoutSecret(path, secret) {
  if (secret === '') return path;
  const start = `/v2/${secret}/`;
  if (path === `/v2/${secret}`) return '/v2/';
  return path.startsWith(start) ? `/v2/${path.slice(start.length)}` : null;
}

/** podman makes a scope of the path it asks by, the secret in it. */
function knowsBy(scopes, secret) {
  return scopes !== null && scopes.length > 0 && scopes.every(({ name }) => name.startsWith(`${secret}/`));
}

/** What a token is asked for; null: one of them is not a repository, or they are too many. */
function scopesOf(url) {
  const scopes = [];
  for (const text of url.searchParams.getAll('scope').flatMap((scope) => scope.split(' '))) {
    if (text === '') continue;
    const [, name, actions] = SCOPE.exec(text) ?? [];
    if (name === undefined || name.length > NAME_LENGTH || scopes.length === SCOPES) return null;
    scopes.push({ name, actions });
  }
  return scopes;
}

/** On Docker Hub a single name means library/; where a host of ours leads to a mirror of it, LIBRARY names that host. */
function withLibrary(name, { isHub }) {
  return isHub && !name.includes('/') ? `library/${name}` : name;
}

function words(text) {
  return (text ?? '').split(/[\s,]+/).filter((word) => word !== '');
}

/** Redirects are followed here and by hand: the storage behind a registry refuses a request with somebody's Authorization, which also is none of its business. */
async function ask(path, request, upstream, asked) {
  let url = new URL(path, upstream);
  const headers = pick(request.headers, asked);
  // What is hashed goes as it is.
  headers.set('accept-encoding', 'identity');
  for (let redirects = 0; ; redirects++) {
    const response = await fetch(url, { method: request.method, headers, redirect: 'manual' });
    const location = response.headers.get('location');
    if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return response;
    await response.body?.cancel();
    const next = new URL(location, url);
    const isFit = next.protocol === 'https:' || next.protocol === upstream.protocol;
    if (redirects === REDIRECTS || !isFit || leadsInside(next, upstream)) throw new Error('redirect');
    if (next.origin !== url.origin) headers.delete('authorization');
    url = next;
  }
}

/** Does a registry of the world's lead to an address of a machine's or a network's own? A worker that runs elsewhere than at Cloudflare could reach it. */
function leadsInside(url, upstream) {
  return isInside(url) && !isInside(upstream);
}

function isInside({ hostname }) {
  const address = readAddress(hostname.replace(/^\[|\]$/g, ''));
  return address === null
    ? /(?:^|\.)localhost\.?$/.test(hostname)
    : INSIDE.some((range) => isIn(address, range));
}

/**
 * What of the answer is the client's to know. A challenge is rewritten wherever it stands: containerd goes by that of a manifest, and the realm of a registry may be out of reach from
 * where the client is. Of bodies only these go on: manifests of known types, blobs, and errors in JSON. Anything else could be somebody's page under our name.
 */
function told(response, url, base, what) {
  const { status } = response;
  const headers = pick(response.headers, TOLD);
  headers.set('x-content-type-options', 'nosniff');
  // Beside another status it asks for nothing.
  if (status !== 401) headers.delete('www-authenticate');
  const challenges = challengesOf(headers.get('www-authenticate') ?? '');
  const rewritten = challenges.map((challenge) => {
    if (!isBearer(challenge)) return challenge;
    const [service, error] = ['service', 'error'].map((name) => parameter(challenge, name));
    const parts = [
      `realm="${url.origin}${base}${TOKEN_PATH}"`,
      ...(service === undefined ? [] : [`service=${quoted(service)}`]),
      ...(what.name === undefined ? [] : [`scope="repository:${what.name}:pull"`]),
      // Why the token was not taken: https://www.rfc-editor.org/rfc/rfc6750#section-3
      ...(error === undefined ? [] : [`error=${quoted(error)}`]),
    ];
    return `Bearer ${parts.join(',')}`;
  });
  if (challenges.some(isBearer)) headers.set('www-authenticate', rewritten.join(', '));
  const type = (headers.get('content-type') ?? '').split(';')[0].trim().toLowerCase();
  const send = () => new Response(response.body, { status, headers });
  const instead = (code, message, as = status) => {
    response.body?.cancel();
    // A 416 tells in it how long the whole is, which is no matter of its own body.
    for (const name of OF_BODY) if (as !== 416 || name !== 'content-range') headers.delete(name);
    return refusal(as, code, message, Object.fromEntries(headers));
  };
  if (status === 304) return send();
  if (status === 200 || (status === 206 && what.kind === 'blobs')) {
    if (what.kind === 'blobs') {
      headers.set('content-type', 'application/octet-stream');
      return send();
    }
    if (what.kind === 'manifests') {
      if (MANIFEST_TYPES.has(type)) return send();
      return instead('MANIFEST_INVALID', 'the registry answered with something that is no manifest', 502);
    }
    if (['application/json', 'text/plain', ''].includes(type)) return send();
    return instead('UNAVAILABLE', 'the registry answered with a page', 502);
  }
  if (status < 400) return instead('UNAVAILABLE', 'the registry answered with something else', 502);
  if (type !== 'application/json') return instead('UNAVAILABLE', `the registry answered ${status}`);
  headers.set('content-type', 'application/json');
  return send();
}

/** The challenges of one header, which commas separate as they do the parameters of each: https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1 */
function challengesOf(header) {
  const challenges = [];
  for (const part of header.match(/(?:"(?:[^"\\]|\\.)*"|[^",])+/g) ?? []) {
    const text = part.trim();
    if (text === '') continue;
    // A parameter has its "=" behind its first word.
    if (challenges.length === 0 || !/^[\w!#$%&'*+.^`|~-]+\s*=(?!=*$)/.test(text)) challenges.push(text);
    else challenges.push(`${challenges.pop()},${text}`);
  }
  return challenges;
}

/** A parameter's value, a quoted string or a token; undefined: it is not there. */
function parameter(challenge, name) {
  for (const [, key, string, token] of challenge.matchAll(
    /([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))/g,
  ))
    if (key.toLowerCase() === name) return string?.replace(/\\(.)/g, '$1') ?? token;
  return undefined;
}

function quoted(text) {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function isBearer(challenge) {
  return /^bearer(?:\s|$)/i.test(challenge);
}

/** What is said of a body that is not sent. */
const OF_BODY = [
  'content-type',
  'content-length',
  'content-range',
  'accept-ranges',
  'etag',
  'last-modified',
  'docker-content-digest',
];

/** A token of the registry's own, for pulls alone. Where its realm is, its challenge says (gcr.io has it at /v2/token). */
async function token(url, scopes, request, site) {
  const { upstream, secret } = site;
  if (scopes === null)
    return refusal(400, 'DENIED', `a token is for ${SCOPES} scopes at most, each of a repository`);
  if (scopes.some(({ actions }) => actions !== 'pull'))
    return refusal(403, 'DENIED', 'this mirror serves pulls alone');
  const wanted = scopes.map(({ name: asked }) => {
    const name = secret !== '' && asked.startsWith(`${secret}/`) ? asked.slice(secret.length + 1) : asked;
    return `repository:${withLibrary(name, site)}:pull`;
  });
  const ping = await fetch(new URL('/v2/', upstream), { redirect: 'manual' });
  await ping.body?.cancel();
  const challenge = challengesOf(ping.headers.get('www-authenticate') ?? '').find(isBearer) ?? '';
  const realm = parameter(challenge, 'realm');
  const service = parameter(challenge, 'service');
  if (realm === undefined || !URL.canParse(realm, upstream)) return nothing();
  const target = new URL(realm, upstream);
  if (target.protocol !== upstream.protocol || leadsInside(target, upstream)) return nothing();
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
  told.set('x-content-type-options', 'nosniff');
  return new Response(response.body, { status: response.status, headers: told });
}

function pick(from, names) {
  const headers = new Headers();
  for (const name of names) if (from.has(name)) headers.set(name, from.get(name));
  return headers;
}

function refusal(status, code, message, headers = {}) {
  const body = `${JSON.stringify({ errors: [{ code, message }] })}\n`;
  return new Response(body, {
    status,
    headers: {
      'docker-distribution-api-version': 'registry/2.0',
      ...headers,
      'content-type': 'application/json',
      'x-content-type-options': 'nosniff',
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
