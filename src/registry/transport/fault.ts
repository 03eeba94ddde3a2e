import { cleanText } from '../untrusted-text.ts';
import type { RefusedUrlReason, TransportFailureCode } from './types.ts';

/** Why a phase of an exchange failed. A value like any other result; nothing in this folder throws for what a peer does. */
export interface Fault {
  readonly kind: 'fault';
  readonly code: TransportFailureCode;
  /** Cleaned and at most 200 characters. Never holds the asked host's name: it may be somebody's personal address. */
  readonly detail: string | null;
  readonly refusedUrl: RefusedUrlReason | null;
}

/** `detail` may be a peer's or the system's own words: they are cleaned here, once, for the whole folder. */
export function fault(code: TransportFailureCode, detail: string | null = null): Fault {
  return { kind: 'fault', code, detail: cleaned(detail), refusedUrl: null };
}

/** A URL that a mirror supplied and that is not followed. */
export function refusedUrl(reason: RefusedUrlReason, detail: string | null = null): Fault {
  return { kind: 'fault', code: 'protocol-error', detail: cleaned(detail), refusedUrl: reason };
}

/** The same failure met on the way through a proxy: it says nothing about the mirror, so the mirror is not blamed. */
export function proxyFault(cause: Fault): Fault {
  if (cause.code === 'aborted') return cause;
  const words = cause.detail === null ? cause.code : `${cause.code}: ${cause.detail}`;
  return fault('proxy-failure', words);
}

export function isFault(outcome: { readonly kind: string }): outcome is Fault {
  return outcome.kind === 'fault';
}

function cleaned(detail: string | null): string | null {
  return detail === null || detail === '' ? null : cleanText(detail);
}
