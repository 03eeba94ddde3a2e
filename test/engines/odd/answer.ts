import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { OddImage } from './image.ts';
import type { Auth, Change, OddMirror, Rule, Stage } from './mirror.ts';

export interface Asked {
  readonly method: string;
  readonly url: URL;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  /** How many requests of this stage came before. */
  readonly before: number;
  /** The mirror's own `host:port`, and another one under which it answers as well. */
  readonly host: string;
  readonly otherHost: string;
}

/** What goes onto the wire, and what becomes of the connection. */
export interface Reply {
  readonly bytes: Buffer;
  readonly after: 'keep' | 'close' | 'hang' | 'reset';
}

interface Draft {
  status: number;
  headers: (readonly [string, string])[];
  body: Buffer;
  length: Extract<Change, { kind: 'length' }>['as'] | 'right';
  cut: boolean;
  after: Reply['after'];
  hangs: 'head' | 'body' | null;
  closesInHead: boolean;
  statusLine: string | null;
  lineEnd: string;
  informs: boolean;
}

export const TOKEN = 'T0ken-for-all';

/** What `mirror` answers. Pure. */
export function answer(mirror: OddMirror, image: OddImage, asked: Asked): Reply {
  const stage = stageOf(asked, image);
  if (stage === null) return write({ ...draftOf(404, [], ''), after: 'keep' }, asked);
  const draft = honest(mirror, image, stage, asked);
  for (const rule of mirror.rules) {
    if (rule.stages.includes(stage) && fits(rule, asked)) change(draft, rule.change, mirror, image, asked);
  }
  return write(draft, asked);
}

export function stageOf({ url }: Asked, image: OddImage): Stage | null {
  if (url.pathname.startsWith('/token')) return 'token';
  if (/^\/v2\/?$/.test(url.pathname)) return 'ping';
  const [, kind, reference = ''] = /\/(manifests|blobs)\/([^/]+)$/.exec(url.pathname) ?? [];
  if (kind === undefined) return null;
  const part = image.parts.get(decodeURIComponent(reference));
  const isManifest = part?.stage === 'top' || part?.stage === 'child';
  if (kind === 'manifests')
    return part === undefined ? (reference.includes(':') ? null : 'tag') : isManifest ? part.stage : null;
  return part === undefined || isManifest ? null : part.stage;
}

function fits({ when = {} }: Rule, { method, url, headers, before }: Asked): boolean {
  if (when.method !== undefined && when.method !== method) return false;
  if (when.ns !== undefined && when.ns !== url.searchParams.has('ns')) return false;
  if (when.range !== undefined && when.range !== headers.has('range')) return false;
  if (when.authorized !== undefined && when.authorized !== headers.has('authorization')) return false;
  if (when.offers !== undefined && !offers(headers, when.offers)) return false;
  return when.first === undefined || before < when.first;
}

function offers(headers: ReadonlyMap<string, string>, coding: string): boolean {
  return (headers.get('accept-encoding') ?? '').includes(coding);
}

function draftOf(
  status: number,
  headers: readonly (readonly [string, string])[],
  body: string | Buffer,
): Draft {
  return {
    status,
    headers: [...headers],
    body: Buffer.from(body),
    length: 'right',
    cut: false,
    after: 'keep',
    hangs: null,
    closesInHead: false,
    statusLine: null,
    lineEnd: '\r\n',
    informs: false,
  };
}

