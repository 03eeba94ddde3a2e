import { cleanText } from '../untrusted-text.ts';
import { redactProxy } from './proxy.ts';
import type { ProxyTrouble, RefusedUrlReason, TransportFailureCode } from './types.ts';

/** Why a phase of an exchange failed. A value like any other result; nothing in this folder throws for what a peer does. */
export interface Fault {
  readonly kind: 'fault';
  readonly code: TransportFailureCode;
  /** Cleaned and at most 200 characters. Never holds the asked host's name: it may be somebody's personal address. */
  readonly detail: string | null;
  readonly refusedUrl: RefusedUrlReason | null;
  readonly proxy: ProxyTrouble | null;
}

/** `detail` may be a peer's or the system's own words: they are cleaned here, once, for the whole folder. */
export function fault(code: TransportFailureCode, detail: string | null = null): Fault {
  return { kind: 'fault', code, detail: cleaned(detail), refusedUrl: null, proxy: null };
}

/** A URL that a mirror supplied and that is not followed. */
export function refusedUrl(reason: RefusedUrlReason, detail: string | null = null): Fault {
  return { ...fault('protocol-error', detail), refusedUrl: reason };
}

/** What a proxy itself answered, in the mirror's place. */
export interface ProxyRefusal {
  readonly kind: 'refused';
  readonly did: 'login' | 'refused' | 'failed';
  readonly status: number | null;
  readonly detail: string;
}

/** A failure on the way through a proxy: it says nothing about the mirror, so the mirror is not blamed. `connected`: to the proxy. */
export function proxyFault(proxy: URL, cause: Fault | ProxyRefusal, connected: boolean): Fault {
  const shown = cleanText(redactProxy(proxy));
  if (cause.kind === 'refused') {
    const { did, status, detail } = cause;
    return { ...fault('proxy-failure', detail), proxy: { proxy: shown, did, status } };
  }
  if (cause.code === 'aborted') return cause;
  const words = cause.detail === null ? cause.code : `${cause.code}: ${cause.detail}`;
  const answered = cause.code === 'response-timeout' ? 'silent' : 'foreign';
  // Somebody is there, and does not speak TLS.
  const isSpoken = connected || cause.code === 'tls-failure';
  const did = isSpoken ? answered : 'unreachable';
  return { ...fault('proxy-failure', words), proxy: { proxy: shown, did, status: null } };
}

/** By its status: 407 is a proxy's by definition (RFC 9110 section 15.5.8), a 5xx its failure to reach the target. */
export function refusalOfStatus(status: number, detail: string): ProxyRefusal {
  const did = status === 407 ? 'login' : status >= 500 ? 'failed' : 'refused';
  return { kind: 'refused', did, status, detail };
}

export function isFault(outcome: { readonly kind: string }): outcome is Fault {
  return outcome.kind === 'fault';
}

function cleaned(detail: string | null): string | null {
  return detail === null || detail === '' ? null : cleanText(detail);
}
