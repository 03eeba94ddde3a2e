import type { Candidate } from '../catalog/types.ts';
import type { Descriptor } from '../registry/manifest.ts';
import { choosePlatform } from '../registry/platform.ts';
import type { ProbeContext } from './context.ts';
import type { Finding } from './observation.ts';
import { PLAN, type PlannedStep, planned } from './plan.ts';
import { MirrorSession } from './session.ts';
import { configBlob } from './steps/config.ts';
import { answersForAnother, furtherImages } from './steps/further-images.ts';
import { chooseLayer, downloadLayer, type LayerSlice } from './steps/layer.ts';
import { manifestByDigest, tagManifest } from './steps/manifest.ts';
import { ping, warmPings } from './steps/ping.ts';
import { authorize } from './steps/token.ts';

/** What earlier steps of a first round learned and later ones need. */
interface Walk {
  readonly session: MirrorSession;
  pinged: Finding | null;
  platformManifest: Descriptor | null;
  config: Descriptor | null;
  layers: readonly Descriptor[];
}

/** A probed mirror: its session stays at rest for the cross-check and finalist rounds. */
export interface ProbedMirror {
  readonly session: MirrorSession;
  readonly layer: Descriptor | null;
}

type Step = (walk: Walk) => Promise<Finding | null>;

/** The first round of one mirror: walks the plan until it is through or something final was found. Never throws for what a mirror does. */
export async function probeMirror(candidate: Candidate, context: ProbeContext): Promise<ProbedMirror> {
  const session = new MirrorSession(candidate, context);
  const walk: Walk = { session, pinged: null, platformManifest: null, config: null, layers: [] };
  try {
    for (const step of PLAN.filter(({ round }) => round === 'first')) {
      if (skips(step, walk)) continue;
      const finding = await STEPS[step.name]?.(walk);
      if (finding == null) continue;
      session.findings.push(finding);
      break;
    }
  } finally {
    await session.rest();
  }
  return { session, layer: chooseLayer(walk.layers) };
}

const STEPS: Partial<Record<PlannedStep['name'], Step>> = {
  ping: async (walk) => {
    walk.pinged = await ping(walk.session);
    return finalOfPing(walk);
  },
  'warm-pings': async (walk) => {
    walk.pinged ??= await warmPings(walk.session);
    return finalOfPing(walk);
  },
  token: async ({ session }) => {
    const granted = await authorize(session, session.context.image.repository);
    return granted.kind === 'failed' ? granted.finding : null;
  },
  manifest: async (walk) => {
    const { session } = walk;
    const { image, platform } = session.context;
    const ref = image.familiar;
    const outcome = await tagManifest(session, walk.pinged);
    if (outcome.kind === 'failed') {
      const { finding } = outcome;
      const missing = finding.code === 'not-found';
      session.images.set(ref, { ref, present: missing ? false : null, digest: null, code: finding.code });
      if (missing && (await answersForAnother(session))) {
        session.images.set(ref, { ref, present: false, digest: null, code: 'image-missing' });
        return { ...finding, verdict: 'degraded', code: 'image-missing' };
      }
      return finding;
    }
    session.images.set(ref, { ref, present: true, digest: outcome.digest, code: null });
    session.tagDigests.add(outcome.digest);
    if (outcome.otherDigest !== null) session.tagDigests.add(outcome.otherDigest);
    if (outcome.manifest.kind === 'image') {
      walk.config = outcome.manifest.config;
      walk.layers = ownLayers(outcome.manifest.layers);
      return null;
    }
    walk.platformManifest = choosePlatform(outcome.manifest.manifests, platform);
    if (walk.platformManifest !== null) return null;
    session.images.set(ref, { ref, present: false, digest: outcome.digest, code: 'not-found' });
    return session.found({ verdict: 'broken', code: 'not-found', phase: 'platform-manifest' });
  },
  'platform-manifest': async (walk) => {
    const { session, platformManifest } = walk;
    if (platformManifest === null) return null;
    const step = planned('platform-manifest');
    const outcome = await manifestByDigest(session, step, 'platform-manifest', platformManifest.digest);
    if (outcome.kind === 'failed') return outcome.finding;
    if (outcome.manifest.kind === 'index') {
      return session.found({ verdict: 'broken', code: 'protocol-error', phase: 'platform-manifest' });
    }
    walk.config = outcome.manifest.config;
    walk.layers = ownLayers(outcome.manifest.layers);
    return null;
  },
  config: async ({ session, platformManifest, config, layers }) => {
    if (config === null) return null;
    const finding = await configBlob(session, config);
    if (finding !== null) return finding;
    session.facts.verified = true;
    session.facts.layout = {
      index: platformManifest !== null,
      configBytes: config.size,
      layerBytes: layers.map((layer) => layer.size),
    };
    return null;
  },
  layer: async ({ session, layers }) => {
    const layer = chooseLayer(layers);
    if (layer === null || layer.size === 0) return null;
    const { layerBytes, firstRoundShare } = session.context.budget;
    const slice: LayerSlice = { offset: 0, bytes: Math.max(1, Math.floor(layerBytes * firstRoundShare)) };
    session.pauseClock();
    return session.context.line.run(async (turn) => {
      session.resumeClock();
      const outcome = await downloadLayer(session, layer, slice, 'layer', { turn });
      session.facts.measurement = outcome.measurement;
      session.timings.ttfbMs = outcome.ttfbMs;
      return outcome.finding;
    });
  },
  'further-images': async ({ session }) => {
    const findings = await furtherImages(session);
    session.findings.push(...findings);
    return null;
  },
};

/** A status is kept back: the manifest decides. No answer at all is final, and so is the wish to be left alone. */
function finalOfPing({ pinged }: Walk): Finding | null {
  return pinged?.httpStatus === null || pinged?.verdict === 'limited' ? pinged : null;
}

/** Without the foreign ones (Windows base layers), which engines fetch from elsewhere. */
function ownLayers(layers: readonly Descriptor[]): readonly Descriptor[] {
  return layers.filter(({ foreign }) => foreign !== true);
}

function skips(step: PlannedStep, walk: Walk): boolean {
  const { context } = walk.session;
  if (step.name === 'layer') return !context.throughput;
  if (step.name === 'token') return walk.session.auth.challenge === null;
  return false;
}
