import type { Socket } from 'node:net';
import type { Client } from 'undici';
import type { Reach } from './address-guard.ts';

/** An open connection to one origin. */
export interface Connection {
  readonly kind: 'connection';
  readonly origin: string;
  readonly client: Client;
  readonly socket: Socket;
  readonly reach: Reach;
  readonly certificateDaysLeft: number | null;
  readonly forwardProxy: URL | null;
}

/** The idle connections of one transport, by origin. undici closes them after 4 s without use, or when the server says so. */
export class ConnectionPool {
  readonly #idle = new Map<string, Connection[]>();
  readonly #unkept = new Set<string>();

  /** The one used last: it is the least likely to have been closed. */
  take(origin: string): Connection | null {
    const idle = this.#idle.get(origin) ?? [];
    let connection = idle.pop();
    while (connection?.socket.destroyed) connection = idle.pop();
    return connection ?? null;
  }

  giveBack(connection: Connection): void {
    if (this.#unkept.has(connection.origin)) {
      void connection.client.destroy();
      return;
    }
    const idle = this.#idle.get(connection.origin) ?? [];
    this.#idle.set(connection.origin, [...idle.filter(({ socket }) => !socket.destroyed), connection]);
  }

  /** Who is there closes after an answer without saying so, as some proxies do: each further use would waste a request. */
  keepNone(origin: string): void {
    this.#unkept.add(origin);
  }

  /** Closes what lies idle to one origin: before a cold start nothing is kept open beside it. */
  async closeIdle(origin: string): Promise<void> {
    const idle = this.#idle.get(origin) ?? [];
    this.#idle.delete(origin);
    await Promise.all(idle.map(({ client }) => client.destroy()));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#idle.keys()].map((origin) => this.closeIdle(origin)));
  }
}
