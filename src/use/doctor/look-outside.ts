import { extname } from 'node:path';
import { ASKED } from '../../doctor/limits.ts';
import type { Look, OutsideSeen } from '../../doctor/seen.ts';
import { startNameChild } from '../../host/names/child.ts';
import { runUnprivileged } from '../../host/unprivileged-child.ts';
import { type Network, networkOf } from '../../registry/transport/index.ts';
import { openNetwork, type WayOut } from '../network.ts';
import { identityOf } from '../unprivileged/send-out.ts';
import { type OutsideTask, outsideParser } from './outside-task.ts';

/** What the child is sent out with. */
export interface OutsideOrder {
  readonly task: OutsideTask;
  readonly nameServers: readonly string[];
}

/** Asks the network. Root has it done by a process that is nobody, or not at all. */
export async function askOutside(order: OutsideOrder, signal: AbortSignal): Promise<Look<OutsideSeen>> {
  const { task, nameServers } = order;
  if (process.geteuid?.() !== 0) {
    const machine = networkOf(startNameChild);
    const out = await wayOutOf(task, machine);
    if (out === null) return { kind: 'not-seen', why: 'failed' };
    const { lookOutside } = await import('./conduct.ts');
    return { kind: 'seen', value: await lookOutside(task, { out, machine, nameServers }, signal) };
  }
  let seen: OutsideSeen | null = null;
  const outcome = await runUnprivileged<OutsideSeen>({
    module: new URL(`./outside-child${extname(import.meta.url)}`, import.meta.url),
    task: order,
    identity: await identityOf(),
    parse: outsideParser(task),
    onMessage: (message) => {
      seen = message;
    },
    messages: 1,
    deadlineMs: ASKED.deadlineMs + LEEWAY_MS,
    signal,
  });
  if (outcome.kind === 'failure' || seen === null) {
    return { kind: 'not-seen', why: signal.aborted ? 'stopped' : 'failed' };
  }
  return { kind: 'seen', value: seen };
}

/** For loading code on a slow disk. */
const LEEWAY_MS = 15_000;

/** null: a proxy of the engine's that nobody can read. */
export async function wayOutOf({ env, trust, certs }: OutsideTask, machine: Network): Promise<WayOut | null> {
  const known = new Map(certs);
  const network = await openNetwork(
    { probeProxy: null, envProxy: true, ca: [], ip: null, demo: false },
    env,
    { trust, caFor: (host) => known.get(host) ?? null, machine },
  );
  return network.kind === 'way-out' ? network : null;
}
