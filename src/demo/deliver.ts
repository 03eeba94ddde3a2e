import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply, ServerAction } from './answer.ts';

/** Carries out an answer on a real connection. Rejects with an AbortError when the mirror stops. */
export async function deliver(
  answer: ServerAction,
  request: IncomingMessage,
  response: ServerResponse,
  stopping: AbortSignal,
): Promise<void> {
  switch (answer.kind) {
    case 'silence':
      return;
    case 'reset':
      request.socket.resetAndDestroy();
      return;
    case 'raw':
      // The HTTP parser keeps its hands off from here on: nothing is written by it while no response is begun.
      answer.send(request.socket);
      return;
    case 'reply':
      // A HEAD is answered as the GET would be, less the body (RFC 9110, 9.3.2).
      return sendReply(
        request.method === 'HEAD' ? { ...answer, body: new Uint8Array() } : answer,
        response,
        stopping,
      );
    default:
      return answer satisfies never;
  }
}

async function sendReply(answer: Reply, response: ServerResponse, stopping: AbortSignal): Promise<void> {
  if (answer.waitMs > 0) await sleep(answer.waitMs, undefined, { signal: stopping });
  if (response.destroyed) return;
  response.writeHead(answer.status, mutable(answer.headers));
  const { ending, body } = answer;
  if (ending.kind === 'complete') {
    await sendBody(body, answer.bytesPerSecond, response, stopping);
    response.end();
    return;
  }
  response.flushHeaders();
  await sendBody(body.subarray(0, ending.afterBytes), answer.bytesPerSecond, response, stopping);
  if (ending.kind === 'close') response.socket?.end();
  if (ending.kind === 'reset') response.socket?.resetAndDestroy();
}

/** Short, so that a rate looks even to a meter whose windows are 10 ms; Windows makes 16 of it. */
const TICK_MS = 2;

async function sendBody(
  body: Uint8Array,
  bytesPerSecond: number | null,
  response: ServerResponse,
  stopping: AbortSignal,
): Promise<void> {
  if (bytesPerSecond === null) return write(body, response);
  const begun = performance.now();
  for (let sent = 0; sent < body.length && !response.destroyed; ) {
    // The clock decides, not the number of ticks: a late timer is made up for.
    const due = Math.ceil(((performance.now() - begun + TICK_MS) / 1000) * bytesPerSecond);
    const until = Math.min(body.length, Math.max(due, sent));
    await write(body.subarray(sent, until), response);
    sent = until;
    if (sent < body.length) await sleep(TICK_MS, undefined, { signal: stopping });
  }
}

/** Resolves when the connection has taken the bytes or is gone. */
async function write(bytes: Uint8Array, response: ServerResponse): Promise<void> {
  if (bytes.length === 0 || response.destroyed) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      response.off('close', done);
      resolve();
    };
    response.once('close', done);
    response.write(bytes, done);
  });
}

/** Node's types want arrays that may be changed. */
function mutable(headers: Reply['headers']): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  );
}
