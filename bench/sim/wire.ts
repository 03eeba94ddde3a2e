import { type LimitRate, writeLimited } from './limit-rate.ts';
import type { Path } from './path.ts';
import { type Connection, createConnection } from './tcp.ts';
import type { World } from './world.ts';

/** One connection to a mirror, as a client of HTTPS sees it: one request at a time. */
export interface Wire {
  /** TCP and TLS 1.3, a round trip each. Times in ms; never called back where nobody answers. */
  open(opened: (connectMs: number, tlsMs: number) => void): void;
  /** `bytes` of an answer, after `thinkMs` at the mirror; they come in order. */
  ask(bytes: number, thinkMs: number, onData: (bytes: number) => void): void;
  close(): void;
}

/** Key exchange and certificate on both sides. */
const CRYPTO_MS = 3;
const RETRY_MS = 1_000;

/** `limit`: the mirror's on each connection. */
export function createWire(world: World, path: Path, flow: number, limit: LimitRate | null): Wire {
  let onData: (bytes: number) => void = () => {};
  let connection: Connection | null = null;
  let closed = false;

  /** There and back, again after a second where it was lost. */
  function roundTrip(done: () => void): void {
    let answered = false;
    const attempt = (): void => {
      if (answered || closed) return;
      path.up(() =>
        path.down(flow, () => {
          if (answered || closed) return;
          answered = true;
          done();
        }),
      );
      world.at(world.nowMs + path.rttMs + RETRY_MS, attempt);
    };
    attempt();
  }

  return {
    open(opened) {
      const startMs = world.nowMs;
      roundTrip(() => {
        const connectMs = world.nowMs - startMs;
        const tlsFromMs = world.nowMs;
        roundTrip(() =>
          world.at(world.nowMs + CRYPTO_MS, () => {
            connection = createConnection(world, path, flow, (bytes) => onData(bytes));
            opened(connectMs, world.nowMs - tlsFromMs);
          }),
        );
      });
    },
    ask(bytes, thinkMs, listener) {
      onData = listener;
      const write = (some: number): void => {
        if (!closed) connection?.write(some);
      };
      const answer = (): void => (limit === null ? write(bytes) : writeLimited(world, limit, bytes, write));
      path.up(() => world.at(world.nowMs + thinkMs, answer));
    },
    close() {
      closed = true;
      connection?.close();
    },
  };
}
