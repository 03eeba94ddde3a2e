import { lookup } from 'node:dns/promises';

export interface IpAddress {
  readonly ip: string;
  readonly family: 4 | 6;
}

/** What looks names up, so many at once. A name that nobody answers holds its place for as long as the system waits: 10 s and more. */
export interface Resolver {
  readonly places: number;
  /** Every address of a name, in the order in which they should be tried; rejects as node:dns does. */
  ask(hostname: string, family: 4 | 6 | null): Promise<readonly IpAddress[]>;
  /** Ends it with all that hangs in it; null where it cannot be ended. */
  readonly stop: (() => void) | null;
}

/**
 * getaddrinfo in this process, as every other program on this machine resolves (hosts file, search list, RFC 6724 order).
 * It runs on libuv's thread pool, half of whose threads may be in a look-up. A thread that hangs in one keeps the process
 * from ending, which is why a command has it run elsewhere (host/names/).
 */
export function ownResolver(): Resolver {
  return {
    places: Math.max(1, Math.floor((poolThreads() + 1) / 2)),
    ask: async (hostname, family) => {
      const found = await lookup(hostname, { all: true, family: family ?? 0 });
      return found.map(({ address, family }) => ({ ip: address, family: family === 6 ? 6 : 4 }));
    },
    stop: null,
  };
}

/** libuv takes at most 1,024, and four where it is told nothing. */
function poolThreads(): number {
  const asked = Number(process.env['UV_THREADPOOL_SIZE']);
  return Number.isInteger(asked) && asked > 0 ? Math.min(asked, 1_024) : 4;
}
