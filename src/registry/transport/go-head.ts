import type { Socket } from 'node:net';

/**
 * Heads of answers that Go reads and undici's parser does not, made over so that it does: a Content-Length that is there twice with one value, or beside chunks, which win; lines that
 * end in LF alone; chunks that HTTP/1.0 does not have, which are taken as they come; a line that goes on in the next, HTTP/1.2, several blanks in the status line, a 1xx that nobody asked for. And the other way round: a line end before the status line and a transfer coding
 * that is not just `chunked`, once, are errors to Go. Engines are in Go, so such a mirror works, or fails, so. Only a head is looked at: bodies pass as they are, their chunks too.
 * go: src/net/http/{response,transfer,transport}.go, `ReadResponse`, `parseTransferEncoding`, `fixLength`, `readResponse`; src/net/textproto/reader.go.
 */
export function readHeadsAsGo(socket: Socket, headerBytes: number): void {
  const read = socket.read.bind(socket);
  heads.set(socket, { held: null, isBodiless: false });
  socket.read = (size?: number): Buffer | null => {
    const chunk: Buffer | null = read(size);
    const state = heads.get(socket);
    if (chunk === null || state === undefined || state.held === null) return chunk;
    const all = state.held.length === 0 ? chunk : Buffer.concat([state.held, chunk]);
    const bytes = all.subarray(endOfInterim(all));
    const end = endOfHead(bytes);
    if (end === null) {
      // What never ends is the parser's to refuse.
      state.held = bytes.length > headerBytes ? null : bytes;
      return state.held === null ? bytes : null;
    }
    const head = bytes.toString('latin1', 0, end);
    state.held = null;
    const remade = asGoReads(head, state.isBodiless);
    return remade === head ? bytes : Buffer.concat([Buffer.from(remade, 'latin1'), bytes.subarray(end)]);
  };
}

/** A request is about to go out: what comes next on this socket is a head. */
export function expectHead(socket: Socket, method: string): void {
  const state = heads.get(socket);
  if (state !== undefined) Object.assign(state, { held: NOTHING, isBodiless: method === 'HEAD' });
}

/** `held`: what has come of a head so far; null: none is expected. */
const heads = new WeakMap<Socket, { held: Buffer | null; isBodiless: boolean }>();

const NOTHING = Buffer.alloc(0);

/** Where the heads end that are not the answer yet; a 101 is one, and more than five are too many to Go as well. */
function endOfInterim(bytes: Buffer): number {
  let at = 0;
  for (let seen = 0; seen < MOST_INTERIM; seen += 1) {
    if (!/^HTTP\/1\.\d +1(?!01)\d\d/.test(bytes.toString('latin1', at, at + 32))) return at;
    const end = endOfHead(bytes.subarray(at));
    if (end === null) return at;
    at += end;
  }
  return at;
}

/** go: src/net/http/transport.go, `max1xxResponses`. */
const MOST_INTERIM = 5;

/** Where the empty line ends; null: it has not come. */
function endOfHead(bytes: Buffer): number | null {
  const ends = ['\n\r\n', '\n\n'].flatMap((mark) => {
    const at = bytes.indexOf(mark);
    return at === -1 ? [] : [at + mark.length];
  });
  return ends.length === 0 ? null : Math.min(...ends);
}

/** The same head where nothing has to be done. `isBodiless`: the answer to a HEAD, where there are no chunks for a length to stand beside. Exported for its test. Pure. */
export function asGoReads(head: string, isBodiless = false): string {
  if (/^[\r\n]/.test(head) || hasUnknownTransfer(head)) return UNREADABLE;
  return withGoFraming(withPlainLines(head), isBodiless);
}

/** What the parser refuses as Go does. */
const UNREADABLE = 'not HTTP to Go\r\n\r\n';

function hasUnknownTransfer(head: string): boolean {
  if (head.startsWith('HTTP/1.0')) return false;
  const codings = [...head.matchAll(TRANSFER_ENCODING)].map(([, value = '']) => value.trim().toLowerCase());
  return codings.length > 1 || codings.some((coding) => coding !== 'chunked');
}

function withPlainLines(head: string): string {
  const folded = /\n[ \t]+\S/.test(head) ? head.replace(/\r?\n[ \t]+(?=\S)/g, ' ') : head;
  return folded.replace(/^HTTP\/1\.([2-9]) */, 'HTTP/1.1 ').replace(/^(HTTP\/1\.\d) {2,}/, '$1 ');
}

function withGoFraming(head: string, isBodiless: boolean): string {
  const isBare = /(?:^|[^\r])\n/.test(head);
  if (!isBare && !mayHaveTwoLengths(head)) return head;
  const lengths = [...head.matchAll(CONTENT_LENGTH)].map(([, value = '']) => value.trim());
  const isChunked = lengths.length > 0 && /^transfer-encoding:[ \t]*chunked[ \t]*\r?$/im.test(head);
  const isOld = head.startsWith('HTTP/1.0') && /^transfer-encoding:/im.test(head);
  const isTwice = lengths.length > 1 && lengths.every((value) => value === lengths[0]);
  if (!isBare && !isChunked && !isTwice && !isOld) return head;
  let seen = 0;
  const kept = head.split(/\r?\n/).filter((line) => {
    if ((isOld || (isBodiless && isChunked)) && /^transfer-encoding:/i.test(line)) return false;
    if (!/^content-length:/i.test(line)) return true;
    seen += 1;
    return (isBodiless || isOld || !isChunked) && !(isTwice && seen > 1);
  });
  return kept.join('\r\n');
}

/** Most heads have one, and no coding beside it: no more than that need be looked for in each. */
function mayHaveTwoLengths(head: string): boolean {
  const lower = head.toLowerCase();
  return lower.includes('transfer-encoding') || lower.indexOf(LENGTH) !== lower.lastIndexOf(LENGTH);
}

const LENGTH = 'content-length';
const TRANSFER_ENCODING = /^transfer-encoding:([^\r\n]*)/gim;
const CONTENT_LENGTH = /^content-length:([^\r\n]*)/gim;
