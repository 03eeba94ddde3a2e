import type {
  BodyPlan,
  Exchange,
  ExchangeRequest,
  ResponseHead,
  Transport,
  TransportFailureCode,
} from '../../src/registry/transport/types.ts';
import { type Documents, INDEX_TYPE, MANIFEST_TYPE, ZEROS } from './documents.ts';
import type { Path } from './path.ts';
import type { MirrorPlan } from './population.ts';
import { HEAD_BYTES } from './pull.ts';
import { createReader } from './reader.ts';
import { createWire, type Wire } from './wire.ts';
import type { World } from './world.ts';

/** The transport of src/, with a simulated mirror at its other end. */
export interface SimulatedMirror {
  readonly world: World;
  readonly path: Path;
  readonly plan: MirrorPlan;
  readonly documents: Documents;
  /** Tells the loop that promises were settled. */
  readonly wake: () => void;
  /** Connections so far, over all its transports. */
  flows: number;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly digest: string | null;
  /** What is sent; layers are zeros of which only a part is. */
  readonly body: Uint8Array | null;
  readonly bytes: number;
  /** What Content-Length says: HEAD has it as well. */
  readonly length: number;
  readonly thinkMs: number;
}

export function simulatedTransport(mirror: SimulatedMirror, admit: (url: URL) => boolean): Transport {
  const { world } = mirror;
  /** The one that lies open; another exchange at the same time opens its own. */
  let idle: Wire | null = null;
  let received = 0;

  function exchange(request: ExchangeRequest): Promise<Exchange> {
    return new Promise((resolve) => {
      const startMs = world.nowMs;
      let wire: Wire | null = null;
      let timing = {
        connectMs: null as number | null,
        tlsMs: null as number | null,
        headersMs: null as number | null,
      };
      let bodyBytes = 0;
      let head: ResponseHead | null = null;
      let settled = false;
      let cancelTimer = (): void => {};
      const limit = (ms: number, code: TransportFailureCode): void => {
        cancelTimer();
        cancelTimer = world.at(world.nowMs + ms, () => fail(code));
      };
      const settle = (end: (totalMs: number) => Exchange): void => {
        if (settled) return;
        settled = true;
        cancelTimer();
        request.signal.removeEventListener('abort', aborted);
        mirror.wake();
        resolve(end(world.nowMs - startMs));
      };
      const shared = (totalMs: number) => ({
        bodyBytes,
        timing: { dnsMs: 1, ...timing, totalMs },
        hops:
          head === null
            ? []
            : [{ origin: request.url.origin, status: head.status, headersMs: timing.headersMs ?? 0 }],
        fakeIp: false,
        isGoTlsOnly: false,
      });
      const fail = (code: TransportFailureCode): void => {
        wire?.close();
        wire = null;
        settle((totalMs) => ({
          kind: 'failure',
          code,
          detail: null,
          head,
          refusedUrl: null,
          proxy: null,
          failedHost: request.url.host,
          ...shared(totalMs),
        }));
      };
      const aborted = (): void => fail('aborted');
      if (request.signal.aborted) return aborted();
      if (!admit(request.url)) return fail('budget-spent');
      request.signal.addEventListener('abort', aborted);

      const ask = (open: Wire): void => {
        const answer = answerOf(mirror, request);
        const sentMs = world.nowMs;
        limit(request.timeouts.headersMs, 'response-timeout');
        let plan: BodyPlan = { kind: 'discard' };
        let left = answer.bytes;
        let headLeft = HEAD_BYTES;
        const respond = (): void => {
          const done = head;
          if (done === null) return;
          if (!settled) idle ??= wire;
          settle((totalMs) => ({
            kind: 'response',
            head: done,
            body: plan.kind === 'whole' ? (answer.body ?? new Uint8Array()) : new Uint8Array(),
            bodyComplete: left === 0,
            certificateDaysLeft: 90,
            ...shared(totalMs),
          }));
        };
        const hand = (bytes: number): void => {
          if (settled) return;
          bodyBytes += bytes;
          left -= bytes;
          // Who is handed something may ask for more at once.
          mirror.wake();
          if (plan.kind === 'stream' && !plan.onChunk(ZEROS.subarray(0, bytes), world.nowMs)) {
            open.close();
            wire = null;
            respond();
          } else if (left === 0) respond();
        };
        const reader = createReader(hand);
        let unread = answer.bytes;
        open.ask(HEAD_BYTES + answer.bytes, answer.thinkMs, (came) => {
          if (settled) return;
          received += came;
          if (head === null) {
            timing = { ...timing, headersMs: world.nowMs - sentMs };
            head = { status: answer.status, headers: headersOf(answer), url: request.url };
            plan = request.bodyPlan(head);
          }
          limit(request.timeouts.bodyIdleMs, 'stalled');
          const body = Math.max(0, came - headLeft);
          headLeft = Math.max(0, headLeft - came);
          unread -= body;
          // Records show in a long body only; the last one is as long as what is left.
          if (answer.bytes < RECORDS_FROM || plan.kind !== 'stream') body > 0 && hand(body);
          else {
            reader(body);
            if (unread === 0 && left > 0) hand(left);
          }
          if (answer.bytes === 0 && headLeft === 0) respond();
        });
      };

      wire = request.cold === true ? null : idle;
      if (wire === null) idle?.close();
      idle = null;
      if (wire !== null) return ask(wire);
      mirror.flows += 1;
      const fresh = createWire(world, mirror.path, mirror.flows, mirror.plan.limitRate ?? null);
      wire = fresh;
      limit(request.timeouts.connectMs, 'connection-timeout');
      if (mirror.plan.failing === 'refused') {
        mirror.path.up(() => world.at(world.nowMs + mirror.path.rttMs / 2, () => fail('connection-refused')));
        return;
      }
      fresh.open((connectMs, tlsMs) => {
        if (settled) return;
        timing = { ...timing, connectMs, tlsMs };
        ask(fresh);
      });
    });
  }

  const rest = async (): Promise<void> => {
    idle?.close();
    idle = null;
  };
  return {
    exchange,
    needsOwnCa: () => false,
    get bytesReceived() {
      return received;
    },
    rest,
    close: rest,
  };
}

