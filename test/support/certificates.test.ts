import { X509Certificate } from 'node:crypto';
import { createServer, request } from 'node:https';
import { expect, test } from 'vitest';
import { type Certificate, certificateAuthority, daysFromNow, serverCertificate } from './certificates.ts';

const authority = await certificateAuthority('Test CA');

async function codeOf(certificate: Certificate, ca: string): Promise<string> {
  const server = createServer(certificate, (_request, response) => response.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  try {
    return await new Promise((resolve) => {
      request({ host: '127.0.0.1', port, ca, agent: false }, () => resolve('trusted'))
        .on('error', (error) => resolve('code' in error ? String(error.code) : error.message))
        .end();
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const hosts = ['127.0.0.1', 'mirror.test'];

test.each([
  ['a good one', { hosts, authority }, 'trusted'],
  ['expired', { hosts, authority, from: daysFromNow(-30), until: daysFromNow(-2) }, 'CERT_HAS_EXPIRED'],
  ['not yet valid', { hosts, authority, from: daysFromNow(2) }, 'CERT_NOT_YET_VALID'],
  ['for another name', { hosts: ['other.test'], authority }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['self-signed', { hosts, authority: null }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
])('%s', async (_name, wish, code) => {
  expect(await codeOf(await serverCertificate(wish), authority.cert)).toBe(code);
});

test('of a CA that nobody here knows', async () => {
  const stranger = await certificateAuthority('Stranger CA');
  const certificate = await serverCertificate({ hosts, authority: stranger });
  expect(await codeOf(certificate, authority.cert)).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
});

test('an RSA key can be had where a peer wants RS256', async () => {
  const { cert } = await serverCertificate({ hosts, authority: null, keyType: 'rsa' });
  expect(new X509Certificate(cert).publicKey.asymmetricKeyType).toBe('rsa');
});
