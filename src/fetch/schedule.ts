import type { FetchLimits } from './limits.ts';
import type { Part, Pieces } from './pieces.ts';

/** A mirror as the schedule sees it at this moment, best first. */
export interface Standby {
  readonly key: string;
  /** Connections that may still be opened to it. */
  slots: number;
  readonly standing: 'fit' | 'resting' | 'barred';
  /** Of one connection. */
  readonly bytesPerSecond: number;
}

/** One download among several. */
export interface Ongoing {
  /** Nobody waits for it yet: it gets what nobody else has a use for, and gives it back. */
  readonly isAhead: boolean;
  readonly pieces: Pieces;
  /** It has waited for so long that a connection may be cut for it. */
  readonly hasWaited: boolean;
  /** May several mirrors give parts of it? */
  readonly inParts: boolean;
  /** Who alone is asked for it; null: everybody else. */
  readonly only: string | null;
  /** Who must not be asked for it (any more). */
  readonly unfit: ReadonlySet<string>;
  /** Who sends the whole, whatever range is asked for. */
  readonly rangeless: ReadonlySet<string>;
}

/** A part that is given up so that a download that has nobody gets its connection. */
export interface Preempted<Download extends Ongoing> {
  readonly download: Download;
  readonly part: Part;
}

/**
 * Gives out connections until none is left that is of use: first each download that has nobody gets the best mirror, in their order (those
 * that nobody waits for last); then what is left goes to the download that will take longest, by free ranges and by the tails of its slowest parts. The parts are begun in
 * their `pieces`; whoever calls sends them, and stops those that are returned. Counts `slots` down. Pure but for that.
 */
export function assign<Download extends Ongoing>(
  downloads: readonly Download[],
  mirrors: readonly Standby[],
  limits: FetchLimits,
): readonly Preempted<Download>[] {
  const preempted: Preempted<Download>[] = [];
  for (const download of downloads) {
    if (!isIdle(download.pieces)) continue;
    if (begin(download, mirrors) || download.isAhead || !download.hasWaited) continue;
    const victim = spare(downloads, download, mirrors);
    if (victim !== null && !preempted.some(({ part }) => part === victim.part)) preempted.push(victim);
  }
  while (preempted.length === 0 && helpOne(downloads, mirrors, limits));
  return preempted;
}

/** Nothing of it is coming though something is missing. */
function isIdle({ parts, free }: Pieces): boolean {
  return free.length > 0 && parts.every(({ doubted }) => doubted);
}

function begin(download: Ongoing, mirrors: readonly Standby[]): boolean {
  const [range] = download.pieces.free;
  if (range === undefined) return false;
  const able = mirrors.filter((mirror) => mayGive(mirror, download, range.from) && mirror.slots > 0);
  const chosen = able.find(({ standing }) => standing === 'fit') ?? able[0];
  if (chosen === undefined) return false;
  chosen.slots -= 1;
  download.pieces.take(chosen.key, range);
  return true;
}

/** Who is behind in this very download has its turn already. */
function mayGive(
  { key, standing }: Standby,
  { pieces, only, unfit, rangeless }: Ongoing,
  from: number,
): boolean {
  if (only !== null && only !== key) return false;
  if (standing === 'barred' || unfit.has(key) || (from > 0 && rangeless.has(key))) return false;
  return !pieces.parts.some(({ source, doubted }) => doubted && source === key);
}

/** A connection to a mirror that would do: of one that nobody waits for, else of the download with the most. */
function spare<Download extends Ongoing>(
  downloads: readonly Download[],
  needy: Ongoing,
  mirrors: readonly Standby[],
): Preempted<Download> | null {
  const able = new Set(mirrors.filter((mirror) => mayGive(mirror, needy, 0)).map(({ key }) => key));
  const rich = downloads
    .map((download) => ({ download, running: download.pieces.parts.filter(({ doubted }) => !doubted) }))
    .filter(({ download, running }) => download.isAhead || running.length > 1)
    .toSorted(
      (one, other) =>
        Number(other.download.isAhead) - Number(one.download.isAhead) ||
        other.running.length - one.running.length,
    );
  for (const { download, running } of rich) {
    const part = running.findLast(({ source }) => able.has(source));
    if (part !== undefined) return { download, part };
  }
  return null;
}

