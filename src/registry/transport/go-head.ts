import type { Socket } from 'node:net';

/**
 * Heads of answers that Go reads and undici's parser does not, made over so that it does: a Content-Length that is there twice with one value, or beside chunks, which win; lines that
 * end in LF alone; chunks that HTTP/1.0 does not have, which are taken as they come. Engines are in Go, so such a mirror works, or fails, so. Only a head is looked at: bodies pass as they are. go: src/net/http/transfer.go, `fixLength`; src/net/textproto/reader.go.
 */
export function readHeadsAsGo(socket: Socket, headerBytes: number): void {
  const read = socket.read.bind(socket);
  heads.set(socket, { held: null, isBodiless: false });
  socket.read = (size?: number): Buffer | null => {
    const chunk: Buffer | null = read(size);
    const state = heads.get(socket);
    if (chunk === null || state === undefined || state.held === null) return chunk;
    const bytes = state.held.length === 0 ? chunk : Buffer.concat([state.held, chunk]);
    const end = endOfHead(bytes);
    if (end === null) {
      // What never ends is the parser's to refuse.
      state.held = bytes.length > headerBytes ? null : bytes;
      return state.held === null ? bytes : null;
    }
    const head = bytes.toString('latin1', 0, end);
    // A 1xx is not the answer yet.
    state.held = /^HTTP\/1\.[01] 1\d\d/.test(head) ? NOTHING : null;
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
const CONTENT_LENGTH = /^content-length:([^\r\n]*)/gim;
