import type { Work } from '../../host/unprivileged-entry.ts';
import { SYSTEM_NETWORK, warmUp } from '../../registry/transport/index.ts';
import { lookOutside } from './conduct.ts';
import type { OutsideOrder } from './look-outside.ts';
import { wayOutOf } from './way-out.ts';

/** The looks at strangers, by a process that has given up root before its first socket. All that it needs is loaded, or handed over, before. */
export async function prepareUnprivileged(order: unknown): Promise<Work> {
  // From the parent, who made it of its own types.
  const { task, nameServers } = order as OutsideOrder;
  const out = await wayOutOf(task, SYSTEM_NETWORK);
  await warmUp();
  return async ({ send, signal }) => {
    if (out !== null) send(await lookOutside(task, { out, machine: SYSTEM_NETWORK, nameServers }, signal));
  };
}
