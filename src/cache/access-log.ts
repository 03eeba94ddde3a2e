/** What the log of docker-registry tells of pulls; its own counter calls each blob a hit (2.8.2 and 2.8.3). */
export interface PullLog {
  /** When a repository's manifest or blob was last asked for and sent, in epoch milliseconds. */
  readonly lastPulled: ReadonlyMap<string, number>;
  readonly manifests: Counted;
  readonly blobs: Counted;
  /** When something was last fetched from upstream and kept; null: not seen. */
  readonly lastStoredMs: number | null;
}

/** `fetched`: of these, what was not there and came from upstream; each digest once, however many asked meanwhile. */
export interface Counted {
  readonly asked: number;
  readonly fetched: number;
}

/**
 * Reads lines of Apache's combined format and the registry's own `Adding new scheduler entry`, which it writes when it has stored something, in any order.
 * What is neither is passed over. Pure.
 */
export function readPullLog(lines: Iterable<string>): PullLog {
  const lastPulled = new Map<string, number>();
  const stored = new Set<string>();
  const askedBlobs = new Set<string>();
  let manifests = 0;
  let blobs = 0;
  let lastStoredMs: number | null = null;
  for (const line of lines) {
    const text = line.slice(0, LINE_CHARS);
    const entry = STORED.exec(text);
    if (entry !== null) {
      const [, instant = '', digest = ''] = entry;
      stored.add(digest);
      lastStoredMs = Math.max(lastStoredMs ?? 0, Date.parse(instant) || 0);
      continue;
    }
    const [, when = '', method, repository = '', kind, reference = ''] = ASKED.exec(text) ?? [];
    const ms = instantOf(when);
    if (kind === undefined || ms === null) continue;
    lastPulled.set(repository, Math.max(lastPulled.get(repository) ?? 0, ms));
    if (method !== 'GET') continue;
    if (kind === 'manifests') manifests++;
    else {
      blobs++;
      askedBlobs.add(reference);
    }
  }
  const fetchedBlobs = [...stored].filter((digest) => askedBlobs.has(digest)).length;
  return {
    lastPulled,
    manifests: { asked: manifests, fetched: stored.size - fetchedBlobs },
    blobs: { asked: blobs, fetched: fetchedBlobs },
    lastStoredMs,
  };
}

/** A repository has 255 characters at most, a digest 135, an agent what it likes: behind the status nothing is read. */
const LINE_CHARS = 2_000;

const STORED =
  /^time="([\dT:.-]{19,40}Z)" level=info msg="Adding new scheduler entry for [a-z0-9/._-]{1,255}@(sha256:[0-9a-f]{64}) /;
/** Behind the path of a question that is nobody's pull. */
export const LOOKED = '?mirror-cache=status';

const ASKED =
  /^\S{1,64} \S{1,64} \S{1,64} \[([^\]]{1,40})\] "(GET|HEAD) \/v2\/([a-z0-9/._-]{1,255})\/(manifests|blobs)\/([\w.:-]{1,200})(?!\?mirror-cache=status )(?:\?\S{0,500})? HTTP\/[\d.]{1,5}" 20[06] /;

/** `30/Nov/2026:07:36:41 +0000`; null: it is none. */
function instantOf(text: string): number | null {
  const [, day, month = '', year, time, sign, hours, minutes] =
    /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-])(\d\d)(\d\d)$/.exec(text) ?? [];
  const index = MONTHS.indexOf(month);
  if (day === undefined || index === -1) return null;
  const ms = Date.parse(
    `${year}-${String(index + 1).padStart(2, '0')}-${day}T${time}${sign}${hours}:${minutes}`,
  );
  return Number.isNaN(ms) ? null : ms;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
