import type { Socket } from 'node:net';
import { RELAY } from './limits.ts';

/**
 * Connections of those who may not ask. They are told so (403), but are few at a time and none stays: whoever opens many and says nothing takes no
 * place of those who may.
 */
export class Strangers {
  readonly #sockets = new Set<Socket>();

  receive(socket: Socket): void {
    if (this.#sockets.size >= RELAY.strangers) {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    const timer = setTimeout(() => socket.destroy(), RELAY.strangerMs);
    socket.once('close', () => {
      clearTimeout(timer);
      this.#sockets.delete(socket);
    });
  }
}
