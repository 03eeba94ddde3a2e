import { errnoOf } from '../host/file-failure.ts';
import { decodeText, type ReadText, readNamedTextFile, readText } from '../host/read-text.ts';
import { BODY_LIMITS, SOURCE, TIMEOUTS } from '../limits.ts';
import { startRoundClock } from '../probe/round-clock.ts';
import { cleanText } from '../registry/untrusted-text.ts';
import type { WayOut } from './network.ts';
import type { SourceProblem } from './survey-problem.ts';

/** What an option that takes `<file or URL>` may read from. */
export interface Sources {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly fetch: FetchSource;
}

/** Where nothing is fetched. */
export const nothingFetched: FetchSource = async () => ({
  kind: 'not-fetched',
  reason: 'unreachable',
  detail: null,
});

/** Fetches what a URL names: at most `BODY_LIMITS.listBytes`. */
export type FetchSource = (url: URL) => Promise<FetchedSource>;

export type FetchedSource =
  | { readonly kind: 'fetched'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'not-fetched';
      readonly reason: 'unreachable' | 'too-large';
      readonly detail: string | null;
    };

export type SourceText = { readonly kind: 'text'; readonly text: string } | SourceProblem;

/** The text of a file, an http(s) URL, or `-` for standard input; UTF-8, bounded. */
export async function readSource(
  name: string,
  option: SourceProblem['option'],
  sources: Sources,
): Promise<SourceText> {
  const problem = (reason: SourceProblem['reason'], detail: string | null): SourceProblem => ({
    kind: 'source',
    option,
    name: shownName(name),
    reason,
    detail: detail === null || detail === '' ? null : cleanText(detail),
  });
  if (isUrl(name)) {
    if (hasLogin(name)) return problem('login', null);
    const fetched = await sources.fetch(new URL(name));
    if (fetched.kind === 'not-fetched') return problem(fetched.reason, fetched.detail);
    const decoded = decodeText(fetched.bytes);
    return decoded.ok ? { kind: 'text', text: decoded.text } : problem(decoded.reason, decoded.detail);
  }
  const read = await (name === '-'
    ? readStdin(sources.stdin)
    : readNamedTextFile(name, BODY_LIMITS.listBytes));
  return read.ok ? { kind: 'text', text: read.text } : problem(read.reason, read.detail);
}

/** A directory, a terminal that went away, or Ctrl-C in place of an end of input. */
async function readStdin(stdin: Sources['stdin']): Promise<ReadText> {
  try {
    return await readText(stdin, BODY_LIMITS.listBytes);
  } catch (error) {
    return {
      ok: false,
      reason: 'unreadable',
      detail: errnoOf(error) ?? (error instanceof Error ? error.message : String(error)),
    };
  }
}

/** Is it fetched, and not read from a file? */
export function isUrl(name: string): boolean {
  return /^https?:\/\//i.test(name) && URL.canParse(name);
}

/** It would stand in the list of processes. */
export function hasLogin(name: string): boolean {
  const { username, password } = new URL(name);
  return username !== '' || password !== '';
}

/** What may be printed of a source's name: a URL may carry a password, or a token in its query. */
export function shownName(name: string): string {
  if (!isUrl(name)) return name;
  const url = new URL(name);
  return `${url.origin}${url.pathname}`;
}

/** Over the network of a run, in bounded time. */
export function fetchThrough(network: WayOut, signal: AbortSignal): FetchSource {
  return async (url) => {
    const transport = network.open(() => true);
    const clock = startRoundClock(SOURCE.fetchMs, signal);
    try {
      const exchange = await transport.exchange({
        method: 'GET',
        url,
        timeouts: TIMEOUTS,
        bodyPlan: () => ({ kind: 'whole', limitBytes: BODY_LIMITS.listBytes }),
        signal: clock.signal,
      });
      if (exchange.kind === 'failure') {
        const reason = exchange.code === 'oversized' ? 'too-large' : 'unreachable';
        return { kind: 'not-fetched', reason, detail: exchange.detail ?? exchange.code };
      }
      const { status } = exchange.head;
      return status === 200
        ? { kind: 'fetched', bytes: exchange.body }
        : { kind: 'not-fetched', reason: 'unreachable', detail: `HTTP ${status}` };
    } finally {
      clock.stop();
      await transport.close();
    }
  };
}
