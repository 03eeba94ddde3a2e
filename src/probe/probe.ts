import type { Candidate } from '../catalog/types.ts';
import type { Pull } from '../clients/index.ts';
import { BODY_LIMITS } from '../limits.ts';
import type { Descriptor } from '../registry/manifest.ts';
import type { Exchange } from '../registry/transport/types.ts';
import { ClientWalks } from './client-walks.ts';
import type { ProbeContext } from './context.ts';
import type { Finding } from './observation.ts';
import { PLAN, type PlannedStep } from './plan.ts';
import { MirrorSession } from './session.ts';
import { settle } from './settle.ts';
import { notAsked } from './steps/ask-wish.ts';
import { chooseLayer } from './steps/choose-layer.ts';
import { clientLayer, otherLayer } from './steps/client-layer.ts';
import { furtherImages } from './steps/further-images.ts';
import { asked, ping, warmPings } from './steps/ping.ts';
import { type RequestedPart, walkStage } from './steps/walk-stage.ts';

/** What earlier steps of a first round learned and later ones need. */
interface Round {
  readonly session: MirrorSession;
  /** null: not even `/v2/` was worth going on from. */
  walks: ClientWalks | null;
  pinged: Finding | null;
  /** The image's layers, without foreign ones (Windows base layers), which engines fetch from elsewhere. */
  layers: readonly Descriptor[];
  /** What was wrong with the layer's download. */
  layer: Finding | null;
}

/** A probed mirror: its session stays at rest for the cross-check and finalist rounds. */
export interface ProbedMirror {
  readonly session: MirrorSession;
  readonly layer: Descriptor | null;
}

/** false: there is nothing more to ask. */
type Step = (round: Round) => Promise<boolean>;

/** The first round of one mirror: takes the steps of the plan until there is nothing more to ask. Never throws for what a mirror does. */
export async function probeMirror(candidate: Candidate, context: ProbeContext): Promise<ProbedMirror> {
  const session = new MirrorSession(candidate, context);
  const round: Round = { session, walks: null, pinged: null, layers: [], layer: null };
  try {
    for (const step of PLAN.filter((planned) => planned.round === 'first')) {
      if ((await STEPS[step.name]?.(round)) === false) break;
    }
    if (round.walks !== null) await settle(session, round.walks, round.layer);
  } finally {
    await session.rest();
  }
  return { session, layer: chooseLayer(round.layers) };
}

const STEPS: Partial<Record<PlannedStep['name'], Step>> = {
  ping: async (round) => {
    const { exchange, finding } = await ping(round.session);
    round.pinged = finding;
    if (finding !== null && isFinal(finding, exchange)) {
      round.session.findings.push(finding);
      return false;
    }
    round.walks = new ClientWalks(pullOf(round), asked(round.session, exchange));
    // certs.d/<host>/ca.crt is read by the classic store, and by podman; not by containerd, with whose store dockerd does not either.
    if (round.session.needsOwnCa) {
      round.walks.stop('containerd', notAsked(round.session.url('/v2/'), 'tls-untrusted', null));
    }
    return true;
  },
  'warm-pings': async (round) => {
    if (round.pinged !== null) return true;
    round.pinged = await warmPings(round.session);
    if (round.pinged?.verdict !== 'limited') return true;
    round.session.findings.push(round.pinged);
    return false;
  },
  token: (round) => walk(round, ['token']),
  manifest: (round) => walk(round, ['token', 'tag', 'top']),
  'platform-manifest': (round) => walk(round, ['token', 'top', 'child']),
  config: async (round) => {
    const goesOn = await walk(round, ['token', 'config']);
    const { session, walks, layers } = round;
    const blob = walks?.configOf(session.context.clients) ?? null;
    if (blob !== null) {
      session.facts.verified = true;
      session.facts.layout = {
        index: walks?.hasAskedFor('child') ?? false,
        configBytes: blob.size,
        layerBytes: layers.map(({ size }) => size),
      };
    }
    return goesOn;
  },
  layer: async (round) => {
    const goesOn = await layerStep(round);
    const { session, walks } = round;
    if (goesOn && walks?.takeUp() === true)
      await walkStage(session, walks, ['tag', 'top', 'child', 'config'], false);
    return goesOn;
  },
  'further-images': async ({ session }) => {
    session.findings.push(...(await furtherImages(session)));
    return true;
  },
};

async function layerStep(round: Round): Promise<boolean> {
  const { session, walks } = round;
  if (walks === null || walks.isOver) return true;
  session.pauseClock();
  round.layer = await session.context.line.run((turn) => {
    session.resumeClock();
    return clientLayer(session, walks, turn);
  });
  const goesOn = round.layer === null || round.layer.code === 'too-slow';
  if (goesOn) round.layer = (await otherLayer(session, walks)) ?? round.layer;
  return goesOn;
}

/** Until all clients are past these parts of a pull, or there. false: none of them goes on. */
async function walk({ session, walks }: Round, parts: readonly RequestedPart[]): Promise<boolean> {
  if (walks === null) return false;
  return (await walkStage(session, walks, parts)) && !walks.hasFailed;
}

function pullOf(round: Round): Pull {
  const { image, platform, throughput } = round.session.context;
  return {
    image,
    imagePrefix: round.session.candidate.url.imagePrefix,
    platform,
    chooseLayer: (layers) => {
      round.layers = layers.filter(({ foreign }) => foreign !== true);
      const layer = chooseLayer(round.layers);
      return throughput && layer !== null && layer.size > 0 ? layer : null;
    },
    limits: {
      manifestBytes: BODY_LIMITS.manifestBytes,
      tokenBytes: BODY_LIMITS.tokenBytes,
      blobBytes: BODY_LIMITS.configBytes,
    },
  };
}

/**
 * Ends the talk: a mirror that asks for rest, and one that gave no HTTP answer. One that took the connection and then said nothing, or nonsense, may still serve those who do not ask `/v2/`.
 */
function isFinal(finding: Finding, exchange: Exchange): boolean {
  if (finding.verdict === 'limited' || finding.verdict === 'unknown') return true;
  if (exchange.kind === 'response') return false;
  return exchange.hops.length === 0 && (exchange.timing.connectMs === null || UNHEARD.has(exchange.code));
}

const UNHEARD: ReadonlySet<string> = new Set(['connection-reset', 'aborted', 'budget-spent']);
