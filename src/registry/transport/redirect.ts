import { resolveSuppliedUrl } from '../location.ts';
import { type Fault, fault, refusedUrl } from './fault.ts';
import type { ResponseHead } from './types.ts';

/** What becomes of a URL that was asked for: only these have a target (RFC 9110 section 15.4). 300 and 304 have none to follow. */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Where an answer sends us, as text; null when it is an answer in itself, which a redirect without a target is too: one that is empty is none to Go (net/http/client.go, `do`). */
export function redirectTarget({ status, headers }: ResponseHead): string | null {
  const location = headers['location']?.[0] ?? '';
  return REDIRECTS.has(status) && location !== '' ? location : null;
}

/** The way of one exchange from URL to URL: bounded, never twice through one place, never down from https. */
export class RedirectPath {
  readonly #origin: string;
  readonly #limit: number;
  readonly #visited: Set<string>;
  #url: URL;
  #leftHome = false;

  constructor(start: URL, limit: number) {
    this.#origin = start.origin;
    this.#limit = limit;
    this.#visited = new Set([start.href]);
    this.#url = start;
  }

  get url(): URL {
    return this.#url;
  }

  /** At the URL that was asked for, not yet at one that a mirror supplied. */
  get isAtStart(): boolean {
    return this.#visited.size === 1;
  }

  /**
   * Every URL so far was of the first one's origin. Credentials are for such only, and once away they are not attached
   * again on the way back (as in the Fetch standard): the other origin wrote that URL.
   */
  get isHome(): boolean {
    return !this.#leftHome;
  }

  /** Goes on to a target. On a fault `url` is the refused one, where it names a host at all. */
  follow(location: string): Fault | null {
    const supplied = resolveSuppliedUrl(location, this.#url);
    if (!supplied.ok) {
      const refused = URL.canParse(location, this.#url.href) ? new URL(location, this.#url) : null;
      if (refused !== null && refused.host !== '') this.#url = refused;
      return refusedUrl(supplied.reason);
    }
    this.#url = supplied.url;
    this.#leftHome ||= supplied.url.origin !== this.#origin;
    if (this.#visited.has(supplied.url.href)) return fault('redirect-loop', 'back at a URL it came from');
    if (this.#visited.size > this.#limit) return fault('redirect-loop', `over ${this.#limit} redirects`);
    this.#visited.add(supplied.url.href);
    return null;
  }
}
