import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { Client, Dispatcher } from 'undici';
import type { Timeouts } from '../../limits.ts';
import { type BodySink, sinkFor } from './body-sink.ts';
import { httpFault } from './classify-error.ts';
import { type Fault, fault } from './fault.ts';
import { expectHead } from './go-head.ts';
import { ConnectionGone } from './http-client.ts';
import { TRANSPORT } from './limits.ts';
import { contentLength, responseHead } from './response-head.ts';
import type { BodyPlan, Method, RequestContent, ResponseHead } from './types.ts';

export interface WireRequest {
  readonly method: Method;
  readonly content: RequestContent | null;
  readonly url: URL;
  /** What stands in the request line: the path, or the whole URL for a forward proxy. */
  readonly target: string;
  readonly headers: readonly string[];
  /** Of the answer, at most. */
  readonly headerBytes: number;
  readonly timeouts: Pick<Timeouts, 'headersMs' | 'bodyIdleMs'>;
  readonly signal: AbortSignal;
  readonly bodyPlan: (head: ResponseHead) => BodyPlan;
  readonly onBytes: (count: number) => void;
}

export interface WireAnswer {
  readonly kind: 'answer';
  readonly head: ResponseHead;
  /** As sent: content codings are still on. */
  readonly body: Uint8Array;
  readonly plan: BodyPlan;
  readonly bodyBytes: number;
  readonly bodyComplete: boolean;
  readonly headersMs: number;
}

export interface NoAnswer {
  readonly kind: 'no-answer';
  readonly fault: Fault;
  readonly head: ResponseHead | null;
  readonly headersMs: number | null;
  readonly bodyBytes: number;
  /** Did the request go out? A connection that was closed while it lay idle takes nothing. */
  readonly sent: boolean;
  /** Did any byte of an answer come? */
  readonly answered: boolean;
}

/**
 * One request on one connection, to the end of its body plan. The connection is fit for another request only after an
 * answer with `bodyComplete`; in every other case it is destroyed here. Rejects only with what the caller's own
 * `bodyPlan` or `onChunk` threw.
 */
export function sendRequest(
  client: Client,
  socket: Socket,
  request: WireRequest,
): Promise<WireAnswer | NoAnswer> {
  if (request.signal.aborted) {
    socket.destroy();
    return Promise.resolve(notSent(fault('aborted')));
  }
  return new Promise((resolve, reject) => {
    const run = new RequestRun(client, socket, request, resolve, reject);
    client.dispatch(
      {
        method: request.method,
        path: request.target,
        headers: [...request.headers],
        reset: false,
        ...(request.content === null
          ? {}
          : { body: Readable.from(run.sending(request.content), { objectMode: false }) }),
      },
      run,
    );
  });
}

/** It failed before anything was written. */
export function notSent(reason: Fault): NoAnswer {
  return {
    kind: 'no-answer',
    fault: reason,
    head: null,
    headersMs: null,
    bodyBytes: 0,
    sent: false,
    answered: false,
  };
}

interface Reading {
  readonly head: ResponseHead;
  readonly headersMs: number;
  readonly plan: BodyPlan;
  readonly sink: BodySink;
}

/** undici's callbacks of one request, with our timers and the caller's signal. Settles once. */
class RequestRun implements Dispatcher.DispatchHandler {
  readonly #client: Client;
  readonly #socket: Socket;
  readonly #request: WireRequest;
  readonly #resolve: (outcome: WireAnswer | NoAnswer) => void;
  readonly #reject: (error: unknown) => void;
  readonly #onAbort = (): void => this.#fail(fault('aborted'));
  #timer: NodeJS.Timeout | undefined;
  #settled = false;
  #paused = false;
  #sentAt: number | null = null;
  #bytesBefore = 0;
  #reading: Reading | null = null;
  #bodyBytes = 0;

  constructor(
    client: Client,
    socket: Socket,
    request: WireRequest,
    resolve: (outcome: WireAnswer | NoAnswer) => void,
    reject: (error: unknown) => void,
  ) {
    this.#client = client;
    this.#socket = socket;
    this.#request = request;
    this.#resolve = resolve;
    this.#reject = reject;
    request.signal.addEventListener('abort', this.#onAbort);
  }

  /** Its bytes, as the connection takes them: each that it takes is a sign of life. */
  async *sending(content: RequestContent): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of content.open()) {
        if (this.#reading === null) this.#timer?.refresh();
        yield chunk;
      }
    } catch (error) {
      // A file of ours that cannot be read is none of the peer's doing.
      if (this.#settled) return;
      this.#stop();
      this.#hangUp();
      this.#reject(error);
    }
  }

