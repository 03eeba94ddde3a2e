import type { ServerOptions } from 'node:https';
import { type Certificate, certificateAuthority, daysFromNow, serverCertificate } from './certificates.ts';
import type { Lab } from './fake-registry.ts';

export type TlsFault =
  | 'none'
  | 'expired'
  | 'not-yet-valid'
  | 'wrong-name'
  | 'self-signed'
  | 'unknown-authority'
  | 'old-protocol';

export interface TlsParts {
  readonly tls: ServerOptions;
  /** A file with the CA that the client is to trust; it signed all but `self-signed` and `unknown-authority`. */
  readonly caFile: string;
}

export async function tlsParts(lab: Lab, fault: TlsFault): Promise<TlsParts> {
  const trusted = await certificateAuthority('Trusted here');
  const caFile = await lab.file('ca.pem', trusted.cert);
  const certificate = await faulty(fault, trusted);
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  return { tls: { ...certificate, ...(fault === 'old-protocol' ? old : {}) }, caFile };
}

async function faulty(fault: TlsFault, authority: Certificate): Promise<Certificate> {
  const hosts = ['127.0.0.1', 'localhost'];
  switch (fault) {
    case 'none':
    case 'old-protocol':
      return serverCertificate({ hosts, authority });
    case 'expired':
      return serverCertificate({ hosts, authority, from: daysFromNow(-30), until: daysFromNow(-2) });
    case 'not-yet-valid':
      return serverCertificate({ hosts, authority, from: daysFromNow(2) });
    case 'wrong-name':
      return serverCertificate({ hosts: ['other.test'], authority });
    case 'self-signed':
      return serverCertificate({ hosts, authority: null });
    case 'unknown-authority':
      return serverCertificate({ hosts, authority: await certificateAuthority('Unknown here') });
    default:
      return fault satisfies never;
  }
}
