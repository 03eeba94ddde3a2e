import type { Body } from '../../clients/index.ts';
import { SCHEDULE } from '../../limits.ts';
import { createDigestCheck } from '../../registry/digest.ts';
import { type Descriptor, looksLikeHtml } from '../../registry/manifest.ts';
import type { BodyPlan, Exchange, ResponseHead } from '../../registry/transport/types.ts';
import type { Companion } from '../companion.ts';
import type { DownloadTurn } from '../context.ts';
import { LAYER, METER } from '../limits.ts';
import { createMeter, type Measurement } from '../meter.ts';
import type { Finding } from '../observation.ts';
import { planned } from '../plan.ts';
import type { Ask, MirrorSession } from '../session.ts';
import { blobRequest } from './blob.ts';
import { type DownloadedLayer, layerFinding } from './layer-finding.ts';

/** Where in a layer a download starts and how many bytes it may take. */
export interface LayerSlice {
  readonly offset: number;
  readonly bytes: number;
}

export interface LayerWatch {
  /** Read at least so much, however soon the rate is known. */
  readonly leastBytes?: number;
  /** But no more than that to see whether a throttle sets in: within so many bytes it does not. */
  readonly unthrottledBytes?: number;
  readonly turn: DownloadTurn;
  /** Comes beside it once its rate is known. */
  readonly companion?: Companion;
}

export interface LayerOutcome {
  /** null: there was no token to ask with. */
  readonly exchange: Exchange | null;
  readonly body: Body;
  /** It was asked for by range. */
  readonly ranged: boolean;
  readonly finding: Finding | null;
  readonly measurement: Measurement | null;
  readonly ttfbMs: number | null;
}

/**
 * Downloads a slice of a layer against the meter. A server that ignores Range (a cold pull-through cache does) sends 200 and the whole blob: then it is
 * read from its start and left when the rate is known or the budget spent. A layer that was read whole is hashed.
 */
export async function downloadLayer(
  session: MirrorSession,
  layer: Descriptor,
  slice: LayerSlice,
  phase: 'layer' | 'finalist',
  { leastBytes = 0, unthrottledBytes = 0, turn, companion }: LayerWatch,
  request: Ask | null = null,
  mayRange = true,
): Promise<LayerOutcome> {
  const asked =
    request === null ? await blobRequest(session, layer.digest) : ({ kind: 'ready', request } as const);
  if (asked.kind === 'failed') return { ...NOT_ASKED, finding: asked.finding };

  const wanted = Math.min(slice.bytes, layer.size - slice.offset);
  const isWhole = slice.offset === 0 && wanted === layer.size;
  // Engines ask for no range, so neither does who wants all of it.
  const ranged = !isWhole && mayRange;
  const headers = ranged
    ? {
        ...asked.request.headers,
        range: `bytes=${slice.offset}-${slice.offset + wanted - 1}`,
        'accept-encoding': 'identity',
      }
    : (asked.request.headers ?? {});
  // Not `wanted`: a layer that ends by itself before its rate is known has none, a budget that ends has its best guess.
  const meter = createMeter({
    budgetBytes: slice.bytes,
    leastBytes,
    unthrottledBytes,
    rttMs: session.blobRttMs,
  });
  const digest = isWhole ? createDigestCheck(layer.digest) : null;
  const begin = createBeginning();
  let isCoded = false;
  let received = 0;
  let firstByteMs: number | null = null;
  let known = false;
  let isPage = false;
  let nextLookMs = Number.NEGATIVE_INFINITY;
  let isAccompanied = false;
  let isLeft = false;
  const askedAtMs = performance.now();
  /** May no rate that it can still turn out to have bring it among the best? */
  const isHopeless = (atMs: number): boolean => {
    if (firstByteMs === null || atMs < nextLookMs) return false;
    nextLookMs = atMs + SCHEDULE.lookMs;
    const measurement = meter.sofar();
    if (measurement === null || !isJudged(received, atMs - firstByteMs)) return false;
    const observation = session.observe();
    // A finalist's wait has the opening of its connection in it.
    const ttfbMs = phase === 'layer' ? firstByteMs - askedAtMs : observation.timings.ttfbMs;
    const timings = { ...observation.timings, ttfbMs };
    return !turn.mayWin({ ...observation, timings, measurement: turn.unshared(measurement) });
  };
  const onChunk = (chunk: Uint8Array, atMs: number): boolean => {
    if (firstByteMs === null) isPage = looksLikeHtml(chunk, null);
    firstByteMs ??= atMs;
    digest?.update(chunk.subarray(0, Math.max(0, wanted - received)));
    if (isCoded) begin.add(chunk);
    received += chunk.length;
    turn.received(chunk.length, atMs);
    if (isAccompanied) return companion?.received(chunk.length, atMs) ?? false;
    known ||= !meter.add(chunk.length, atMs);
    if (!known && isHopeless(atMs)) {
      meter.leave();
      known = true;
      isLeft = true;
    }
    // A layer that fits into the budget is read to its end even when its rate is known: then it can be hashed. Not the megabytes of a finalist that cannot win.
    if (isPage || (isLeft && phase === 'finalist')) return false;
    if (!known || ((digest !== null || isCoded) && received < wanted)) return true;
    const one = meter.result(atMs);
    isAccompanied = ranged && !isLeft && one !== null && companion?.begin(one, received) === true;
    return isAccompanied;
  };
  const body = (head: ResponseHead): BodyPlan => {
    isCoded = !/^(?:identity)?$/i.test(head.headers['content-encoding']?.[0]?.trim() ?? '');
    return { kind: 'stream', onChunk };
  };
  const exchange = await session.ask(planned(phase), {
    ...asked.request,
    headers,
    body,
  });
  const endedAtMs = performance.now();
  if (exchange.kind === 'response') session.blobHosts.add(exchange.head.url.host);

  const spent = received >= slice.bytes;
  const measurement =
    received === 0
      ? null
      : (meter.result(endedAtMs) ?? (spent ? soonerThanTimed(received, endedAtMs - askedAtMs) : null));
  // What came in a moment tells no slow line from a short download.
  const isTimed = measurement !== null && (measurement.steady || measurement.ms >= LAYER.meanMs);
  const bytesPerSecond = isTimed
    ? measurement.bytesPerSecond
    : meanRate(received, endedAtMs - (firstByteMs ?? endedAtMs));
  const download: DownloadedLayer = {
    known,
    received,
    wanted,
    bytesPerSecond,
    digest: isCoded ? null : digest,
    isPage,
    isCoded,
  };
  const finding = layerFinding(session, exchange, phase, download);
  const isRead = exchange.kind === 'response' && exchange.bodyComplete;
  const isWholeRead = digest !== null && (isRead || received >= wanted);
  return {
    exchange,
    ranged,
    body: isCoded
      ? { bytes: begin.bytes(), ended: isRead && begin.isAll() ? 'whole' : 'left' }
      : {
          bytes: NOTHING,
          ended: 'left',
          // A page is no layer, however much of it was read.
          matches: isPage ? false : isWholeRead ? received <= layer.size && digest.matches() : null,
          ...(isRead && digest !== null ? { size: received } : {}),
        },
    finding,
    measurement:
      measurement === null || (finding !== null && finding.code !== 'too-slow')
        ? null
        : turn.unshared(measurement),
    ttfbMs: firstByteMs === null ? null : firstByteMs - askedAtMs,
  };
}