  /** Called right before the request is written. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#settled) {
      controller.abort(new Error('settled'));
      return;
    }
    const { headersMs } = this.#request.timeouts;
    expectHead(this.#socket, this.#request.method);
    this.#bytesBefore = this.#socket.bytesRead;
    this.#timer = setTimeout(() => {
      this.#fail(fault('response-timeout', `no headers within ${headersMs} ms`));
    }, headersMs);
    this.#sentAt = performance.now();
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    const now = performance.now();
    // 1xx: the answer itself is still to come, and the clock runs on.
    if (this.#settled || status < 200) return;
    clearTimeout(this.#timer);
    const head = responseHead(status, rawHeaders(controller), this.#request.url);
    const announced = contentLength(head);
    this.#guarded(() => {
      const plan = this.#request.bodyPlan(head);
      const headersMs = now - (this.#sentAt ?? now);
      this.#reading = { head, headersMs, plan, sink: sinkFor(plan, announced) };
      this.#watchBody(plan, announced);
    });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const now = performance.now();
    const reading = this.#reading;
    if (this.#settled || reading === null) return;
    this.#bodyBytes += chunk.length;
    this.#request.onBytes(chunk.length);
    if (reading.plan.kind !== 'discard') this.#timer?.refresh();
    this.#guarded(() => {
      const verdict = reading.sink.take(chunk, now);
      if (verdict === 'stop') this.#succeed(reading, false);
      else if (verdict === 'oversized') this.#failOversized(reading.plan);
      else if (verdict !== 'more') this.#pause(controller, verdict);
    });
  }

  /** Nothing is read meanwhile, so nothing can be missed: the clock of the silent body stands still. */
  #pause(controller: Dispatcher.DispatchController, until: Promise<void>): void {
    this.#paused = true;
    controller.pause();
    void until.then(() => {
      if (this.#settled) return;
      this.#paused = false;
      this.#timer?.refresh();
      controller.resume();
    });
  }

  onResponseEnd(): void {
    if (this.#reading !== null) this.#succeed(this.#reading, true);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#settled) return;
    if (error instanceof ConnectionGone) {
      this.#settle(notSent(fault('connection-reset', 'the connection was closed while idle')));
      return;
    }
    const { headerBytes } = this.#request;
    const state = { headCame: this.#reading !== null, anyByteCame: this.#anyByteCame(), headerBytes };
    this.#fail(httpFault(error, state));
  }

  /** A body must keep coming; one that nobody wants must come to its end soon. */
  #watchBody(plan: BodyPlan, announced: number | null): void {
    const isBodiless = this.#request.method === 'HEAD';
    if (plan.kind === 'whole' && !isBodiless && announced !== null && announced > plan.limitBytes) {
      this.#failOversized(plan);
      return;
    }
    const { bodyIdleMs } = this.#request.timeouts;
    const ms = plan.kind === 'discard' ? Math.min(TRANSPORT.drainMs, bodyIdleMs) : bodyIdleMs;
    this.#timer = setTimeout(() => {
      if (!this.#paused) this.#fail(fault('stalled', `no byte for ${ms} ms`));
    }, ms);
  }

  #failOversized(plan: BodyPlan): void {
    this.#fail(fault('oversized', plan.kind === 'whole' ? `over ${plan.limitBytes} bytes` : null));
  }

  #succeed({ head, plan, sink, headersMs }: Reading, bodyComplete: boolean): void {
    if (this.#settled) return;
    const bodyBytes = this.#bodyBytes;
    this.#settle({ kind: 'answer', head, body: sink.body(), plan, bodyBytes, bodyComplete, headersMs });
    if (!bodyComplete) this.#hangUp();
  }

  #fail(reason: Fault): void {
    if (this.#settled) return;
    const reading = this.#reading;
    // However a body ends that no one wants, it is not a failure, unless the caller ended it.
    if (reading?.plan.kind === 'discard' && reason.code !== 'aborted') {
      this.#succeed(reading, false);
      return;
    }
    this.#settle({
      kind: 'no-answer',
      fault: reason,
      head: reading?.head ?? null,
      headersMs: reading?.headersMs ?? null,
      bodyBytes: this.#bodyBytes,
      sent: this.#sentAt !== null,
      answered: this.#anyByteCame(),
    });
    this.#hangUp();
  }

  #settle(outcome: WireAnswer | NoAnswer): void {
    this.#stop();
    this.#resolve(outcome);
  }

  /** Runs the caller's own code: what that throws is a programmer's error and reaches the caller, not undici. */
  #guarded(callersCode: () => void): void {
    try {
      callersCode();
    } catch (error) {
      this.#stop();
      this.#hangUp();
      this.#reject(error);
    }
  }

  /** Both: a client that was never given its socket does not close it. */
  #hangUp(): void {
    this.#client.destroy();
    this.#socket.destroy();
  }

  #stop(): void {
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#request.signal.removeEventListener('abort', this.#onAbort);
  }

  #anyByteCame(): boolean {
    return this.#reading !== null || (this.#sentAt !== null && this.#socket.bytesRead > this.#bytesBefore);
  }
}

function rawHeaders({ rawHeaders }: Dispatcher.DispatchController): readonly (Buffer | string)[] {
  return Array.isArray(rawHeaders) ? rawHeaders : [];
}
