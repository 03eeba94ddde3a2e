import type { IpAddress, Resolver } from './resolver.ts';

/** Between who asks for a name and who looks it up. */
export interface Asking {
  /** The name waits for others: its time does not run ... */
  readonly hold: () => void;
  /** ... until it is looked up itself. */
  readonly go: () => void;
  /** Aborts when an answer would come too late to be of use. */
  readonly signal: AbortSignal;
}

/**
 * Who waits for a place waits here, with the clock stopped. A name whose asker has gone keeps its place; once such names
 * hold half of them, all that follow are asked of a new resolver, and the old one ends with its last question that still counts.
 */
export class LookUps {
  readonly #open: () => Resolver;
  readonly #waiting: Question[] = [];
  #room: Room | null = null;

  constructor(open: () => Resolver) {
    this.#open = open;
  }

  readonly lookup = (hostname: string, family: 4 | 6 | null, asking: Asking): Promise<readonly IpAddress[]> =>
    new Promise((resolve, reject) => {
      asking.hold();
      this.#waiting.push({ hostname, family, asking, resolve, reject });
      this.#admit();
    });

  #admit(): void {
    for (;;) {
      const [question] = this.#waiting;
      if (question === undefined) return;
      const isForsaken = question.asking.signal.aborted;
      const room = isForsaken ? null : this.#roomWithPlace();
      if (!isForsaken && room === null) return;
      this.#waiting.shift();
      if (room !== null) void this.#ask(room, question);
    }
  }

  #roomWithPlace(): Room | null {
    const room = this.#room ?? this.#newRoom();
    const { places, stop } = room.resolver;
    if (stop !== null && room.forsaken * 2 >= places) return this.#newRoom();
    return room.taken < places ? room : null;
  }

  #newRoom(): Room {
    const left = this.#room;
    this.#room = { resolver: this.#open(), taken: 0, forsaken: 0 };
    if (left !== null) this.#stopIfDone(left);
    return this.#room;
  }

  async #ask(room: Room, { hostname, family, asking, resolve, reject }: Question): Promise<void> {
    const { signal } = asking;
    const forsake = (): void => {
      room.forsaken += 1;
      this.#stopIfDone(room);
      this.#admit();
    };
    room.taken += 1;
    signal.addEventListener('abort', forsake, { once: true });
    asking.go();
    await room.resolver.ask(hostname, family).then(resolve, reject);
    signal.removeEventListener('abort', forsake);
    room.taken -= 1;
    if (signal.aborted) room.forsaken -= 1;
    this.#stopIfDone(room);
    this.#admit();
  }

  #stopIfDone(room: Room): void {
    if (room !== this.#room && room.taken === room.forsaken) room.resolver.stop?.();
  }
}

interface Question {
  readonly hostname: string;
  readonly family: 4 | 6 | null;
  readonly asking: Asking;
  readonly resolve: (addresses: readonly IpAddress[]) => void;
  readonly reject: (error: unknown) => void;
}

interface Room {
  readonly resolver: Resolver;
  /** Places taken, those of the forsaken included. */
  taken: number;
  /** Nobody waits for their answers any more. */
  forsaken: number;
}
