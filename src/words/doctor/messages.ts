import type { ProxyTrouble } from '../../registry/transport/types.ts';
import type { Cause, Certainty, EvidenceFacts, How, RuledOut, SideFinding, WhyOtherwise } from './cause.ts';
import type { Symptom, Teller, Told, Untold } from './symptom.ts';

/** A sentence for each of the kinds of a union. */
export type Sentences<Union extends { readonly kind: string }> = {
  readonly [Kind in Union['kind']]: (it: Extract<Union, { readonly kind: Kind }>) => string;
};

/** The sentence for this one. */
export function tell<Union extends { readonly kind: string }>(table: Sentences<Union>, it: Union): string {
  // Each row takes the member of its own kind, which the compiler does not see through an index.
  const sentence = table[it.kind as Union['kind']] as (it: Union) => string;
  return sentence(it);
}

/** What was not seen, and why. */
export type Unseen = { readonly look: 'engine' | 'client' | 'outside'; readonly why: string };

/** What Docker Hub counts, and what it knows who asks as. */
export interface QuotaTold {
  readonly limit: number | null;
  readonly remaining: number | null;
  readonly windowSeconds: number | null;
  /** What the pulls are counted by, as the Hub tells it; null: it did not. */
  readonly source: string | null;
  readonly login: { readonly by: 'file' | 'helper'; readonly path: string } | null;
  readonly mirrors: readonly string[];
  /** Whose rules decide who gets the login; null: not seen. */
  readonly store: 'classic' | 'containerd' | null;
  /** Why there is no answer; null: there is one. */
  readonly failure: How | null;
  /** The engine's proxy, where it is what failed; null: it did not, or there is none. */
  readonly proxy: ProxyTrouble | null;
}

/** What a diagnosis says. What is quoted comes cleaned. */
export interface DoctorMessages {
  readonly head: {
    readonly proof: string;
    readonly why: string;
    readonly remedy: string;
    readonly also: string;
    readonly ruledOut: string;
    readonly notSeen: string;
    readonly means: string;
  };
  readonly certainty: Readonly<Record<Certainty, string>>;
  readonly verdict: {
    readonly healthy: (image: string) => string;
    readonly unknown: string;
    /** A pull of ours comes through, which is no answer to what was pasted. */
    readonly unexplained: (image: string) => string;
    /** The look itself failed: nobody saw a pull fail. */
    readonly unseen: string;
    /** The engine is on another machine. */
    readonly elsewhere: string;
    readonly rights: (command: string) => string;
  };
  readonly teller: Readonly<Record<Teller, string>>;
  readonly told: (told: Told, by: string | null, what: string) => string;
  readonly untold: (text: Untold) => string;
  /** `not-so-here`: it speaks of this machine, of which nobody is asked. */
  readonly now: Readonly<Record<'so' | 'not-so' | 'not-so-here' | 'not-seen', string>>;
  readonly symptom: Sentences<Symptom>;
  readonly how: (host: string, how: How) => string;
  readonly cause: Sentences<Cause>;
  readonly remedy: Sentences<Cause>;
  readonly evidence: Sentences<EvidenceFacts>;
  readonly whyOtherwise: Sentences<WhyOtherwise>;
  readonly finding: Sentences<SideFinding>;
  readonly ruledOut: Readonly<Record<RuledOut, string>>;
  readonly unseen: (unseen: Unseen) => string;
  readonly list: (parts: readonly string[]) => string;
  readonly quota: (quota: QuotaTold) => readonly string[];
}
