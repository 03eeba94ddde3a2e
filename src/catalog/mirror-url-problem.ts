import type { NotAMirror } from './not-a-mirror.ts';

/** `meant`: the address that was probably meant, itself a valid one; null where we cannot tell. */
export type MirrorUrlProblem =
  | { readonly kind: 'empty' }
  | { readonly kind: 'too-long'; readonly limit: number }
  | { readonly kind: 'blank'; readonly meant: string | null }
  /** Control, zero-width or bidi characters, as they come along with a paste from a web page. */
  | { readonly kind: 'invisible-character'; readonly meant: string | null }
  /** Quotes, commas, brackets, full-width punctuation or a full stop around the address. */
  | { readonly kind: 'stray-character'; readonly meant: string | null }
  /** `<id>`, `{id}`, `xxxx`, `your-mirror`: a form to be filled in. */
  | { readonly kind: 'placeholder' }
  | { readonly kind: 'no-scheme'; readonly meant: string | null }
  /** `https:/host`, `https//host`, `https:\\host`, `https://https://host`. */
  | { readonly kind: 'malformed-scheme'; readonly meant: string | null }
  | { readonly kind: 'other-scheme'; readonly scheme: string; readonly meant: string | null }
  | { readonly kind: 'user-info'; readonly meant: string | null }
  /** `https://a,https://b`: a list is written with blanks here, and item by item in a file. */
  | { readonly kind: 'several' }
  | { readonly kind: 'bad-host' }
  | { readonly kind: 'bad-port' }
  | { readonly kind: 'query'; readonly meant: string | null }
  | { readonly kind: 'fragment'; readonly meant: string | null }
  /** `/v2`, `/v2/…`, `/v1/…`: engines add it themselves. */
  | { readonly kind: 'api-path'; readonly meant: string | null }
  /** `/library/nginx`, `/nginx:latest`. */
  | { readonly kind: 'image-path'; readonly meant: string | null }
  | { readonly kind: 'not-a-mirror'; readonly what: NotAMirror };

/** Accepted, with something to know. */
export type MirrorUrlNote =
  /** Docker reads a path from 24.0.8 on; older engines refuse to start. */
  | { readonly kind: 'path-prefix'; readonly pathPrefix: string }
  /** `https://host/docker.io`: a proxy addressed like that does not answer an engine, which asks `/docker.io/v2/…`. */
  | { readonly kind: 'registry-in-path'; readonly registry: string }
  | { readonly kind: 'plain-http' }
  /** The name was typed in another script; `ascii` is what is looked up. */
  | InternationalName;

export interface InternationalName {
  readonly kind: 'international-name';
  /** The host in its own script, as Unicode writes it. */
  readonly name: string;
  readonly ascii: string;
}
