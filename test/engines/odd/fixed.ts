import {
  type Auth,
  BEARER,
  type Change,
  type ImageEdit,
  type ImageShape,
  type OddMirror,
  PLAIN_AUTH,
  PLAIN_IMAGE,
  plain,
  type Rule,
  type Stage,
} from './mirror.ts';

/** A mirror of the fixed set, and what is odd about it. */
export interface Named {
  readonly name: string;
  readonly mirror: OddMirror;
}

type Described = Partial<Omit<OddMirror, 'id'>>;

const rule = (stages: readonly Stage[], change: Change, when?: Rule['when']): Rule => ({
  stages,
  change,
  ...(when === undefined ? {} : { when }),
});
const rules = (...all: Rule[]): Described => ({ rules: all });
const auth = (more: Partial<Auth>): Described => ({ auth: { ...PLAIN_AUTH, ...more } });
const image = (more: Partial<ImageShape>): Described => ({ image: { ...PLAIN_IMAGE, ...more } });
const edited = (...edits: ImageEdit[]): Described => image({ edits });

const HEAD = { method: 'HEAD' } as const;
const GET = { method: 'GET' } as const;
const MANIFESTS: readonly Stage[] = ['tag', 'top', 'child'];
const BLOBS: readonly Stage[] = ['config', 'layer'];
const ALL: readonly Stage[] = [...MANIFESTS, ...BLOBS];

