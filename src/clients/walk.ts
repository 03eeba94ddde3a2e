import type { Descriptor } from '../registry/manifest.ts';
import type { Platform } from '../registry/platform.ts';
import type { ImageReference } from '../registry/reference.ts';
import type { Answer, Response } from './answer.ts';

/** The three ways to pull: who goes which is in docs/registry-protocol.md. */
export const CLIENTS = ['classic', 'containerd', 'containersImage'] as const;
export type Client = (typeof CLIENTS)[number];

/** What a client asks for next. */
export interface ClientRequest {
  readonly method: 'GET' | 'HEAD';
  readonly of: Wanted;
  /** With `?ns=`, which names the registry that the mirror stands in for. */
  readonly ns: boolean;
  /** `Bearer …`, for the mirror's own origin. */
  readonly authorization: string | null;
}

export type Wanted =
  | { readonly kind: 'ping' }
  | { readonly kind: 'token'; readonly url: URL }
  | { readonly kind: 'tag' }
  /** A manifest by digest; `top`: the one that the tag led to; `mediaType`: where the client names it. */
  | {
      readonly kind: 'manifest';
      readonly digest: string;
      readonly top: boolean;
      readonly mediaType?: string;
    }
  | { readonly kind: 'config' | 'layer'; readonly blob: Descriptor };

export type WalkStage = Wanted['kind'];

/** Why a client gives up, in its own terms. */
export type Reason =
  /** Nothing came that its HTTP library takes for an answer. */
  | 'no-answer'
  | 'status'
  /** A body broke off. */
  | 'cut-off'
  /** A body is longer than is read. */
  | 'oversized'
  | 'bad-coding'
  /** Only a password would do. */
  | 'login-wanted'
  /** There is a Bearer challenge, and no realm in it that can be asked. */
  | 'bad-challenge'
  /** The token endpoint's answer has no token that this client can read. */
  | 'bad-token'
  /** HEAD (or GET in its place) of the tag states no type, no length, a length of 0, or a digest that is none. */
  | 'no-type'
  | 'no-length'
  | 'length-zero'
  | 'bad-digest'
  /** The media type is none that this client takes for a manifest. */
  | 'unsupported-type'
  /** JSON or its fields. */
  | 'bad-manifest'
  | 'digest-mismatch'
  /** Another length than its descriptor, or HEAD, says. */
  | 'size-mismatch'
  | 'platform-missing';

export interface Failure {
  readonly kind: 'failed';
  readonly reason: Reason;
  readonly wish: ClientRequest;
  readonly answer: Answer;
  /** Platforms that are there, where the wanted one is missing. */
  readonly platforms?: readonly Platform[];
}

export type Outcome = { readonly kind: 'pulled' } | Failure;

/** A client's way through one pull, as a generator: it yields what it asks, takes the answer, and returns how it ended. It holds nothing else, so a new one over the same answers goes the same way. */
export type Walk = Generator<ClientRequest, Outcome, Answer>;

export interface Pull {
  readonly image: ImageReference;
  /** '' or `ghcr.io/`: the mirror has every image under this name. */
  readonly imagePrefix: string;
  readonly platform: Platform;
  /** One layer stands for all; null: none is asked for. */
  readonly chooseLayer: (layers: readonly Descriptor[]) => Descriptor | null;
  /** Bounds on what is read, in bytes, once a coding is undone. */
  readonly limits: {
    readonly manifestBytes: number;
    readonly tokenBytes: number;
    readonly blobBytes: number;
  };
}

/** Ends the walk. */
export function failed(reason: Reason, wish: ClientRequest, answer: Answer): Failure {
  return { kind: 'failed', reason, wish, answer };
}

/** Asks, and ends the walk where nothing comes. */
export function* ask(wish: ClientRequest): Generator<ClientRequest, Response | Failure, Answer> {
  const answer = yield wish;
  return answer.kind === 'nothing' ? failed('no-answer', wish, answer) : answer;
}
