import { Socket } from 'node:net';
import { Client } from 'undici';

/**
 * Parses a few canned responses, once a process: the first response costs some 15 ms (the parser's WebAssembly is compiled,
 * everything runs uncompiled), which would be read as the first mirror's latency. No socket is opened.
 */
export function warmUp(): Promise<void> {
  warm ??= parseCannedResponses();
  return warm;
}

let warm: Promise<void> | null = null;

const RESPONSES = 8;
const CANNED = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}';

/** A socket that was never connected, and answers each write with the same response. */
class CannedServer extends Socket {
  override _read(): void {}

  override _write(_chunk: unknown, _encoding: BufferEncoding, done: () => void): void {
    done();
    this.push(CANNED);
  }
}

async function parseCannedResponses(): Promise<void> {
  const client = new Client('http://warm-up.invalid', {
    connect: (_, done) => queueMicrotask(() => done(null, new CannedServer())),
  });
  for (let round = 0; round < RESPONSES; round += 1) {
    await new Promise<void>((resolve) => {
      client.dispatch(
        { method: 'GET', path: '/v2/' },
        {
          onRequestStart: () => {},
          onResponseStart: () => {},
          onResponseData: () => {},
          onResponseEnd: () => resolve(),
          onResponseError: () => resolve(),
        },
      );
    });
  }
  await client.destroy();
}
