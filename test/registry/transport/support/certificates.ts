import { generate } from 'selfsigned';
import type { Certificate } from '../../../support/certificates.ts';

/** A CA that another one signed, valid for so many days. */
export async function intermediateAuthority(
  name: string,
  authority: Certificate,
  days: number,
): Promise<Certificate> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 86_400_000),
    notAfterDate: new Date(Date.now() + days * 86_400_000),
    ca: authority,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { key, cert };
}
