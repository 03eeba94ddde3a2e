import { PULL_MODEL, type PullModel } from './limits.ts';

/** What was measured of one mirror, and what the image is made of. Times in ms, sizes in bytes; null: not measured. */
export interface PullModelInput {
  /** TCP handshake with the mirror, one round trip. null behind a proxy. */
  readonly connectMs: number | null;
  /** TLS handshake. null over plain http, and behind a proxy that hides it. */
  readonly tlsMs: number | null;
  /** Median latency of a warm request: stands in for the round trip where `connectMs` is null. */
  readonly latencyMs: number | null;
  /** The whole exchange for a token, its own connection included. null: this mirror asks for none. */
  readonly tokenMs: number | null;
  /** Request to response headers of a manifest on an open connection. */
  readonly manifestMs: number | null;
  /** Request to first byte of a layer on an open connection, redirects included. */
  readonly ttfbMs: number | null;
  /** Rate of a layer's body past slow start, bytes a second. */
  readonly bytesPerSecond: number | null;
  /** So many times that rate come on several connections together, where the mirror limits each; default 1. */
  readonly together?: number;
  readonly layerBytes: readonly number[];
  readonly configBytes: number;
  /** Is the tag an index, so that the platform's manifest is one request more? */
  readonly index: boolean;
}

/**
 * Seconds from the start of an engine's pull to the last byte it downloads; unpacking is not in it. null where there
 * is no rate, or no time of any request, to reckon with.
 *
 * An engine opens a connection for each request, asks `/v2/`, fetches a token where it is told to, asks HEAD and GET
 * of the manifest and GET of the platform's, then fetches the config and, three at a time in order, the layers:
 *
 *     pull    = open + rtt + token + manifests * (open + manifest) + max(config, layers)
 *     open    = connect + tls
 *     layers  = max over k of  start(k) + open + ttfb + idle(k) + fill(min(3, n - k), size(k) + ... + size(n - 1))
 *               and            start(k) + open + ttfb + beside(k)
 *     idle(k) = max(0, n - k - 3) * (open + ttfb) / 3
 *     start   = when one of three lanes is free
 *     fill(m, bytes) = max over i of  i * rtt + (bytes - sent(m, i)) / rate,   over all i with sent(m, i) < bytes
 *     sent(m, i)     = m * window * (2^i - 1)
 * Where the mirror limits each connection, `rate` in `fill` is min(m, together) times that of one.
 *
 * `fill` is slow start: m connections send m windows (ten segments each, RFC 6928) in the first round trip and double
 * them in each, until the round trip or the rate holds them back, whichever is later. `layers` is the latest of the
 * times at which the remaining layers may be down: they share one rate, and each of those that wait for a lane leaves
 * its third of the line idle while its connection opens. `beside` is a body beside others, which end its slow start early; `layers` is the mean over who of those
 * that begin together wins the line (docs/model.md).
 * A faster mirror never gets a longer prediction, nor one whose requests take less; only with a shorter way small layers may
 * last into the end of a large one's slow start.
 *
 * Where something was not measured: the round trip is `connectMs`, else `latencyMs`, else the shortest of the other
 * two; opening is then that round trip (and no TLS); a manifest or a first byte takes the other's time, else a
 * round trip.
 */
export function predictPullSeconds(input: PullModelInput, model: PullModel = PULL_MODEL): number | null {
  const path = pathOf(input);
  if (path === null) return null;
  const manifests = model.manifestRequests + (input.index ? 1 : 0);
  const beforeBlobs =
    path.openMs + path.rttMs + (input.tokenMs ?? 0) + manifests * (path.openMs + path.manifestMs);
  const config = path.openMs + path.ttfbMs + fillMs(1, input.configBytes, path, model);
  return (beforeBlobs + Math.max(config, layersMs(input.layerBytes, path, model))) / 1000;
}

/** The measured figures with every gap filled. */
interface Path {
  readonly rttMs: number;
  readonly openMs: number;
  readonly manifestMs: number;
  readonly ttfbMs: number;
  /** Of one connection. */
  readonly bytesPerMs: number;
  /** Of several, as a multiple of that; 1 where they share it. */
  readonly together: number;
}

function pathOf(input: PullModelInput): Path | null {
  const { connectMs, latencyMs, manifestMs, ttfbMs, bytesPerSecond } = input;
  const rttMs = connectMs ?? latencyMs ?? shortest(manifestMs, ttfbMs);
  if (rttMs === null || bytesPerSecond === null || !(bytesPerSecond > 0)) return null;
  return {
    rttMs,
    openMs: rttMs + (input.tlsMs ?? 0),
    manifestMs: manifestMs ?? ttfbMs ?? rttMs,
    ttfbMs: ttfbMs ?? manifestMs ?? rttMs,
    bytesPerMs: bytesPerSecond / 1000,
    together: input.together ?? 1,
  };
}

function shortest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

/**
 * Layers that begin together do not share alike: the first to see the others' queue leaves slow start with a small window, and another has the rest. Who that is nobody knows, so this is
 * the mean over a round in which each of them once has each part.
 */