function honest(mirror: OddMirror, image: OddImage, stage: Stage, asked: Asked): Draft {
  const { auth } = mirror;
  const authorization = asked.headers.get('authorization');
  if (stage === 'token') {
    if (auth === null) return draftOf(404, [], '');
    if (auth.realm === 'redirecting' && !asked.url.searchParams.has('moved'))
      return draftOf(
        302,
        [['Location', `http://${asked.otherHost}${asked.url.pathname}${asked.url.search}&moved=1`]],
        '',
      );
    const type: [string, string][] = auth.tokenType === null ? [] : [['Content-Type', auth.tokenType]];
    return draftOf(auth.tokenStatus, type, auth.token.replaceAll('{token}', TOKEN));
  }
  if (auth?.on.includes(stage) && !isAccepted(auth, authorization)) {
    const lines = auth.challenge.map((line): [string, string] => [
      'WWW-Authenticate',
      fillChallenge(line, mirror, asked),
    ]);
    return draftOf(401, [['Content-Type', 'application/json'], ...lines], errors('UNAUTHORIZED'));
  }
  if (stage === 'ping')
    return draftOf(
      200,
      [
        ['Content-Type', 'application/json'],
        ['Docker-Distribution-Api-Version', 'registry/2.0'],
      ],
      '{}',
    );
  const digest =
    stage === 'tag' ? image.digest : decodeURIComponent(asked.url.pathname.split('/').at(-1) ?? '');
  const part = image.parts.get(digest);
  if (part === undefined) return draftOf(404, [], '');
  const isManifest = part.stage === 'top' || part.stage === 'child';
  const headers: [string, string][] = [
    ['Content-Type', part.type],
    ['Docker-Content-Digest', digest],
    ...(isManifest ? [] : [['Accept-Ranges', 'bytes'] as [string, string]]),
  ];
  const range = /^bytes=(\d+)-(\d*)$/.exec(asked.headers.get('range') ?? '');
  if (range === null || isManifest) return draftOf(200, headers, part.bytes);
  const [from, to] = [
    Number(range[1]),
    Math.min(Number(range[2] || part.bytes.length - 1), part.bytes.length - 1),
  ];
  if (from > to) return draftOf(416, headers, '');
  return draftOf(
    206,
    [...headers, ['Content-Range', `bytes ${from}-${to}/${part.bytes.length}`]],
    part.bytes.subarray(from, to + 1),
  );
}

function isAccepted({ accepts }: Auth, authorization: string | undefined): boolean {
  if (accepts === 'nothing') return true;
  if (accepts === 'anything') return authorization !== undefined;
  return authorization === `Bearer ${TOKEN}`;
}

function fillChallenge(line: string, mirror: OddMirror, { host, otherHost, url }: Asked): string {
  const repository = /^\/v2\/(.+)\/(?:manifests|blobs)\//.exec(url.pathname)?.[1] ?? 'catalog';
  const path = `/token/${mirror.id}`;
  const realms: Readonly<Record<Auth['realm'], string>> = {
    own: `http://${host}${path}`,
    'other-host': `http://${otherHost}${path}`,
    'dead-port': `http://${host.replace(/:\d+$/, '')}:9${path}`,
    'no-port': `http://${host.replace(/:\d+$/, '')}${path}`,
    relative: path,
    junk: 'http://[::bad',
    ftp: `ftp://${host}${path}`,
    'with-query': `http://${host}${path}?from=here&service=other`,
    redirecting: `http://${host}${path}`,
  };
  return line
    .replaceAll('{realm}', realms[mirror.auth?.realm ?? 'own'])
    .replaceAll('{scope}', `repository:${repository}:pull`)
    .replaceAll('{service}', 'odd.example');
}

function errors(code: string): string {
  return JSON.stringify({ errors: [{ code, message: 'odd', detail: null }] });
}

const HTML = '<!DOCTYPE html><html><head><title>Welcome</title></head><body><h1>It works</h1></body></html>';

