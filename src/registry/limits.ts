import { KiB } from '../limits.ts';

export const TEXT = {
  /** `detail` carries at most this many characters of a mirror's own words. */
  detailChars: 200,
  /** A DNS name has 253 characters, a port six with its colon. */
  hostChars: 259,
} as const;

/** What the parsers of registry/ read at most of what a mirror or a user wrote. */
export const JSON_LIMITS = {
  /** The deepest document of the protocol (an index) nests four levels; annotations add none. */
  depth: 64,
} as const;

export const CHALLENGE: Readonly<Record<'count' | 'params' | 'chars', number>> = {
  /** Registries send one, gateways two or three. */
  count: 16,
  /** Realm, service, scope, error and its description; engines know no more. */
  params: 16,
  /** All header lines together: servers send a line of at most a few hundred. */
  chars: 16 * KiB,
};

export const TOKEN: Readonly<Record<'chars' | 'defaultSeconds' | 'maxSeconds', number>> = {
  /** The Hub's JWTs have 3 KiB; servers refuse a head over 8 to 16 KiB. */
  chars: 16 * KiB,
  /** What the token specification tells to assume. */
  defaultSeconds: 60,
  /** No run lasts longer, and a number beyond it is a mistake. */
  maxSeconds: 86_400,
};

export const MANIFEST = {
  /** The widest official image has about 30 platforms, each with an attestation; engines know no bound but the 4 MiB of the whole. */
  indexEntries: 10_000,
  /** Overlay file systems stop at 128 to 500. */
  layers: 512,
} as const;

export const ERROR_BODY: Readonly<Record<'count' | 'codeChars' | 'plainBytes', number>> = {
  /** The first says it all; the rest repeat it for other layers. */
  count: 8,
  /** MANIFEST_BLOB_UNKNOWN has 21. */
  codeChars: 64,
  /** Of plain text, far more than the 200 characters shown. */
  plainBytes: 4 * KiB,
};

export const RETRY_AFTER: Readonly<Record<'chars' | 'maxMs', number>> = {
  /** The longest date form has 33. */
  chars: 64,
  /** Bans of a day or two are known; a date beyond a week would retire a mirror by a typing error. */
  maxMs: 7 * 86_400_000,
};

export const SUPPLIED_URL: Readonly<Record<'chars', number>> = {
  /** Signed storage URLs have 1 to 2 KiB; servers stop at 8. */
  chars: 8 * KiB,
};

export const REFERENCE_TEXT: Readonly<Record<'chars' | 'repositoryChars', number>> = {
  /** distribution/reference: host and port, 255 of name, 128 of tag, 135 of a sha512 digest. */
  chars: 1_024,
  repositoryChars: 255,
};