/**
 * Can it be said by now whether it is too slow? A mirror is left early only then: its verdict must not depend on who else is there. So many bytes as the slowest that is not too slow
 * has in the meter's whole time say it at once; else a second does, unless its pace is close to the bound.
 */
function isJudged(bytes: number, ms: number): boolean {
  const { tooSlowBytesPerSecond: bound, meanMs } = LAYER;
  if (bytes >= (bound * METER.budgetMs) / 1000) return true;
  const pace = (bytes * 1000) / Math.max(1, ms);
  return ms >= meanMs && (pace < bound / CLOSE || pace > bound * CLOSE);
}

/** A pace that differs by less than this factor may still come to lie on the other side. */
const CLOSE = 2;

/** The first bytes of a body that a coding is on: enough to tell whether the label is true. */
function createBeginning(): { add(chunk: Uint8Array): void; bytes(): Uint8Array; isAll(): boolean } {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let isAll = true;
  return {
    add(chunk) {
      if (length >= LAYER.codedBytes) isAll = false;
      else {
        chunks.push(Uint8Array.from(chunk));
        length += chunk.length;
      }
    },
    bytes: () => Buffer.concat(chunks),
    isAll: () => isAll,
  };
}

const NOTHING = new Uint8Array(0);

const NOT_ASKED = {
  exchange: null,
  body: { bytes: NOTHING, ended: 'left' },
  ranged: false,
  measurement: null,
  ttfbMs: null,
} as const;

/**
 * The whole budget came before the clock was looked at again: the line is faster than can be told. At least this much, for it counts the wait for the
 * first byte as well; a mirror must not rank last for being too fast.
 */
function soonerThanTimed(bytes: number, elapsedMs: number): Measurement {
  // performance.now() is coarse in some systems.
  const bytesPerSecond = (bytes * 1000) / Math.max(1, elapsedMs);
  const high = bytesPerSecond * METER.growthFactor;
  return {
    bytesPerSecond,
    low: bytesPerSecond,
    high,
    bytes,
    ms: elapsedMs,
    steady: false,
    rampMs: elapsedMs,
    rampBytes: bytes,
  };
}

function meanRate(bytes: number, ms: number): number | null {
  return ms < LAYER.meanMs ? null : (bytes * 1000) / ms;
}
