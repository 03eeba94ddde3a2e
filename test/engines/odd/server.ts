/**
 * Plays odd mirrors, each on an address of its own: 127.1.x.y and 127.2.x.y are mirror 256x + y and its other host, 127.0.0.1 is whichever the
 * repository `library/odd<id>` names. Mirrors come as JSON, one a line, on standard input; every request is told on standard output:
 * `<id> <method> <target> <user agent>`. It speaks HTTP by hand, because no library would say such things.
 */
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { type Asked, answer, stageOf } from './answer.ts';
import { type OddImage, oddImage } from './image.ts';
import type { OddMirror } from './mirror.ts';

const [port = '5000', seed = 'seed', architecture = 'amd64'] = process.argv.slice(2);

interface Played {
  readonly mirror: OddMirror;
  readonly image: OddImage;
  readonly seen: Map<string, number>;
}

const played = new Map<number, Played>();

createInterface({ input: process.stdin }).on('line', (line) => {
  const mirror: OddMirror = JSON.parse(line);
  const image = oddImage(`${seed}-${mirror.id}`, mirror.image, architecture);
  played.set(mirror.id, { mirror, image, seen: new Map() });
  process.stdout.write(`ready ${mirror.id}\n`);
});
process.stdin.on('end', () => process.exit(0));

const server = createServer({ noDelay: true }, (socket) => {
  let text = '';
  let isBusy = false;
  socket.setEncoding('latin1');
  socket.on('error', () => {});
  socket.setTimeout(60_000, () => socket.destroy());
  socket.on('data', (chunk) => {
    text += chunk;
    // A TLS handshake: somebody tries https first.
    if (text.charCodeAt(0) === 0x16) socket.destroy();
    const end = text.indexOf('\r\n\r\n');
    if (isBusy || end === -1) return;
    const head = text.slice(0, end);
    text = text.slice(end + 4);
    isBusy = serve(socket, head) !== 'keep';
  });
});
server.listen(Number(port), '0.0.0.0', () => process.stdout.write('listening\n'));

function serve(socket: Socket, head: string): string {
  const [first = '', ...lines] = head.split('\r\n');
  const [method = '', target = ''] = first.split(' ');
  const headers = new Map(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const id = idOf(socket.localAddress ?? '', target);
  const found = played.get(id);
  process.stdout.write(`${id} ${method} ${target} ${headers.get('user-agent') ?? ''}\n`);
  if (found === undefined) {
    socket.end('HTTP/1.1 404 Odd\r\nContent-Length: 0\r\n\r\n');
    return 'close';
  }
  const { mirror, image, seen } = found;
  const url = new URL(target, `http://${headers.get('host') ?? 'nobody'}`);
  const asked: Asked = {
    method,
    url,
    headers,
    before: 0,
    host: headers.get('host') ?? '',
    otherHost: `127.2.${id >> 8}.${id & 255}:${port}`,
  };
  const key = `${stageOf(asked, image)} ${method}`;
  const before = seen.get(key) ?? 0;
  seen.set(key, before + 1);
  const reply = answer(mirror, image, { ...asked, before });
  if (reply.after === 'reset') {
    socket.resetAndDestroy();
    return 'close';
  }
  if (reply.bytes.length > 0) socket.write(reply.bytes);
  if (reply.after === 'close') socket.end();
  return reply.after;
}

function idOf(address: string, target: string): number {
  const named = /\/library\/odd(\d+)\//.exec(target)?.[1] ?? /\/(?:token|store)\/(\d+)/.exec(target)?.[1];
  if (named !== undefined) return Number(named);
  const [, kind, high = 0, low = 0] = /^127\.(\d+)\.(\d+)\.(\d+)$/.exec(address) ?? [];
  return kind === '1' || kind === '2' ? Number(high) * 256 + Number(low) : 0;
}
