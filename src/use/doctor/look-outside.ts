import { extname } from 'node:path';
import { ASKED } from '../../doctor/limits.ts';
import type { Look, OutsideSeen } from '../../doctor/seen.ts';
import { startNameChild } from '../../host/names/child.ts';
import { runUnprivileged } from '../../host/unprivileged-child.ts';
import { identityOf } from '../unprivileged/send-out.ts';
import { type OutsideTask, outsideParser } from './outside-task.ts';

/** What the child is sent out with. */
export interface OutsideOrder {
  readonly task: OutsideTask;
  readonly nameServers: readonly string[];
}

export interface ReadyToAsk {
  readonly ask: (order: OutsideOrder) => Promise<Look<OutsideSeen>>;
  /** There is nothing to ask. */
  readonly leave: () => Promise<unknown>;
}

/** All that asking takes is loaded while the machine itself is looked at; nobody is asked before the order is known. */
export function prepareToAsk(signal: AbortSignal): ReadyToAsk {
  let give: (order: OutsideOrder | null) => void = () => {};
  const order = new Promise<OutsideOrder | null>((resolve) => {
    give = resolve;
  });
  const asked = conduct(order, signal);
  // Whoever asks, or leaves, hears of it.
  asked.catch(() => {});
  return {
    ask: (known) => {
      give(known);
      return asked;
    },
    leave: () => {
      give(null);
      return asked;
    },
  };
}

/** The same where the order is known from the beginning. */
export function askOutside(order: OutsideOrder, signal: AbortSignal): Promise<Look<OutsideSeen>> {
  return prepareToAsk(signal).ask(order);
}

/** Asks the network. Root has it done by a process that is nobody, or not at all. null: nobody is to be asked after all. */
async function conduct(order: Promise<OutsideOrder | null>, signal: AbortSignal): Promise<Look<OutsideSeen>> {
  if (process.geteuid?.() !== 0) {
    const { lookOutside } = await import('./conduct.ts');
    const { networkOf } = await import('../../registry/transport/index.ts');
    const { wayOutOf } = await import('./way-out.ts');
    const machine = networkOf(startNameChild);
    const known = await order;
    if (known === null) return { kind: 'not-seen', why: 'not-needed' };
    const { task, nameServers } = known;
    const out = await wayOutOf(task, machine);
    if (out === null) return { kind: 'not-seen', why: 'failed' };
    return { kind: 'seen', value: await lookOutside(task, { out, machine, nameServers }, signal) };
  }
  let seen: OutsideSeen | null = null;
  let parse: (value: unknown) => OutsideSeen | null = () => null;
  const task = order.then((known) => {
    if (known === null) throw new Error('nobody is to be asked');
    parse = outsideParser(known.task);
    return known;
  });
  // It may be known before there is a process to be told.
  task.catch(() => {});
  const outcome = await runUnprivileged<OutsideSeen>({
    module: new URL(`./outside-child${extname(import.meta.url)}`, import.meta.url),
    task,
    identity: await identityOf(),
    parse: (value) => parse(value),
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
