import { setMaxListeners } from 'node:events';
import { AddressGuard } from './address-guard.ts';
import { ConnectionPool } from './connection-pool.ts';
import { runExchange } from './exchange.ts';
import { type Network, SYSTEM_NETWORK } from './network.ts';
import type { Exchange, ExchangeRequest, Transport, TransportOptions } from './types.ts';
import { warmUp } from './warm-up.ts';

export { type HostQuestion, type HostSight, lookAtHost } from './look-at-host.ts';
export { type AddressClass, type IpAddress, type Network, networkOf, SYSTEM_NETWORK } from './network.ts';
export * from './types.ts';
export { warmUp } from './warm-up.ts';

/**
 * A client for one mirror: its own connections (HTTP/1.1, kept alive), its own counters, its own memory of where the
 * mirror lives. Exchanges may overlap; each then has a connection of its own. `network` is who resolves names and judges
 * addresses; only a test needs another than this machine's. Imports undici: import this module lazily.
 */
export function createTransport(options: TransportOptions, network: Network = SYSTEM_NETWORK): Transport {
  const pool = new ConnectionPool();
  const running = new Set<AbortController>();
  let isClosed = false;
  let bytesReceived = 0;
  const line = {
    options,
    network,
    pool,
    guard: new AddressGuard(network.classify),
    ownCaHosts: new Set<string>(),
    goTlsHosts: new Set<string>(),
    onBytes: (count: number) => {
      bytesReceived += count;
    },
  };

  const rest = async (): Promise<void> => {
    for (const life of running) life.abort();
    await pool.close();
  };
  return {
    get bytesReceived() {
      return bytesReceived;
    },

    needsOwnCa: (host) => line.ownCaHosts.has(host),

    async exchange(request: ExchangeRequest): Promise<Exchange> {
      await warmUp();
      const life = new AbortController();
      const end = (): void => life.abort();
      if (isClosed || request.signal.aborted) end();
      // One signal may end a whole run: a listener for each exchange under it is not a leak.
      setMaxListeners(0, request.signal, life.signal);
      request.signal.addEventListener('abort', end);
      running.add(life);
      try {
        return await runExchange(line, request, life.signal);
      } finally {
        running.delete(life);
        request.signal.removeEventListener('abort', end);
        if (isClosed) await pool.close();
      }
    },

    rest,

    async close(): Promise<void> {
      isClosed = true;
      await rest();
    },
  };
}