function change(draft: Draft, what: Change, mirror: OddMirror, image: OddImage, asked: Asked): void {
  const set = (name: string, value: string | null): void => {
    draft.headers = draft.headers.filter(([known]) => known.toLowerCase() !== name.toLowerCase());
    if (value !== null) draft.headers.push([name, value]);
  };
  switch (what.kind) {
    case 'status':
      draft.status = what.status;
      if (what.body !== 'kept') set('Docker-Content-Digest', null);
      if (what.body === 'empty') draft.body = Buffer.alloc(0);
      if (what.body === 'errors') {
        draft.body = Buffer.from(errors(what.status === 404 ? 'MANIFEST_UNKNOWN' : 'DENIED'));
        set('Content-Type', 'application/json');
      }
      if (what.body === 'html') {
        draft.body = Buffer.from(HTML);
        set('Content-Type', 'text/html');
      }
      if (what.body === 'text') {
        draft.body = Buffer.from('no\n');
        set('Content-Type', 'text/plain');
      }
      return;
    case 'header':
    case 'extra-header': {
      const value = what.value === null ? null : filled(what.value, draft, image);
      if (what.kind === 'header') set(what.name, value);
      else draft.headers.push([what.name, value ?? '']);
      return;
    }
    case 'length':
      draft.length = what.as;
      return;
    case 'coding': {
      const wanted = /^(?:x-)?(gzip|deflate|br|zstd)/i.exec(what.label)?.[1]?.toLowerCase() ?? 'gzip';
      if (what.when === 'offered' && !offers(asked.headers, wanted)) return;
      draft.body = CODERS[what.really](draft.body);
      set('Content-Encoding', what.label);
      return;
    }
    case 'body':
      changeBody(draft, what.as, image, set);
      return;
    case 'redirect':
      redirect(draft, what, mirror, asked, set);
      return;
    case 'stall':
      draft.hangs = what.at;
      return;
    case 'reset':
      draft.after = 'reset';
      return;
    case 'close':
      if (what.at === 'start') draft.after = 'reset';
      draft.closesInHead = what.at === 'head';
      return;
    case 'status-line':
      draft.statusLine = what.text;
      return;
    case 'bare-lf':
      draft.lineEnd = '\n';
      return;
    case 'one-hundred':
      draft.informs = true;
      return;
    default:
      what satisfies never;
  }
}

function filled(value: string, draft: Draft, image: OddImage): string {
  const other = [...image.parts].find(
    ([digest, { stage }]) => stage === 'child' && digest !== image.digest,
  )?.[0];
  const type = draft.headers.find(([name]) => name === 'Content-Type')?.[1] ?? '';
  return value
    .replaceAll('{digest}', image.digest)
    .replaceAll('{other}', other ?? `sha256:${'0'.repeat(64)}`)
    .replaceAll('{type}', type)
    .replaceAll('{length}', String(draft.body.length));
}

type Coder = (body: Buffer) => Buffer;

const CODERS: Readonly<Record<Extract<Change, { kind: 'coding' }>['really'], Coder>> = {
  gzip: gzipSync,
  zlib: deflateSync,
  deflate: deflateRawSync,
  br: brotliCompressSync,
  zstd: storedZstd,
  none: (body) => body,
};

/** RFC 8878: one frame of raw blocks, single segment, with its size in four bytes. */
function storedZstd(body: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt32LE(0xfd2fb528, 0);
  head[4] = 0b1010_0000;
  head.writeUInt32LE(body.length, 5);
  const blocks: Buffer[] = [];
  const most = 100_000;
  for (let at = 0; at === 0 || at < body.length; at += most) {
    const block = body.subarray(at, at + most);
    const isLast = at + most >= body.length;
    const header = Buffer.alloc(3);
    header.writeUIntLE((block.length << 3) | (isLast ? 1 : 0), 0, 3);
    blocks.push(header, block);
  }
  return Buffer.concat([head, ...blocks]);
}

function changeBody(
  draft: Draft,
  as: Extract<Change, { kind: 'body' }>['as'],
  image: OddImage,
  set: (name: string, value: string | null) => void,
): void {
  switch (as) {
    case 'empty':
      draft.body = Buffer.alloc(0);
      return;
    case 'cut':
      draft.cut = true;
      return;
    case 'wrong-byte': {
      const at = draft.body.length >> 1;
      draft.body = Buffer.from(draft.body);
      draft.body[at] = (draft.body[at] ?? 0) ^ 1;
      return;
    }
    case 'html':
      draft.body = Buffer.from(HTML);
      set('Content-Type', 'text/html; charset=utf-8');
      return;
    case 'errors':
      draft.body = Buffer.from(errors('UNKNOWN'));
      set('Content-Type', 'application/json');
      return;
    case 'trailing':
      draft.body = Buffer.concat([draft.body, Buffer.from('\n')]);
      return;
    case 'other-image': {
      const other = [...image.parts.values()].find(
        ({ stage, bytes }) => stage === 'child' && !bytes.equals(draft.body),
      );
      draft.body = other?.bytes ?? draft.body;
      return;
    }
    default:
      as satisfies never;
  }
}

