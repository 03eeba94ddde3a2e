// Registries behind a token server that knows one account: node account-registries.mjs PORT CERT KEY USER:PASSWORD. Says in a line what it is asked, and first that it listens.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';

const [port, cert, key, account] = process.argv.slice(2);
const basic = `Basic ${Buffer.from(account).toString('base64')}`;
const TYPE = 'application/vnd.docker.distribution.manifest.v2+json';
const CONFIG = Buffer.from('{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}');
const digestOf = (bytes) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const MANIFEST = Buffer.from(
  JSON.stringify({
    schemaVersion: 2,
    mediaType: TYPE,
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      size: CONFIG.length,
      digest: digestOf(CONFIG),
    },
    layers: [],
  }),
);

createServer({ cert: readFileSync(cert), key: readFileSync(key) }, ({ url, method, headers }, response) => {
  const known = headers.authorization === basic;
  console.log(method, url, headers.host, known ? 'account' : (headers.authorization?.split(' ')[0] ?? '-'));
  const send = (status, more, body) => {
    response.writeHead(status, { 'content-length': body.length, ...more });
    response.end(method === 'HEAD' ? undefined : body);
  };
  const json = (value) => Buffer.from(JSON.stringify(value));
  if (url.startsWith('/token'))
    return send(200, { 'content-type': 'application/json' }, json({ token: known ? 'member' : 'guest' }));
  const token = /^Bearer (\w+)$/.exec(headers.authorization ?? '')?.[1];
  const isPrivate = url.startsWith('/v2/private/');
  if (token === undefined || (isPrivate && token !== 'member')) {
    const realm = `Bearer realm="https://${headers.host}/token",service="registries"`;
    return send(401, { 'www-authenticate': realm, 'content-type': 'application/json' }, json({ errors: [] }));
  }
  if (url === '/v2/') return send(200, { 'content-type': 'application/json' }, json({}));
  const [, kind, reference] = /\/(manifests|blobs)\/(.+)$/.exec(url) ?? [];
  if (kind === 'manifests' && (reference === 'latest' || reference === digestOf(MANIFEST)))
    return send(200, { 'content-type': TYPE, 'docker-content-digest': digestOf(MANIFEST) }, MANIFEST);
  if (kind === 'blobs' && reference === digestOf(CONFIG))
    return send(200, { 'content-type': 'application/octet-stream' }, CONFIG);
  return send(404, { 'content-type': 'application/json' }, json({ errors: [] }));
}).listen(Number(port), () => console.log('listening'));