/** One further connection to where it saves most. */
function helpOne(downloads: readonly Ongoing[], mirrors: readonly Standby[], limits: FetchLimits): boolean {
  const free = mirrors.reduce((sum, { slots, standing }) => sum + (standing === 'fit' ? slots : 0), 0);
  // What is fetched ahead is what an engine begins next, but for a config or a manifest.
  if (free <= (downloads.some(({ isAhead }) => isAhead) ? limits.keptFreeAhead : limits.keptFree))
    return false;
  const rates = new Map(mirrors.map(({ key, bytesPerSecond }) => [key, bytesPerSecond]));
  const rateOf = ({ source, rate }: Part): number =>
    Math.max(1, rate ?? rates.get(source) ?? limits.assumedBytesPerSecond);
  const longest = downloads
    .filter(({ inParts, pieces }) => inParts && pieces.size !== null)
    .map((download) => ({ download, seconds: secondsLeft(download.pieces, rateOf) }))
    .toSorted(
      (one, other) =>
        Number(one.download.isAhead) - Number(other.download.isAhead) || other.seconds - one.seconds,
    );
  for (const { download } of longest) {
    // Who has the least to do for us comes first: one mirror that is fast is not to carry it all.
    for (const mirror of mirrors.toSorted((one, other) => other.slots - one.slots)) {
      if (mirror.slots > 0 && mirror.standing === 'fit' && help(download, mirror, rateOf, limits))
        return true;
    }
  }
  return false;
}

function secondsLeft({ parts }: Pieces, rateOf: (part: Part) => number): number {
  return Math.max(0, ...parts.map((part) => (part.to - part.at) / rateOf(part)));
}

function help(
  download: Ongoing,
  mirror: Standby,
  rateOf: (part: Part) => number,
  limits: FetchLimits,
): boolean {
  const { pieces } = download;
  const free = pieces.free.find(({ from }) => mayGive(mirror, download, from));
  if (free !== undefined) {
    mirror.slots -= 1;
    pieces.take(mirror.key, free);
    return true;
  }
  if (!mayGive(mirror, download, 1)) return false;
  const [victim] = pieces.parts
    .filter(({ doubted }) => !doubted)
    .toSorted((one, other) => (other.to - other.at) / rateOf(other) - (one.to - one.at) / rateOf(one));
  if (victim === undefined) return false;
  const from = splitAt(victim, rateOf(victim), mirror.bytesPerSecond, limits);
  if (from === null) return false;
  mirror.slots -= 1;
  const passes = from === victim.at ? victim : null;
  pieces.split(victim, mirror.key, from).passes = passes;
  return true;
}

/** Where both would be done at the same time; null: it is not worth a connection. */
function splitAt(
  { at, to, sent, rate }: Part,
  ownRate: number,
  otherRate: number,
  limits: FetchLimits,
): number | null {
  const left = to - at;
  const leastPart = Math.max(limits.leastPartBytes, (otherRate * limits.leastPartMs) / 1000);
  const least = sent ? limits.leastStolenBytes : Math.round(leastPart);
  if (left < 2 * least) return sent ? takenOver(at, left, rate, otherRate, limits) : null;
  // Only of one that runs long enough to be known as slow.
  if (sent && (rate === null || (left / ownRate) * 1000 < limits.worthStealingMs)) return null;
  const given = Math.round((left * otherRate) / (ownRate + otherRate));
  // A mirror that is far slower would be waited for.
  return given < least ? null : to - Math.min(given, left - least);
}

/** Too little to share: all that is left goes to one that is far quicker, if it is waited for at all. null: it stays. */
function takenOver(
  at: number,
  left: number,
  rate: number | null,
  otherRate: number,
  limits: FetchLimits,
): number | null {
  if (rate === null || rate * limits.farQuicker > otherRate) return null;
  return (left / Math.max(1, rate)) * 1000 < limits.worthStealingMs ? null : at;
}
