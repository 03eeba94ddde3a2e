import type { X509Certificate } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';

/**
 * Who shakes hands: `go` is Go's crypto/tls as it comes, which containerd's library uses; `docker` the shorter list of ciphers that the classic store and containers-image name for
 * themselves. docker/go-connections: tlsconfig/config.go, `DefaultServerAcceptedCiphers`; containers/image: docker/docker_client.go, `newDockerClient`.
 */
export type TlsProfile = 'go' | 'docker';

/**
 * What Go offers, and nothing else: no key exchange by RSA or finite fields, no CBC with SHA-2, neither X448 nor brainpool, neither ed448 nor keys for PSS alone.
 * go: src/crypto/tls/{cipher_suites,defaults}.go, `supportedCipherSuites`, `defaultCurvePreferences`, `defaultSupportedSignatureAlgorithms` (Go 1.23; X25519MLKEM768 is left out: no server has that alone).
 */
export function tlsOffer(profile: TlsProfile): SecureContextOptions {
  const ciphers = [...TLS13_CIPHERS, ...GCM_CIPHERS, ...(profile === 'go' ? FURTHER_CIPHERS : [])];
  return {
    minVersion: 'TLSv1.2',
    // OpenSSL's security level 2, the default of newer Nodes, refuses RSA with 1024 bits, which Go takes.
    ciphers: `${ciphers.join(':')}:@SECLEVEL=1`,
    ecdhCurve: 'X25519:prime256v1:secp384r1:secp521r1',
    sigalgs: SIGNATURES.join(':'),
  };
}

const TLS13_CIPHERS = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];
const GCM_CIPHERS = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
];
const FURTHER_CIPHERS = [
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-SHA',
  'ECDHE-RSA-AES128-SHA',
  'ECDHE-ECDSA-AES256-SHA',
  'ECDHE-RSA-AES256-SHA',
];
const SIGNATURES = [
  'rsa_pss_rsae_sha256',
  'ecdsa_secp256r1_sha256',
  'ed25519',
  'rsa_pss_rsae_sha384',
  'rsa_pss_rsae_sha512',
  'rsa_pkcs1_sha256',
  'rsa_pkcs1_sha384',
  'rsa_pkcs1_sha512',
  'ecdsa_secp384r1_sha384',
  'ecdsa_secp521r1_sha512',
];

/**
 * Why Go refuses a chain that OpenSSL took: a name that is not printable ASCII between dots, for which it does not read the certificate at all; or a signature by a method that it does not know.
 * null: it does not. What signs itself is a root, whose signature nobody checks. go: src/crypto/x509/{parser,verify,x509}.go, `parseSANExtension`, `domainNameValid`, `signatureAlgorithmDetails`.
 */
export function refusalByGo(
  chain: readonly X509Certificate[],
): { readonly code: 'tls-failure' | 'tls-untrusted'; readonly detail: string } | null {
  for (const certificate of chain) {
    const bad = dnsNamesOf(certificate.subjectAltName ?? '').find((name) => !isDnsName(name));
    if (bad !== undefined) {
      return { code: 'tls-failure', detail: `the certificate has a name that Go cannot read: ${bad}` };
    }
    const isRoot = certificate.issuer === certificate.subject;
    if (!isRoot && !SIGNED_BY.has(signatureOf(certificate.raw))) {
      return { code: 'tls-untrusted', detail: 'the certificate is signed by a method that Go does not know' };
    }
  }
  return null;
}

/** As Node writes them: `DNS:a.example, IP Address:192.0.2.1`; what would mislead, in quotes. */
function dnsNamesOf(subjectAltName: string): string[] {
  return [...subjectAltName.matchAll(/(?:^|, )DNS:("(?:[^"\\]|\\.)*"|[^,]*)/g)].map(([, name = '']) => name);
}

function isDnsName(name: string): boolean {
  if (name.length > MAX_NAME || !/^[\x21-\x7e]+$/.test(name)) return false;
  return name.split('.').every((label) => label.length > 0 && label.length <= MAX_LABEL);
}

/** RFC 1035 section 2.3.4. */
const MAX_NAME = 253;
const MAX_LABEL = 63;

/** The object identifier of the signature's method, in hexadecimal: Certificate is SEQUENCE { tbsCertificate, SEQUENCE { OBJECT IDENTIFIER … }, … } (RFC 5280 section 4.1). '' where it is not one. */
function signatureOf(der: Buffer): string {
  const certificate = contentAt(der, 0);
  const method = contentAt(der, contentAt(der, certificate.start).end);
  const oid = contentAt(der, method.start);
  return der.toString('hex', oid.start, oid.end);
}

/** Where the content of the DER element at `at` begins and ends. */
function contentAt(der: Buffer, at: number): { readonly start: number; readonly end: number } {
  const first = der[at + 1] ?? 0;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  const start = at + 2 + lengthBytes;
  let length = lengthBytes === 0 ? first : 0;
  for (const byte of der.subarray(at + 2, start)) length = length * 256 + byte;
  return { start, end: start + length };
}

/** SHA-256, 384 and 512 with RSA, RSA-PSS (whose hash its parameters name) and ECDSA; Ed25519. SHA-1 is refused since Go 1.18. */
const SIGNED_BY: ReadonlySet<string> = new Set([
  '2a864886f70d01010b',
  '2a864886f70d01010c',
  '2a864886f70d01010d',
  '2a864886f70d01010a',
  '2a8648ce3d040302',
  '2a8648ce3d040303',
  '2a8648ce3d040304',
  '2b6570',
]);
