import type { Code, Verdict } from '../../probe/codes.ts';
import type { ProxyTrouble } from '../../registry/transport/types.ts';

/** What a code's sentence may speak of. Hosts come cleaned; the mirror's own words never get here. */
export interface CodeFacts {
  /** The host that is meant: a token realm, a blob's redirect target, else the mirror. */
  readonly host: string;
  /** The mirror's own host. Where it is the one meant, the sentence says "it": the mirror's name stands beside it anyway. */
  readonly mirrorHost?: string;
  readonly httpStatus: number | null;
  /** The first image of the run, familiar form; null where it is not known. */
  readonly image: string | null;
  /** The platform asked for, and those that the image is there for, where it is missing. */
  readonly platform?: string;
  readonly platforms?: readonly string[];
  /** With `proxy-failed`, where it is known: what the proxy did. */
  readonly proxyDid?: ProxyTrouble['did'] | null;
  /** With `clock-wrong`, where it is known: by how much other clocks are ahead, ms. */
  readonly clockAheadMs?: number | null;
}

export interface VerdictMessages {
  readonly verdict: Readonly<Record<Verdict, string>>;
  readonly code: Readonly<Record<Code, (facts: CodeFacts) => string>>;
}

/** The platforms that are there, behind these words; nothing where none is known. */
export function forOthers(platforms: readonly string[] | undefined, words: string): string {
  return platforms === undefined || platforms.length === 0
    ? ''
    : `${words}${platforms.slice(0, SHOWN).join(', ')}`;
}

/** An index may name dozens. */
const SHOWN = 8;

/** Whether a sentence speaks of the mirror itself and not of another host. */
export function isOwn(facts: CodeFacts): boolean {
  return facts.host === '' || facts.host === facts.mirrorHost;
}