/** One oddity each, of every kind that was seen on a mirror or that an engine's source has a rule for. */
const KINDS: Readonly<Record<string, Described>> = {
  'as good as any': {},
  'docker types': image({ format: 'docker' }),
  'a plain image under the tag': image({ top: 'image' }),
  'a plain image of docker types': image({ top: 'image', format: 'docker' }),
  'two layers': image({ layers: 2 }),
  'an index inside an index': image({ top: 'nested-index' }),
  'tokens as the Hub has them': { auth: PLAIN_AUTH },

  'HEAD: length 0': rules(rule(['tag'], { kind: 'length', as: 'zero' }, HEAD)),
  'HEAD: no length': rules(rule(['tag'], { kind: 'length', as: 'left-out' }, HEAD)),
  'HEAD: chunked': rules(rule(['tag'], { kind: 'length', as: 'chunked' }, HEAD)),
  'HEAD: a length that is one too many': rules(rule(['tag'], { kind: 'length', as: 'one-more' }, HEAD)),
  'HEAD: a length that is one too few': rules(rule(['tag'], { kind: 'length', as: 'one-less' }, HEAD)),
  'HEAD: octet-stream': rules(
    rule(['tag'], { kind: 'header', name: 'Content-Type', value: 'application/octet-stream' }, HEAD),
  ),
  'HEAD: application/json': rules(
    rule(['tag'], { kind: 'header', name: 'Content-Type', value: 'application/json' }, HEAD),
  ),
  'HEAD: text/plain': rules(
    rule(['tag'], { kind: 'header', name: 'Content-Type', value: 'text/plain' }, HEAD),
  ),
  'HEAD: no type': rules(rule(['tag'], { kind: 'header', name: 'Content-Type', value: null }, HEAD)),
  'HEAD: a type with a parameter': rules(
    rule(['tag'], { kind: 'header', name: 'Content-Type', value: '{type}; charset=utf-8' }, HEAD),
  ),
  'HEAD: a type with a blank before the semicolon': rules(
    rule(['tag'], { kind: 'header', name: 'Content-Type', value: '{type} ; charset=utf-8' }, HEAD),
  ),
  'HEAD: no digest': rules(
    rule(['tag'], { kind: 'header', name: 'Docker-Content-Digest', value: null }, HEAD),
  ),
  'HEAD and GET: no digest': rules(
    rule(['tag'], { kind: 'header', name: 'Docker-Content-Digest', value: null }),
  ),
  'nothing states a digest': rules(rule(ALL, { kind: 'header', name: 'Docker-Content-Digest', value: null })),
  'HEAD: a digest that is none': rules(
    rule(['tag'], { kind: 'header', name: 'Docker-Content-Digest', value: 'latest' }, HEAD),
  ),
  'HEAD: a digest in capitals': rules(
    rule(['tag'], { kind: 'header', name: 'Docker-Content-Digest', value: 'SHA256:ABCDEF' }, HEAD),
  ),
  'HEAD: an empty digest': rules(
    rule(['tag'], { kind: 'header', name: 'Docker-Content-Digest', value: '' }, HEAD),
  ),
  'HEAD: the digest of something else that is there': rules(
    rule(['tag'], { kind: 'header', name: 'Docker-Content-Digest', value: '{other}' }, HEAD),
  ),
  'HEAD without ns names another digest': rules(
    rule(
      ['tag'],
      { kind: 'header', name: 'Docker-Content-Digest', value: `sha256:${'1'.repeat(64)}` },
      { ...HEAD, ns: false },
    ),
  ),
  'HEAD with ns names another digest': rules(
    rule(
      ['tag'],
      { kind: 'header', name: 'Docker-Content-Digest', value: `sha256:${'1'.repeat(64)}` },
      { ...HEAD, ns: true },
    ),
  ),
  'HEAD 404': rules(rule(['tag'], { kind: 'status', status: 404, body: 'empty' }, HEAD)),
  'HEAD 405': rules(rule(['tag'], { kind: 'status', status: 405, body: 'empty' }, HEAD)),
  'HEAD 403': rules(rule(['tag'], { kind: 'status', status: 403, body: 'empty' }, HEAD)),
  'HEAD 500': rules(rule(['tag'], { kind: 'status', status: 500, body: 'empty' }, HEAD)),
  'HEAD 501': rules(rule(['tag'], { kind: 'status', status: 501, body: 'empty' }, HEAD)),
  'HEAD 304': rules(rule(['tag'], { kind: 'status', status: 304, body: 'kept' }, HEAD)),
  'HEAD 204': rules(rule(['tag'], { kind: 'status', status: 204, body: 'kept' }, HEAD)),
  'HEAD 405, GET chunked': rules(
    rule(['tag'], { kind: 'status', status: 405, body: 'empty' }, HEAD),
    rule(['tag'], { kind: 'length', as: 'chunked' }, GET),
  ),
  'HEAD 404, GET without a digest': rules(
    rule(['tag'], { kind: 'status', status: 404, body: 'empty' }, HEAD),
    rule(['tag'], { kind: 'header', name: 'Docker-Content-Digest', value: null }, GET),
  ),

  'GET of the tag 403': rules(rule(['tag'], { kind: 'status', status: 403, body: 'errors' }, GET)),
  'GET of the tag: a digest that is none': rules(
    rule(['tag'], { kind: 'header', name: 'Docker-Content-Digest', value: 'latest' }, GET),
  ),
  'manifests by digest 404': rules(rule(['top', 'child'], { kind: 'status', status: 404, body: 'errors' })),
  'the index by digest 404': rules(rule(['top'], { kind: 'status', status: 404, body: 'errors' })),
  'the platform 404': rules(rule(['child'], { kind: 'status', status: 404, body: 'errors' })),
  'everything 404 with ns': rules(rule(ALL, { kind: 'status', status: 404, body: 'errors' }, { ns: true })),
  'everything 404 without ns': rules(
    rule(ALL, { kind: 'status', status: 404, body: 'errors' }, { ns: false }),
  ),
  'manifests 403': rules(rule(MANIFESTS, { kind: 'status', status: 403, body: 'errors' })),
  'manifests 203': rules(rule(MANIFESTS, { kind: 'status', status: 203, body: 'kept' })),
  'manifests 201': rules(rule(MANIFESTS, { kind: 'status', status: 201, body: 'kept' })),
  'manifests 206': rules(rule(MANIFESTS, { kind: 'status', status: 206, body: 'kept' })),
  'blobs 203': rules(rule(BLOBS, { kind: 'status', status: 203, body: 'kept' })),
  'blobs 201': rules(rule(BLOBS, { kind: 'status', status: 201, body: 'kept' })),
  'blobs 206 unasked': rules(rule(BLOBS, { kind: 'status', status: 206, body: 'kept' })),
  'blobs 300': rules(rule(BLOBS, { kind: 'status', status: 300, body: 'kept' })),
  'manifests 300': rules(rule(['top', 'child'], { kind: 'status', status: 300, body: 'kept' })),
  'config 403': rules(rule(['config'], { kind: 'status', status: 403, body: 'errors' })),
  'config 404': rules(rule(['config'], { kind: 'status', status: 404, body: 'errors' })),
  'layer 403': rules(rule(['layer'], { kind: 'status', status: 403, body: 'errors' })),
  'layer 404': rules(rule(['layer'], { kind: 'status', status: 404, body: 'text' })),
  'layer 400': rules(rule(['layer'], { kind: 'status', status: 400, body: 'text' })),
  'manifests 400': rules(rule(MANIFESTS, { kind: 'status', status: 400, body: 'text' })),
  'manifests 503': rules(rule(MANIFESTS, { kind: 'status', status: 503, body: 'html' })),

  'manifests typed json': rules(
    rule(MANIFESTS, { kind: 'header', name: 'Content-Type', value: 'application/json' }),
  ),
  'manifests by digest typed json': rules(
    rule(['top', 'child'], { kind: 'header', name: 'Content-Type', value: 'application/json' }),
  ),
  'manifests without a type': rules(rule(MANIFESTS, { kind: 'header', name: 'Content-Type', value: null })),
  'manifests by digest without a type': rules(
    rule(['top', 'child'], { kind: 'header', name: 'Content-Type', value: null }),
  ),
  'manifests with a charset': rules(
    rule(MANIFESTS, { kind: 'header', name: 'Content-Type', value: '{type}; charset=utf-8' }),
  ),
  'manifests with a broken parameter': rules(
    rule(MANIFESTS, { kind: 'header', name: 'Content-Type', value: '{type}; charset' }),
  ),
  'manifests with a lone semicolon': rules(
    rule(MANIFESTS, { kind: 'header', name: 'Content-Type', value: '{type};' }),
  ),
  'manifests with a second type': rules(
    rule(MANIFESTS, { kind: 'extra-header', name: 'Content-Type', value: 'text/html' }),
  ),
  'blobs typed html': rules(rule(BLOBS, { kind: 'header', name: 'Content-Type', value: 'text/html' })),

  'manifests really gzipped when gzip is offered': rules(
    rule(MANIFESTS, { kind: 'coding', label: 'gzip', really: 'gzip', when: 'offered' }, GET),
  ),
  'manifests gzipped, and HEAD loses its length': rules(
    rule(['tag'], { kind: 'length', as: 'left-out' }, HEAD),
    rule(MANIFESTS, { kind: 'coding', label: 'gzip', really: 'gzip', when: 'offered' }, GET),
  ),
  'manifests labelled gzip, and are not': rules(
    rule(MANIFESTS, { kind: 'coding', label: 'gzip', really: 'none', when: 'offered' }, GET),
  ),
  'manifests in br': rules(
    rule(MANIFESTS, { kind: 'coding', label: 'br', really: 'br', when: 'always' }, GET),
  ),
  'manifests in zlib, called deflate': rules(
    rule(MANIFESTS, { kind: 'coding', label: 'deflate', really: 'zlib', when: 'offered' }, GET),
  ),
  'manifests in raw deflate': rules(
    rule(MANIFESTS, { kind: 'coding', label: 'deflate', really: 'deflate', when: 'offered' }, GET),
  ),
  'manifests labelled identity': rules(
    rule(MANIFESTS, { kind: 'coding', label: 'identity', really: 'none', when: 'always' }, GET),
  ),
  'blobs really gzipped when gzip is offered': rules(
    rule(BLOBS, { kind: 'coding', label: 'gzip', really: 'gzip', when: 'offered' }),
  ),
  'blobs really gzipped always': rules(
    rule(BLOBS, { kind: 'coding', label: 'gzip', really: 'gzip', when: 'always' }),
  ),
  'blobs gzipped, called x-gzip': rules(
    rule(BLOBS, { kind: 'coding', label: 'x-gzip', really: 'gzip', when: 'always' }),
  ),
  'blobs gzipped, called GZIP': rules(
    rule(BLOBS, { kind: 'coding', label: 'GZIP', really: 'gzip', when: 'always' }),
  ),
  'the layer labelled gzip, and is not': rules(
    rule(['layer'], { kind: 'coding', label: 'gzip', really: 'none', when: 'offered' }),
  ),
  'the config labelled gzip, and is not': rules(
    rule(['config'], { kind: 'coding', label: 'gzip', really: 'none', when: 'offered' }),
  ),
  'blobs labelled aws-chunked': rules(
    rule(BLOBS, { kind: 'coding', label: 'aws-chunked', really: 'none', when: 'always' }),
  ),
  'blobs labelled identity': rules(
    rule(BLOBS, { kind: 'coding', label: 'identity', really: 'none', when: 'always' }),
  ),
  'blobs in br': rules(rule(BLOBS, { kind: 'coding', label: 'br', really: 'br', when: 'always' })),

  '/v2/ 404': rules(rule(['ping'], { kind: 'status', status: 404, body: 'text' })),
  '/v2/ 403': rules(rule(['ping'], { kind: 'status', status: 403, body: 'errors' })),
  '/v2/ 500': rules(rule(['ping'], { kind: 'status', status: 500, body: 'html' })),
  '/v2/ a web page': rules(rule(['ping'], { kind: 'body', as: 'html' })),
  '/v2/ 204': rules(rule(['ping'], { kind: 'status', status: 204, body: 'empty' })),
  '/v2/ redirects elsewhere': rules(
    rule(['ping'], { kind: 'redirect', status: 302, hops: 1, to: 'other-host' }),
  ),
  '/v2/ redirects to nowhere': rules(
    rule(['ping'], { kind: 'redirect', status: 302, hops: 1, to: 'dead-port' }),
  ),
  '/v2/ closes': rules(rule(['ping'], { kind: 'close', at: 'head' })),
  '/v2/ is cut': rules(rule(['ping'], { kind: 'body', as: 'cut' })),
  '/v2/ 401 without a challenge': rules(rule(['ping'], { kind: 'status', status: 401, body: 'errors' })),
  '/v2/ 401 Basic, the rest open': auth({
    on: ['ping'],
    challenge: ['Basic realm="members"'],
    accepts: 'nothing',
  }),
  '/v2/ 401 Basic': auth({ challenge: ['Basic realm="members"'] }),
  '/v2/ 200 with a Bearer challenge': rules(
    rule(['ping'], {
      kind: 'header',
      name: 'WWW-Authenticate',
      value: 'Bearer realm="http://127.0.0.1:9/token"',
    }),
  ),

  'open /v2/, tokens for the rest': auth({ on: ALL }),
  'tokens for /v2/ and manifests, blobs open': auth({ on: ['ping', ...MANIFESTS] }),
  'tokens for /v2/ alone': auth({ on: ['ping'] }),
  'tokens for blobs alone': auth({ on: BLOBS }),
  'a realm that is down': auth({ realm: 'dead-port' }),
  'a realm without its port': auth({ realm: 'no-port' }),
  'a realm that is down, for /v2/ alone': auth({ on: ['ping'], realm: 'dead-port' }),
  'a realm elsewhere': auth({ realm: 'other-host' }),
  'a realm that redirects': auth({ realm: 'redirecting' }),
  'a relative realm': auth({ realm: 'relative' }),
  'a realm that is none': auth({ realm: 'junk' }),
  'a realm with a query': auth({ realm: 'with-query' }),
  'no realm': auth({ challenge: ['Bearer service="x"'] }),
  'an empty service before the realm': auth({ challenge: ['Bearer service="",realm="{realm}"'] }),
  'an empty service behind the realm': auth({ challenge: ['Bearer realm="{realm}",service=""'] }),
  'an empty scope before the realm': auth({ challenge: ['Bearer scope="",realm="{realm}"'] }),
  'a quote that never ends': auth({ challenge: ['Bearer realm="{realm}",service="x'] }),
  'bearer in small letters': auth({ challenge: ['bearer realm="{realm}",service="{service}"'] }),
  'blanks around the equals sign': auth({ challenge: ['Bearer realm = "{realm}"'] }),
  'blanks behind the comma': auth({ challenge: ['Bearer realm="{realm}",  service="{service}"'] }),
  'parameters without commas': auth({ challenge: ['Bearer realm="{realm}" service="{service}"'] }),
  'Basic and Bearer in one line': auth({ challenge: [`Basic realm="x", ${BEARER}`] }),
  'Bearer and Basic in one line': auth({ challenge: [`${BEARER}, Basic realm="x"`] }),
  'Basic and Bearer in two lines': auth({ challenge: ['Basic realm="x"', BEARER] }),
  'Bearer and Basic in two lines': auth({ challenge: [BEARER, 'Basic realm="x"'] }),
  'Negotiate and Bearer in two lines': auth({ challenge: ['Negotiate', BEARER] }),
  'two Bearer lines, the first dead': auth({ challenge: ['Bearer realm="http://127.0.0.1:9/t"', BEARER] }),
  'a challenge that tells an error': auth({ challenge: [`${BEARER},error="invalid_token"`] }),

  'token: lifetime in quotes': auth({ token: '{"token":"{token}","expires_in":"300"}' }),
  'token: lifetime with a fraction': auth({ token: '{"token":"{token}","expires_in":300.5}' }),
  'token: lifetime 300.0': auth({ token: '{"token":"{token}","expires_in":300.0}' }),
  'token: lifetime null': auth({ token: '{"token":"{token}","expires_in":null}' }),
  'token: lifetime negative': auth({ token: '{"token":"{token}","expires_in":-1}' }),
  'token: issued at an empty time': auth({ token: '{"token":"{token}","issued_at":""}' }),
  'token: issued at a number': auth({ token: '{"token":"{token}","issued_at":1700000000}' }),
  'token: issued long ago': auth({ token: '{"token":"{token}","issued_at":"2020-01-01T00:00:00Z"}' }),
  'token: access_token alone': auth({ token: '{"access_token":"{token}"}' }),
  'token: TOKEN in capitals': auth({ token: '{"TOKEN":"{token}"}' }),
  'token: both, access_token wrong': auth({ token: '{"token":"{token}","access_token":"other"}' }),
  'token: both, token wrong': auth({ token: '{"token":"other","access_token":"{token}"}' }),
  'token: trailing junk': auth({ token: '{"token":"{token}"}junk' }),
  'token: a byte order mark': auth({ token: '\uFEFF{"token":"{token}"}' }),
  'token: an array': auth({ token: '[{"token":"{token}"}]' }),
  'token: none': auth({ token: '{}' }),
  'token: a number': auth({ token: '{"token":1}' }),
  'token: refresh_token is a number': auth({ token: '{"token":"{token}","refresh_token":5}' }),
  'token: plain text': auth({ token: '{token}' }),
  'token: unknown fields': auth({ token: '{"token":"{token}","scope":["a"],"extra":{"a":1}}' }),
  'token: twice, a number first': auth({ token: '{"token":1,"token":"{token}"}' }),
  'token: twice, a number last': auth({ token: '{"token":"{token}","token":1}' }),
  'token: twice, another first': auth({ token: '{"token":"other","token":"{token}"}' }),
  'token: twice, another last': auth({ token: '{"token":"{token}","token":"other"}' }),
  'token: twice, null last': auth({ token: '{"token":"{token}","token":null}' }),
  'token: twice, empty last': auth({ token: '{"token":"{token}","token":""}' }),
  'token: Token behind it is another': auth({ token: '{"token":"{token}","Token":"other"}' }),
  'token: TOKEN before it is a number': auth({ token: '{"TOKEN":1,"token":"{token}"}' }),
  'token: Access_Token behind it': auth({ token: '{"token":"other","Access_Token":"{token}"}' }),
  'token: access_token is empty': auth({ token: '{"token":"{token}","access_token":""}' }),
  'token: access_token is null': auth({ token: '{"token":"{token}","access_token":null}' }),
  'token: access_token is a number': auth({ token: '{"token":"{token}","access_token":1}' }),
  'token: access_token twice, an object first': auth({
    token: '{"token":"{token}","access_token":{},"access_token":"{token}"}',
  }),
  'token: lifetime twice, in quotes first': auth({
    token: '{"token":"{token}","expires_in":"300","expires_in":300}',
  }),
  'token: lifetime twice, in capitals and quotes last': auth({
    token: '{"token":"{token}","expires_in":300,"EXPIRES_IN":"300"}',
  }),
  'token: issued twice, at no time first': auth({
    token: '{"token":"{token}","issued_at":"now","issued_at":"2026-01-01T00:00:00Z"}',
  }),
  'token: spelt with an escape': auth({ token: '{"to\\u006ben":"{token}"}' }),
  'token: spelt with a Kelvin sign': auth({ token: '{"to\u212aen":"{token}"}' }),
  'token: twice one level down': auth({ token: '{"token":"{token}","extra":{"token":1,"token":2}}' }),
  'token 201': auth({ tokenStatus: 201 }),
  'token 203': auth({ tokenStatus: 203 }),
  'token 403': auth({ tokenStatus: 403 }),
  'token 500': auth({ tokenStatus: 500 }),
  'token without a type': auth({ tokenType: null }),
  'token typed html': auth({ tokenType: 'text/html' }),
  'token gzipped': {
    auth: PLAIN_AUTH,
    ...rules(rule(['token'], { kind: 'coding', label: 'gzip', really: 'gzip', when: 'offered' })),
  },
  'token labelled gzip, and is not': {
    auth: PLAIN_AUTH,
    ...rules(rule(['token'], { kind: 'coding', label: 'gzip', really: 'none', when: 'offered' })),
  },
  'token chunked': { auth: PLAIN_AUTH, ...rules(rule(['token'], { kind: 'length', as: 'chunked' })) },

  'redirected once to the same host': rules(
    rule(BLOBS, { kind: 'redirect', status: 307, hops: 1, to: 'same-host' }),
  ),
  'redirected once elsewhere': rules(
    rule(BLOBS, { kind: 'redirect', status: 302, hops: 1, to: 'other-host' }),
  ),
  'redirected 301 relative': rules(rule(BLOBS, { kind: 'redirect', status: 301, hops: 1, to: 'relative' })),
  'redirected 308 without a scheme': rules(
    rule(BLOBS, { kind: 'redirect', status: 308, hops: 1, to: 'no-scheme' }),
  ),
  'redirected 303': rules(rule(BLOBS, { kind: 'redirect', status: 303, hops: 1, to: 'other-host' })),
  'the layer redirected 8 times': rules(
    rule(['layer'], { kind: 'redirect', status: 307, hops: 8, to: 'other-host' }),
  ),
  'the layer redirected 9 times': rules(
    rule(['layer'], { kind: 'redirect', status: 307, hops: 9, to: 'other-host' }),
  ),
  'the config redirected 10 times': rules(
    rule(['config'], { kind: 'redirect', status: 307, hops: 10, to: 'other-host' }),
  ),
  'redirected without a location': rules(
    rule(['config'], { kind: 'redirect', status: 302, hops: 1, to: 'no-location' }),
  ),
  'redirected to nothing': rules(rule(['config'], { kind: 'redirect', status: 302, hops: 1, to: 'empty' })),
  'redirected to ftp': rules(rule(['config'], { kind: 'redirect', status: 302, hops: 1, to: 'ftp' })),
  'redirected to a dead port': rules(
    rule(BLOBS, { kind: 'redirect', status: 302, hops: 1, to: 'dead-port' }),
  ),
  'redirected with a fragment': rules(
    rule(BLOBS, { kind: 'redirect', status: 302, hops: 1, to: 'fragment' }),
  ),
  'redirected to a store, with tokens': {
    auth: PLAIN_AUTH,
    ...rules(rule(BLOBS, { kind: 'redirect', status: 307, hops: 1, to: 'without-v2' })),
  },
  'manifests redirected elsewhere': rules(
    rule(MANIFESTS, { kind: 'redirect', status: 302, hops: 1, to: 'other-host' }),
  ),
  'manifests redirected, with tokens': {
    auth: PLAIN_AUTH,
    ...rules(rule(MANIFESTS, { kind: 'redirect', status: 302, hops: 1, to: 'same-host' })),
  },
  'HEAD redirected 303': rules(
    rule(['tag'], { kind: 'redirect', status: 303, hops: 1, to: 'same-host' }, HEAD),
  ),

  'manifests chunked': rules(rule(MANIFESTS, { kind: 'length', as: 'chunked' }, GET)),
  'manifests to the end of the connection': rules(rule(MANIFESTS, { kind: 'length', as: 'left-out' }, GET)),
  'blobs chunked': rules(rule(BLOBS, { kind: 'length', as: 'chunked' })),
  'blobs to the end of the connection': rules(rule(BLOBS, { kind: 'length', as: 'left-out' })),
  'lengths twice': rules(rule(ALL, { kind: 'length', as: 'twice' })),
  'lengths twice, on /v2/ too': rules(rule(['ping', ...ALL], { kind: 'length', as: 'twice' })),
  'two lengths': rules(rule(['config'], { kind: 'length', as: 'twice-differing' })),
  'chunks and a length': rules(
    rule([...MANIFESTS, ...BLOBS], { kind: 'length', as: 'chunked-with-length' }, GET),
  ),
  'a length with a plus': rules(rule(['config'], { kind: 'length', as: 'plus' })),
  'a length that is a word': rules(rule(['config'], { kind: 'length', as: 'junk' })),
  'a length as a list': rules(rule(['config'], { kind: 'length', as: 'list' })),
  'a negative length': rules(rule(['config'], { kind: 'length', as: 'negative' })),
  'a config that is one byte short of its length': rules(
    rule(['config'], { kind: 'length', as: 'one-more' }),
  ),
  'a config cut by its length': rules(rule(['config'], { kind: 'length', as: 'one-less' })),
  'lines that end in LF': rules(rule(ALL, { kind: 'bare-lf' })),
  '103 before the answer': rules(rule(ALL, { kind: 'one-hundred' })),
  'HTTP/1.0': rules(rule(ALL, { kind: 'status-line', text: 'HTTP/1.0 200 OK' }, GET)),
  'no reason phrase': rules(rule(['config'], { kind: 'status-line', text: 'HTTP/1.1 200' })),
  'a status line that is none': rules(rule(['config'], { kind: 'status-line', text: 'OK 200' })),
  'closes inside the head': rules(rule(['config'], { kind: 'close', at: 'head' })),

  'no range, 416': rules(rule(['layer'], { kind: 'status', status: 416, body: 'empty' }, { range: true })),
  'no range, 403': rules(rule(['layer'], { kind: 'status', status: 403, body: 'errors' }, { range: true })),

  'an empty config': rules(rule(['config'], { kind: 'body', as: 'empty' })),
  'an empty layer': rules(rule(['layer'], { kind: 'body', as: 'empty' })),
  'a config with a wrong byte': rules(rule(['config'], { kind: 'body', as: 'wrong-byte' })),
  'a layer with a wrong byte': rules(rule(['layer'], { kind: 'body', as: 'wrong-byte' })),
  'a layer with a byte too many': rules(rule(['layer'], { kind: 'body', as: 'trailing' })),
  'an index with a wrong byte': rules(rule(['tag', 'top'], { kind: 'body', as: 'wrong-byte' }, GET)),
  'a manifest with a byte too many': rules(rule(['child'], { kind: 'body', as: 'trailing' })),
  'an index with a byte too many': rules(rule(['tag', 'top'], { kind: 'body', as: 'trailing' })),
  'a page for everything': rules(rule([...MANIFESTS, ...BLOBS], { kind: 'body', as: 'html' })),
  'a page for the config': rules(rule(['config'], { kind: 'body', as: 'html' })),
  'a page for the layer': rules(rule(['layer'], { kind: 'body', as: 'html' })),
  'an envelope for the config': rules(rule(['config'], { kind: 'body', as: 'errors' })),
  'another image by digest': rules(rule(['top'], { kind: 'body', as: 'other-image' }, GET)),

  'no mediaType in the manifest': edited('manifest-without-media-type'),
  'no mediaType in the index': edited('index-without-media-type'),
  'no mediaType in docker manifests': image({ format: 'docker', edits: ['manifest-without-media-type'] }),
  'no mediaType in a docker list': image({ format: 'docker', edits: ['index-without-media-type'] }),
  'a mediaType of the other family': edited('manifest-media-type-of-other-format'),
  'an index of the other family': edited('index-media-type-of-other-format'),
  'schemaVersion 1': edited('schema-version-1'),
  'schemaVersion in quotes': edited('schema-version-string'),
  'no schemaVersion': edited('schema-version-missing'),
  'manifests inside a manifest': edited('manifest-with-manifests'),
  'config inside an index': edited('index-with-config'),
  'a size in quotes': edited('size-string'),
  'a wrong layer size': edited('layer-size-wrong'),
  'a wrong config size': edited('config-size-wrong'),
  'a wrong manifest size': edited('child-size-wrong'),
  'an unknown layer type': edited('layer-type-unknown'),
  'an unknown config type': edited('config-type-unknown'),
  'no such platform': edited('platform-missing'),
  'no platform named': edited('platform-unnamed'),
  'no platform named in a docker list': image({ format: 'docker', edits: ['platform-unnamed'] }),
  'a config of a day that its month has not': edited('config-created-no-such-day'),
  'a config with Env as a string': edited('config-env-string'),
  'a diff_id that is none': edited('diff-id-none'),
  'a layer type with a parameter': edited('layer-type-parameter'),
  'data that is no base64 beside a layer': edited('layer-data-no-base64'),
  'null as an entry of the index': edited('foreign-entry-null'),
  'keys in capitals': edited('keys-in-capitals'),
  'a newline at the end': edited('trailing-newline'),
  'a byte order mark': edited('byte-order-mark'),
  'unknown fields': edited('unknown-fields'),
  'duplicate keys': edited('duplicate-keys'),
  'a digest twice, another first': edited('digest-twice-other-first'),
  'a digest twice, another last': edited('digest-twice-other-last'),
  'a digest twice, a number first': edited('digest-twice-number-first'),
  'a size twice, in quotes first': edited('size-twice-string-first'),
  'a size twice, in capitals and wrong': edited('size-twice-capitals-wrong'),
  'a size twice, null last': edited('size-twice-null-last'),
  'a type twice, another first': edited('type-twice-other-first'),
  'a type twice, another in capitals last': edited('type-twice-other-capitals'),
  'a type twice, a number first': edited('type-twice-number-first'),
  'layers twice, others first': edited('layers-twice-others-first'),
  'layers twice, null last': edited('layers-twice-null-last'),
  'layers twice, none last': edited('layers-twice-none-last'),
  'config twice, in parts': edited('config-twice-in-parts'),
  'config twice, null last': edited('config-twice-null-last'),
  'a docker digest twice, another last': image({ format: 'docker', edits: ['digest-twice-other-last'] }),
  'docker layers twice, null last': image({ format: 'docker', edits: ['layers-twice-null-last'] }),
  'a docker type twice, another first': image({ format: 'docker', edits: ['type-twice-other-first'] }),
};

/** `from`: the first id. */
export function fixedMirrors(from: number): Named[] {
  return Object.entries(KINDS).map(([name, described], index) => ({
    name,
    mirror: plain(from + index, described),
  }));
}
