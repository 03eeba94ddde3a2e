import { setMaxListeners } from 'node:events';
import { parseMirrorUrl } from '../../src/catalog/mirror-url.ts';
import type { Candidate } from '../../src/catalog/types.ts';
import { PROBE_BUDGET, SURVEY, TIMEOUTS } from '../../src/limits.ts';
import { hostPlatform } from '../../src/registry/platform.ts';
import { type ImageReference, parseReference } from '../../src/registry/reference.ts';
import type { Learned } from '../../src/report/types.ts';
import type { SurveyEvent } from '../../src/survey/events.ts';
import { leadersFirst, learnedOf } from '../../src/survey/learned.ts';
import { LEARNED } from '../../src/survey/limits.ts';
import { type SurveyResult, survey } from '../../src/survey/survey.ts';
import { seeded } from '../support/random.ts';
import { documentsOf } from './documents.ts';
import { createPath } from './path.ts';
import { createPipe, type Pipe } from './pipe.ts';
import type { PopulationPlan } from './population.ts';
import { type SimulatedMirror, simulatedTransport } from './transport.ts';
import { inVirtualTime } from './turns.ts';
import { createWorld } from './world.ts';

export interface SimulatedSurvey {
  readonly result: SurveyResult;
  readonly wallMs: number;
  /** What the user's line carried to them, all headers included: what was still on its way when a download was left counts. */
  readonly bytes: number;
  /** Who was measured again. */
  readonly finalists: ReadonlySet<string>;
  /** What happened, in its order. */
  readonly events: readonly SurveyEvent[];
}

const DEFAULTS = {
  ...SURVEY,
  firstRoundShare: PROBE_BUDGET.firstRoundShare,
  layerBytes: PROBE_BUDGET.layerBytes,
};

/** A layer that goes beyond a finalist's bytes by less is read whole as well. */
const BEYOND_BYTES = 1024 * 1024;

/** The survey of src/, whole, over simulated mirrors and in virtual time. */
export async function simulateSurvey(
  population: PopulationPlan,
  settings: Partial<Record<keyof typeof SURVEY | 'firstRoundShare' | 'layerBytes', number>> = {},
  learned: Learnt = new Map(),
): Promise<SimulatedSurvey> {
  const { concurrency, downloadsAtOnce, finalists, firstRoundShare, layerBytes } = {
    ...DEFAULTS,
    ...settings,
  };
  const world = createWorld();
  const random = seeded(population.seed + 1_000_000);
  const line = countingPipe(createPipe(() => population.line.mbit * 125, population.line.queueBytes));
  const documents = documentsOf(population.image, layerBytes + BEYOND_BYTES);
  const events: SurveyEvent[] = [];
  return inVirtualTime(world, async (wake) => {
    const mirrors = new Map<string, SimulatedMirror>(
      population.mirrors.map((plan) => {
        const path = createPath(world, plan.link, line.pipe, random);
        return [plan.id, { world, path, plan, documents, wake, flows: 0 }];
      }),
    );
    const result = await survey({
      candidates: leadersFirst(
        population.mirrors.map(({ id }) => candidateOf(id)),
        learned,
      ),
      probe: {
        registry: 'docker.io',
        upstreamHost: null,
        image: imageReference(),
        furtherImages: [],
        platform: hostPlatform('x64'),
        clients: ['classic', 'containerd'],
        throughput: true,
        timeouts: TIMEOUTS,
        budget: { ...PROBE_BUDGET, firstRoundShare, layerBytes },
        openTransport: ({ id }, admit) => {
          const mirror = mirrors.get(id);
          if (mirror === undefined) throw new Error(`no mirror ${id}`);
          return simulatedTransport(mirror, admit);
        },
        now: () => world.nowMs,
      },
      concurrency,
      downloadsAtOnce,
      finalists,
      unthrottled: new Map(
        [...learned].flatMap(([id, { unthrottled }]): [string, number][] =>
          unthrottled === undefined ? [] : [[id, unthrottled.bytes]],
        ),
      ),
      reference: [],
      hub: null,
      signal: endless(),
      onEvent: (event) => events.push(event),
    });
    const started = events.flatMap((event) => (event.kind === 'finalist-started' ? [event.id] : []));
    return { result, wallMs: world.nowMs, bytes: line.bytes(), finalists: new Set(started), events };
  });
}

/** By id. */
export type Learnt = ReadonlyMap<string, Learned>;

/** What the report of such a survey would tell the next one. */
export function learnedFrom({ result }: SimulatedSurvey, before: Learnt): Learnt {
  const run = { throughput: true, at: new Date(0).toISOString() };
  const known = result.mirrors.flatMap(({ rank, observation }): [string, Learned][] => {
    const { candidate, unthrottledBytes } = observation;
    const learned = learnedOf({ rank, unthrottledBytes }, before.get(candidate.id), run, LEARNED);
    return learned === undefined ? [] : [[candidate.id, learned]];
  });
  return new Map(known);
}

/** The line, and what it has carried so far. */
export function countingPipe(pipe: Pipe): { readonly pipe: Pipe; bytes(): number } {
  let carried = 0;
  return {
    pipe: {
      send(bytes, nowMs) {
        const atMs = pipe.send(bytes, nowMs);
        if (atMs !== null) carried += bytes;
        return atMs;
      },
    },
    bytes: () => carried,
  };
}

function candidateOf(id: string): Candidate {
  const parsed = parseMirrorUrl(`https://${id}`);
  if (!parsed.ok) throw new Error(`${id} is no address`);
  const url = parsed.value;
  return { id, url, displayUrl: url.href, operator: null, access: null, retired: null, origin: 'list' };
}

function imageReference(): ImageReference {
  const parsed = parseReference('nginx:latest');
  if (!parsed.ok) throw new Error('no reference');
  return parsed.value;
}

/** Every mirror's clock listens. */
function endless(): AbortSignal {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  return signal;
}
