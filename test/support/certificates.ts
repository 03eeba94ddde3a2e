import { generate } from 'selfsigned';

export interface Certificate {
  /** PEM. */
  readonly cert: string;
  readonly key: string;
}

export interface CertificateWish {
  /** DNS names and IPv4 addresses. */
  readonly hosts: readonly string[];
  readonly from?: Date;
  readonly until?: Date;
  /** null: it signs itself. */
  readonly authority: Certificate | null;
  /** EC is quick to make; RSA where a peer wants RS256. An authority signs keys of its own type only. */
  readonly keyType?: 'ec' | 'rsa';
}

/** A CA of our own. */
export function certificateAuthority(name: string): Promise<Certificate> {
  return make({
    name,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
}

/** A server certificate, valid from yesterday for 30 days unless the wish says otherwise. */
export function serverCertificate(wish: CertificateWish): Promise<Certificate> {
  const [name = 'nobody'] = wish.hosts;
  return make({
    name,
    ...wish,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: wish.hosts.map(altName) },
    ],
  });
}

const DAY_MS = 24 * 60 * 60 * 1000;

export function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * DAY_MS);
}

type Extensions = NonNullable<NonNullable<Parameters<typeof generate>[1]>['extensions']>;

async function make(
  wish: Partial<CertificateWish> & { readonly name: string; readonly extensions: Extensions },
): Promise<Certificate> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: wish.name }], {
    keyType: wish.keyType ?? 'ec',
    algorithm: 'sha256',
    notBeforeDate: wish.from ?? daysFromNow(-1),
    notAfterDate: wish.until ?? daysFromNow(30),
    extensions: wish.extensions,
    ...(wish.authority == null ? {} : { ca: wish.authority }),
  });
  return { key, cert };
}

function altName(host: string): { type: 2; value: string } | { type: 7; ip: string } {
  return /^\d+(\.\d+){3}$/.test(host) ? { type: 7, ip: host } : { type: 2, value: host };
}