function redirect(
  draft: Draft,
  { status, hops, to }: Extract<Change, { kind: 'redirect' }>,
  mirror: OddMirror,
  { url, host, otherHost }: Asked,
  set: (name: string, value: string | null) => void,
): void {
  const hop = Number(url.searchParams.get('hop') ?? 0);
  if (hop >= hops && to !== 'loop') return;
  const next = new URL(url);
  if (to !== 'loop') next.searchParams.set('hop', String(hop + 1));
  const path = `${next.pathname}${next.search}`;
  const locations: Readonly<Record<typeof to, string | null>> = {
    'same-host': `http://${host}${path}`,
    'other-host': `http://${otherHost}${path}`,
    relative: path,
    'no-location': null,
    'dead-port': `http://${host.replace(/:\d+$/, '')}:9${path}`,
    'no-scheme': `//${otherHost}${path}`,
    ftp: `ftp://${host}${path}`,
    empty: '',
    fragment: `${path}#part`,
    'without-v2': `http://${otherHost}/store/${mirror.id}${path.replace(/^\/v2/, '')}`,
    loop: `http://${host}${path}`,
  };
  draft.status = status;
  draft.body = Buffer.alloc(0);
  set('Docker-Content-Digest', null);
  set('Content-Type', null);
  set('Location', locations[to]);
}

function write(draft: Draft, { method }: Asked): Reply {
  if (draft.hangs === 'head') return { bytes: Buffer.alloc(0), after: 'hang' };
  if (draft.after === 'reset') return { bytes: Buffer.alloc(0), after: 'reset' };
  const { body, lineEnd } = draft;
  const isBodiless = method === 'HEAD' || draft.status === 204 || draft.status === 304 || draft.status < 200;
  const lengths = lengthLines(draft.length, body.length);
  const lines = [
    draft.statusLine ?? `HTTP/1.1 ${draft.status} Odd`,
    ...draft.headers.map(([name, value]) => `${name}: ${value}`),
    ...lengths,
    ...(draft.length === 'left-out' && !isBodiless ? ['Connection: close'] : []),
  ];
  const head = Buffer.from(lines.join(lineEnd) + lineEnd + lineEnd);
  const early = draft.informs
    ? Buffer.from('HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n')
    : Buffer.alloc(0);
  if (draft.closesInHead) return { bytes: head.subarray(0, head.length >> 1), after: 'close' };
  if (isBodiless)
    return { bytes: Buffer.concat([early, head]), after: draft.hangs === 'body' ? 'keep' : draft.after };
  const isChunked = draft.length === 'chunked' || draft.length === 'chunked-with-length';
  const sent = draft.cut || draft.hangs === 'body' ? body.subarray(0, body.length >> 1) : body;
  const framed = isChunked ? chunked(sent, sent.length === body.length) : sent;
  const bytes = Buffer.concat([early, head, framed]);
  if (draft.hangs === 'body') return { bytes, after: 'hang' };
  const closes = draft.cut || !['right', 'chunked', 'twice', 'plus'].includes(draft.length);
  return { bytes, after: closes ? 'close' : 'keep' };
}

function lengthLines(as: Draft['length'], length: number): string[] {
  const line = (value: string | number): string => `Content-Length: ${value}`;
  switch (as) {
    case 'right':
      return [line(length)];
    case 'left-out':
      return [];
    case 'chunked':
      return ['Transfer-Encoding: chunked'];
    case 'chunked-with-length':
      return ['Transfer-Encoding: chunked', line(length)];
    case 'zero':
      return [line(0)];
    case 'twice':
      return [line(length), line(length)];
    case 'twice-differing':
      return [line(length), line(length + 1)];
    case 'one-more':
      return [line(length + 1)];
    case 'one-less':
      return [line(Math.max(0, length - 1))];
    case 'plus':
      return [line(`+${length}`)];
    case 'negative':
      return [line(-1)];
    case 'junk':
      return [line('many')];
    case 'list':
      return [line(`${length}, ${length}`)];
    default:
      return as satisfies never;
  }
}

function chunked(body: Buffer, isWhole: boolean): Buffer {
  const chunk =
    body.length === 0
      ? Buffer.alloc(0)
      : Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n')]);
  return isWhole ? Buffer.concat([chunk, Buffer.from('0\r\n\r\n')]) : chunk;
}
