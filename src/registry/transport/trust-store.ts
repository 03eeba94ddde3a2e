import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { type TlsProfile, tlsOffer } from './go-tls.ts';

/**
 * The certificates that a handshake is judged by: Node's own roots, `ca` for every host, `extra` for this one; and what it offers, by `profile`. Parsing
 * some 160 roots costs about 20 ms, so contexts are kept: hand in the same `ca` array for every mirror of a run.
 */
export function secureContextFor(
  ca: readonly string[],
  extra: string | null,
  profile: TlsProfile,
): SecureContext {
  const known = contexts[profile].get(ca) ?? new Map<string | null, SecureContext>();
  contexts[profile].set(ca, known);
  const context =
    known.get(extra) ?? createSecureContext({ ca: certificatesOf(ca, extra), ...tlsOffer(profile) });
  known.set(extra, context);
  return context;
}

type Contexts = WeakMap<readonly string[], Map<string | null, SecureContext>>;

const contexts: Readonly<Record<TlsProfile, Contexts>> = { go: new WeakMap(), docker: new WeakMap() };

/**
 * One string a certificate, none twice: the system's bundle repeats most of Node's roots. Apart, because OpenSSL stops
 * reading a bundle at its first damaged block.
 */
function certificatesOf(ca: readonly string[], extra: string | null): string[] {
  const bundles = extra === null ? ca : [...ca, extra];
  const distinct = new Map<string, string>();
  for (const pem of [...rootCertificates, ...bundles.flatMap(pemBlocks)]) {
    distinct.set(pem.replace(/\s+/g, ''), pem);
  }
  return [...distinct.values()];
}

function pemBlocks(bundle: string): string[] {
  return bundle.split(/(?=-----BEGIN )/).flatMap((part) => {
    const head = /^-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/.exec(part)?.[0];
    const end = /-----END [A-Z0-9 ]+-----/.exec(part);
    if (head === undefined || end === null) return [];
    return /^[^-]+$/.test(part.slice(head.length, end.index))
      ? [part.slice(0, end.index + end[0].length)]
      : [];
  });
}
