/**
 * A mirror that is odd in some way, as plain data: it can be generated, kept as JSON, and sent to the process that plays it (server.ts).
 * Where nothing is said it answers as Docker's own registry does.
 */
export interface OddMirror {
  /** Its address and the name of its image follow from this; 1 to 60,000, never used twice with one engine. */
  readonly id: number;
  readonly image: ImageShape;
  readonly auth: Auth | null;
  /** Applied in this order to each answer that they are about. */
  readonly rules: readonly Rule[];
}

export interface ImageShape {
  /** What the tag leads to. */
  readonly top: 'index' | 'image' | 'nested-index';
  readonly format: 'oci' | 'docker';
  readonly layers: number;
  /** Deviations of the JSON itself, under true digests. */
  readonly edits: readonly ImageEdit[];
}

export type ImageEdit =
  | 'config-created-no-such-day'
  | 'config-env-string'
  | 'diff-id-none'
  | 'layer-type-parameter'
  | 'layer-data-no-base64'
  | 'foreign-entry-null'
  | 'manifest-without-media-type'
  | 'index-without-media-type'
  | 'manifest-media-type-of-other-format'
  | 'index-media-type-of-other-format'
  | 'schema-version-1'
  | 'schema-version-string'
  | 'schema-version-missing'
  | 'manifest-with-manifests'
  | 'index-with-config'
  | 'size-string'
  | 'layer-size-wrong'
  | 'config-size-wrong'
  | 'child-size-wrong'
  | 'layer-type-unknown'
  | 'config-type-unknown'
  | 'platform-missing'
  | 'platform-unnamed'
  | 'keys-in-capitals'
  | 'trailing-newline'
  | 'byte-order-mark'
  | 'unknown-fields'
  | 'duplicate-keys'
  | 'digest-twice-other-first'
  | 'digest-twice-other-last'
  | 'digest-twice-number-first'
  | 'size-twice-string-first'
  | 'size-twice-capitals-wrong'
  | 'size-twice-null-last'
  | 'type-twice-other-first'
  | 'type-twice-other-capitals'
  | 'type-twice-number-first'
  | 'layers-twice-others-first'
  | 'layers-twice-null-last'
  | 'layers-twice-none-last'
  | 'config-twice-in-parts'
  | 'config-twice-null-last';

/** What a request is for. `top`: by the digest that the tag leads to; `child`: the platform's manifest of an index. */
export type Stage = 'ping' | 'token' | 'tag' | 'top' | 'child' | 'config' | 'layer';

export interface Rule {
  readonly stages: readonly Stage[];
  /** Only requests like this; what is left out does not matter. */
  readonly when?: {
    readonly method?: 'GET' | 'HEAD';
    /** With `?ns=`. */
    readonly ns?: boolean;
    readonly range?: boolean;
    readonly authorized?: boolean;
    /** Offers this coding. */
    readonly offers?: 'gzip' | 'zstd' | 'deflate' | 'br';
    /** Only the first so many requests of the stage. */
    readonly first?: number;
  };
  readonly change: Change;
}

export type Change =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body: 'kept' | 'empty' | 'errors' | 'html' | 'text';
    }
  /** null takes the header away. `{digest}`, `{other}` (another image's digest), `{length}` and `{type}` are filled in. */
  | { readonly kind: 'header'; readonly name: string; readonly value: string | null }
  /** One line more, whatever is there already. */
  | { readonly kind: 'extra-header'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'length';
      readonly as:
        | 'left-out'
        | 'chunked'
        | 'chunked-with-length'
        | 'zero'
        | 'twice'
        | 'twice-differing'
        | 'one-more'
        | 'one-less'
        | 'plus'
        | 'negative'
        | 'junk'
        | 'list';
    }
  /** `label` is the header; what is really done to the body may be something else. */
  | {
      readonly kind: 'coding';
      readonly label: string;
      readonly really: 'gzip' | 'zlib' | 'deflate' | 'br' | 'zstd' | 'none';
      readonly when: 'always' | 'offered';
    }
  | {
      readonly kind: 'body';
      readonly as: 'empty' | 'cut' | 'wrong-byte' | 'html' | 'trailing' | 'errors' | 'other-image';
    }
  | {
      readonly kind: 'redirect';
      readonly status: number;
      readonly hops: number;
      readonly to:
        | 'same-host'
        | 'other-host'
        | 'relative'
        | 'no-location'
        | 'dead-port'
        | 'no-scheme'
        | 'ftp'
        | 'empty'
        | 'fragment'
        | 'without-v2'
        | 'loop';
    }
  | { readonly kind: 'stall'; readonly at: 'head' | 'body' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'close'; readonly at: 'start' | 'head' }
  | { readonly kind: 'status-line'; readonly text: string }
  /** Header lines end in LF alone. */
  | { readonly kind: 'bare-lf' }
  | { readonly kind: 'one-hundred' };

export interface Auth {
  /** Where it answers 401 to a request without the token. */
  readonly on: readonly Stage[];
  /** WWW-Authenticate lines; `{realm}`, `{scope}` and `{service}` are filled in. */
  readonly challenge: readonly string[];
  readonly realm:
    | 'own'
    | 'other-host'
    | 'dead-port'
    | 'relative'
    | 'no-port'
    | 'junk'
    | 'with-query'
    | 'redirecting'
    | 'ftp';
  /** The token endpoint's body; `{token}` is filled in. */
  readonly token: string;
  readonly tokenStatus: number;
  readonly tokenType: string | null;
  /** What Authorization must be: the token that was handed out, anything, or nothing will do. */
  readonly accepts: 'token' | 'anything' | 'nothing';
}

/** A mirror as good as any. */
export function plain(id: number, more: Partial<Omit<OddMirror, 'id'>> = {}): OddMirror {
  return { id, image: PLAIN_IMAGE, auth: null, rules: [], ...more };
}

export const PLAIN_IMAGE: ImageShape = { top: 'index', format: 'oci', layers: 1, edits: [] };

export const BEARER = 'Bearer realm="{realm}",service="{service}",scope="{scope}"';

/** Asks for a token as the Hub does. */
export const PLAIN_AUTH: Auth = {
  on: ['ping', 'tag', 'top', 'child', 'config', 'layer'],
  challenge: [BEARER],
  realm: 'own',
  token: '{"token":"{token}","access_token":"{token}","expires_in":300}',
  tokenStatus: 200,
  tokenType: 'application/json',
  accepts: 'token',
};
