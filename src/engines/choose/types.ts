import type { Code, Verdict } from '../../probe/codes.ts';

/** A mirror to choose from. */
export interface OfferedMirror {
  /** As it is written into a file. */
  readonly url: string;
  /** As it may be printed: the template of a personal address, never a user or password. */
  readonly displayUrl: string;
  readonly origin: 'catalogue' | 'list' | 'argument' | 'configured';
  /** Of one that is configured: no list names it, so that nothing but its owner brings it back. */
  readonly unlisted?: boolean;
  /** null: not probed. */
  readonly verdict: Verdict | null;
  readonly code: Code | null;
  /** The digest of its image was held against a reference. */
  readonly confirmed: boolean;
  /** It was probed without a proxy in between. */
  readonly measuredDirectly: boolean;
  /** Predicted seconds of a pull; absent or null: not measured. */
  readonly pullSeconds?: number | null;
}

/** What the user wants of the choice. */
export interface ChoiceOptions {
  readonly top: number;
  readonly replace: boolean;
  /** `top` is the number of all that stand there afterwards, and not of the chosen ones alone. */
  readonly exact?: boolean;
  readonly allowUnconfirmed: boolean;
  readonly allowInsecure: boolean;
  readonly mirrorsOff: boolean;
  /** With `mirrorsOff`: these alone go, the others stay in their order; absent: all go. */
  readonly off?: readonly string[];
}

/** Why something is so, named for scripts. */
export interface Named {
  readonly kind: string;
}

/** Which mirrors stand in the file afterwards. `Flaw`: what an engine alone finds wrong with one. */
export interface MirrorList<Flaw extends Named> {
  readonly listed: readonly ListedMirror[];
  readonly dropped: readonly DroppedMirror<Flaw>[];
  /** Candidates that were passed over, best first; without those that were dropped. */
  readonly unfit: readonly UnfitMirror<Flaw>[];
  /** Fit ones that were given and not measured, for which `--top` has no place: that the others are better is not known. */
  readonly beyondTop: readonly string[];
}

export interface ListedMirror {
  readonly url: string;
  readonly displayUrl: string;
  /** `kept`: was configured before, and stands behind the chosen ones. */
  readonly as: 'chosen' | 'kept';
  readonly wasConfigured: boolean;
}

export interface DroppedMirror<Flaw extends Named> {
  readonly displayUrl: string;
  readonly why: ReasonToDrop | Flaw;
}

export type ReasonToDrop = { readonly kind: 'replaced' | 'no-place' | 'mirrors-off' } | VerdictFlaw;

export interface UnfitMirror<Flaw extends Named> {
  readonly displayUrl: string;
  readonly why: CommonFlaw | Flaw;
}

interface VerdictFlaw {
  readonly kind: 'verdict';
  readonly verdict: Verdict;
  readonly code: Code | null;
}

/** What makes a mirror unfit for any engine. */
export type CommonFlaw =
  | VerdictFlaw
  /** `--allow-unconfirmed` takes it. */
  | { readonly kind: 'unconfirmed' }
  /** http to a public host: `--allow-insecure` takes it. */
  | { readonly kind: 'plain-http' };

/** What any engine's plan may have to tell of its mirrors. */
export type CommonWarning =
  | { readonly kind: 'plain-http'; readonly mirrors: readonly string[] }
  | { readonly kind: 'unprobed'; readonly mirrors: readonly string[] }
  /** `--top` has no place for these. */
  | { readonly kind: 'beyond-top'; readonly mirrors: readonly string[] }
  /** What a pod or the kubelet has for the registry, these mirrors get if they ask. `seenIn`: files that name such a login. */
  | {
      readonly kind: 'pull-secrets';
      readonly mirrors: readonly string[];
      readonly registry: string;
      readonly seenIn: readonly string[];
    };

/** Why any engine's plan may come to nothing. */
export interface NoFitMirror<Flaw extends Named> {
  readonly kind: 'no-fit-mirror';
  readonly unfit: readonly UnfitMirror<Flaw>[];
}
