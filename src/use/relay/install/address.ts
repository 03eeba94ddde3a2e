import { OWN_ADDRESSES } from '../../install/own-addresses.ts';

/** Where the relay of an engine listens. */
export interface RelayAddress {
  readonly host: string;
  /** It is the relay's own, on the loopback device: no bridge of Docker's is there. */
  readonly own: boolean;
}

/**
 * Docker's bridge from 28 on: there a mirror at a loopback address switches off the check of the Hub's own certificate, for the containerd store and builds. Loopback before:
 * with its containerd store and its builder, 23 to 27 insist on https anywhere else. `version`: of the engine; null: not known, so it may be the newest. Pure.
 */
export function addressFor(version: string | null, bridge: string | null): RelayAddress {
  const major = /^(\d{1,3})\./.exec(version ?? '')?.[1];
  if (major !== undefined && Number(major) < FIRST_WITH_SHARED_TLS) return { host: '127.0.0.1', own: false };
  return bridge === null ? { host: OWN_ADDRESSES.relay, own: true } : { host: bridge, own: false };
}

const FIRST_WITH_SHARED_TLS = 28;