function layersMs(sizes: readonly number[], path: Path, model: PullModel): number {
  const layers = layerTimes(sizes, path, model);
  // Who is held back by a limit of its own makes no queue, and so ends nobody's slow start.
  if (path.together > 1)
    return lanesMs(
      layers,
      layers.map(({ afreshMs }) => afreshMs),
      path,
      model,
    );
  const first = sizes.slice(0, model.layersAtOnce);
  const parts = model.togetherParts.slice(0, first.length);
  const full = path.bytesPerMs * path.rttMs;
  const firstMs = first.map((size, index) =>
    parts.map((part) => besideMs(size, full * part, first.toSpliced(index, 1), path, model)),
  );
  const joined = Math.max(model.joinedWindowBytes, full * model.joinedPart);
  const joiningMs = sizes.slice(first.length).map((size) => besideMs(size, joined, null, path, model));
  const rounds = parts.map((_, turn) => {
    const turnMs = firstMs.map((ms, index) => ms[(index + turn) % ms.length] ?? 0);
    return lanesMs(layers, [...turnMs, ...joiningMs], path, model);
  });
  return rounds.length === 0 ? 0 : rounds.reduce((sum, ms) => sum + ms, 0) / rounds.length;
}

/** What is the same whoever wins the line. */
interface LayerTimes {
  /** Its body with slow start to itself. */
  readonly afreshMs: number;
  /** From its first byte on, until it and all behind it are down. */
  readonly restMs: number;
}

function layerTimes(sizes: readonly number[], path: Path, model: PullModel): LayerTimes[] {
  let remaining = sizes.reduce((sum, size) => sum + size, 0);
  return sizes.map((size, index) => {
    const left = sizes.length - index;
    const waiting = Math.max(0, left - model.layersAtOnce);
    const idleMs = ((path.openMs + path.ttfbMs) * waiting) / model.layersAtOnce;
    const restMs = idleMs + fillMs(Math.min(model.layersAtOnce, left), remaining, path, model);
    remaining -= size;
    return { afreshMs: fillMs(1, size, path, model), restMs };
  });
}

/** `bodiesMs`: how long each layer's body takes beside the others. */
function lanesMs(
  layers: readonly LayerTimes[],
  bodiesMs: readonly number[],
  path: Path,
  model: PullModel,
): number {
  const headMs = path.openMs + path.ttfbMs;
  const lanes = Array.from({ length: model.layersAtOnce }, () => 0);
  let latest = 0;
  layers.forEach(({ afreshMs, restMs }, index) => {
    const start = Math.min(...lanes);
    lanes.splice(lanes.indexOf(start), 1);
    const beside = start + (bodiesMs[index] ?? 0);
    const joins = index >= model.layersAtOnce;
    const end = headMs + (joins ? Math.min(beside, Math.max(start, ...lanes) + afreshMs) : beside);
    latest = Math.max(latest, end, start + headMs + restMs);
    lanes.push(end);
  });
  return latest;
}

/**
 * A body from its first byte to its last, beside others. Their queue ends its slow start at a window of `exit` bytes (HyStart looks for a round trip that grows), and from there it climbs as
 * cubic does, or as Reno would where that is faster (RFC 9438, 4.2 and 4.3): on a long line for seconds. `others`: the sizes of those that began with it; when all of them are through
 * before, nothing ends its slow start. null: somebody always is there.
 */
function besideMs(
  bytes: number,
  exit: number,
  others: readonly number[] | null,
  path: Path,
  model: PullModel,
): number {
  const full = path.bytesPerMs * path.rttMs;
  let sent = 0;
  let round = 0;
  let hasLeft = false;
  for (let window = model.initialWindowBytes; window < full && sent + window < bytes; round += 1) {
    sent += window;
    hasLeft ||= window * 2 > exit && (others === null || others.some((size) => size > sent));
    window = hasLeft ? Math.max(window, exit + climbedBytes(round + 1, path, model)) : window * 2;
  }
  return Math.max(fillMs(1, bytes, path, model), round * path.rttMs + (bytes - sent) / path.bytesPerMs);
}

/** How much a window that left slow start has climbed, `rounds` round trips after its connection began: counted from when it left, a faster mirror would now and then get a longer prediction. */
function climbedBytes(rounds: number, path: Path, model: PullModel): number {
  const seconds = (rounds * path.rttMs) / 1000;
  return Math.max(model.cubicScale * seconds ** 3, model.renoPerRound * rounds) * model.segmentBytes;
}

function fillMs(connections: number, bytes: number, path: Path, model: PullModel): number {
  const bytesPerMs = path.bytesPerMs * Math.min(connections, path.together);
  let latest = bytes / bytesPerMs;
  let sent = connections * model.initialWindowBytes;
  for (let round = 1; sent < bytes; round += 1) {
    const at = round * path.rttMs + (bytes - sent) / bytesPerMs;
    if (at <= latest) break;
    latest = at;
    sent += connections * model.initialWindowBytes * 2 ** round;
  }
  return latest;
}
