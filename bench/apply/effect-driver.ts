import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { carryOut } from '../../src/change/transaction.ts';
import type { Engine, EngineName, PlanOf, Shapes, Wish } from '../../src/engines/engine.ts';
import { withEngine } from '../../src/engines/index.ts';
import { NO_WISH } from '../../src/use/no-wish.ts';

/**
 * Runs where the engine is: both ways in one process, in turns, so that neither pays for the other's start. Prints a row a round, in ms: by hand, by us, and how long
 * the engine's own judgement of the new file takes, which nobody makes by hand.   effect-driver.js ENGINE ROUNDS [CONFIG]
 */
const [name = '', rounds = '15', config = null] = process.argv.slice(2);

/** Each way begins on a machine at rest, as an operator's does: after 50 ms without work systemd takes twice as long to answer as right after it. */
const REST_MS = 250;

/** By hand whoever waits looks as often as we do. */
const POLL_MS = 15;

const ASKER = { platform: 'linux', env: process.env, home: process.env['HOME'] ?? '/root', uid: 0 } as const;

const WISH: Wish = {
  ...NO_WISH,
  top: 3,
  replace: true,
  allowUnconfirmed: true,
  allowInsecure: true,
};

const urlOf = (round: number): string => `https://mirror-${round}.example`;

async function main<E extends Shapes>(engine: Engine<E>): Promise<void> {
  const rows: (readonly [hand: number, ours: number, judged: number])[] = [];
  // The first of each pays for what is loaded and cached.
  for (let round = 0; round <= Number(rounds); round += 1) {
    rows.push([await byHand(engine, 2 * round), ...(await byUs(engine, 2 * round + 1))]);
  }
  console.log(JSON.stringify(rows.slice(1)));
}

interface Decided<E extends Shapes> {
  readonly seen: E['sighting'];
  readonly plan: PlanOf<E>;
}

async function decide<E extends Shapes>(engine: Engine<E>, round: number): Promise<Decided<E>> {
  const found = await engine.find({ dockerHost: null, config, registry: 'docker.io' }, ASKER);
  if (found.kind !== 'seen' || !('seen' in found)) throw new Error(JSON.stringify(found));
  const url = urlOf(round);
  const planned = engine.planApply(found.seen, WISH, [
    {
      url,
      displayUrl: url,
      origin: 'argument',
      verdict: null,
      code: null,
      confirmed: false,
      measuredDirectly: false,
    },
  ]);
  if (planned.kind !== 'plan') throw new Error(JSON.stringify(planned));
  return { seen: found.seen, plan: planned };
}

/** The same bytes by one write, the reload where it takes one, and looks until they are in force. */
async function byHand<E extends Shapes>(engine: Engine<E>, round: number): Promise<number> {
  const { seen, plan } = await decide(engine, round);
  const hands = engine.hands(seen, []);
  const files = plan.stages.flatMap((stage) => stage.files);
  await pause(REST_MS);
  const begunAt = performance.now();
  for (const { path, after } of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, after ?? '');
  }
  if (plan.stages[0]?.activation.kind === 'reload') execFileSync('systemctl', ['reload', 'docker.service']);
  const host = new URL(urlOf(round)).host;
  while (!(await hands.look())?.mirrors[0]?.includes(host)) await pause(POLL_MS);
  return performance.now() - begunAt;
}

async function byUs<E extends Shapes>(
  engine: Engine<E>,
  round: number,
): Promise<[ours: number, judged: number]> {
  const { seen, plan } = await decide(engine, round);
  const { file } = engine.facts(seen);
  const keys = engine.keysOf(seen, plan.stages);
  await pause(REST_MS);
  const begunAt = performance.now();
  const outcome = await carryOut({
    hands: engine.hands(seen, keys),
    file,
    stages: plan.stages,
    reason: 'apply',
    keys,
    restore: [],
    verifyPull: null,
    toolVersion: '0',
    mayStopContainers: false,
    owner: { uid: 0, env: {} },
    signal: new AbortController().signal,
    onStep: () => {},
  });
  const ours = performance.now() - begunAt;
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  const [stage] = plan.stages;
  const [written] = stage?.files ?? [];
  if (stage === undefined || written?.after == null) throw new Error('nothing was written');
  await pause(REST_MS);
  const judgedFrom = performance.now();
  const { path, after } = written;
  if ((await engine.hands(seen, keys).judge(path, after, stage.activation)) !== null) throw new Error(path);
  return [ours, performance.now() - judgedFrom];
}

// The bench names it.
await withEngine(name as EngineName, main);
