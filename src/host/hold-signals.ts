const HELD = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Held = (typeof HELD)[number];

/**
 * Holds back the signals that would end us, from now until the returned function is called, which delivers them. For the
 * few milliseconds in which a file changes hands: not for anything that waits.
 */
export function holdSignals(): () => Promise<void> {
  const caught = new Set<Held>();
  const holds = HELD.map((signal) => hold(signal, () => caught.add(signal)));
  return async () => {
    // A signal that came during the last call is delivered in a later turn of the loop.
    await new Promise((resolve) => setImmediate(resolve));
    for (const release of holds) release();
    for (const signal of caught) deliver(signal);
  };
}

/**
 * Whoever listens already must not hear the signal yet: such a listener may well exit. Never is there a moment without any listener: Node
 * would let go of the signal, and with it of one that has come and was not told yet.
 */
function hold(signal: Held, onSignal: () => void): () => void {
  const others = process.rawListeners(signal).filter(isListener);
  process.on(signal, onSignal);
  for (const listener of others) process.removeListener(signal, listener);
  return () => {
    for (const listener of others) process.on(signal, listener);
    process.removeListener(signal, onSignal);
  };
}

/** To the listeners, if there are any; else to the system, whose default is to end us. */
function deliver(signal: Held): void {
  if (!process.emit(signal, signal)) process.kill(process.pid, signal);
}

function isListener(listener: unknown): listener is NodeJS.SignalsListener {
  return typeof listener === 'function';
}