const RECORDS_FROM = 65_536;

function headersOf({ type, digest, length }: Answer): Record<string, readonly string[]> {
  return {
    'content-type': [type],
    'content-length': [String(length)],
    ...(digest === null ? {} : { 'docker-content-digest': [digest] }),
  };
}

function answerOf({ plan, documents }: SimulatedMirror, { url, method, headers }: ExchangeRequest): Answer {
  const { thinkMs, sleepMs, failing } = plan;
  const whole = (body: Uint8Array, type: string, digest: string | null, status = 200): Answer => ({
    status,
    type,
    digest,
    body,
    bytes: method === 'HEAD' ? 0 : body.length,
    length: body.length,
    thinkMs,
  });
  const denied = whole(
    new TextEncoder().encode('{"errors":[{"code":"DENIED"}]}'),
    'application/json',
    null,
    403,
  );
  const { pathname } = url;
  if (pathname === '/v2/') return whole(new TextEncoder().encode('{}'), 'application/json', null);
  if (failing === 'denied') return denied;
  if (pathname.includes('/manifests/')) {
    return pathname.endsWith(documents.manifestDigest)
      ? whole(documents.manifest, MANIFEST_TYPE, documents.manifestDigest)
      : whole(documents.index, INDEX_TYPE, documents.indexDigest);
  }
  if (pathname.endsWith(documents.configDigest)) {
    return whole(documents.config, 'application/octet-stream', documents.configDigest);
  }
  if (failing === 'blob-denied') return denied;
  const digest = pathname.slice(pathname.lastIndexOf('/') + 1);
  const size = documents.layerBytes.get(digest) ?? 0;
  const [from = 0, to = size - 1] = (/bytes=(\d+)-(\d+)/.exec(headers?.['range'] ?? '') ?? [])
    .slice(1)
    .map(Number);
  return {
    status: headers?.['range'] === undefined ? 200 : 206,
    type: 'application/octet-stream',
    digest,
    body: null,
    bytes: to - from + 1,
    length: to - from + 1,
    thinkMs: thinkMs + sleepMs,
  };
}
