import { writeFileSync } from 'node:fs';
import { run } from './processes.ts';

export interface Certificate {
  readonly caFile: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30'];

/** A private CA and one certificate for all the addresses, by openssl. */
export function makeCertificate(directory: string, addresses: readonly string[]): Certificate {
  const at = (name: string): string => `${directory}/${name}`;
  run('openssl', [
    'req',
    '-x509',
    ...EC,
    '-subj',
    '/CN=Lab CA',
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
    '-addext',
    'basicConstraints=critical,CA:TRUE',
    '-addext',
    'keyUsage=critical,keyCertSign,cRLSign',
  ]);
  run('openssl', [
    'req',
    ...EC.filter((word) => word !== '-days' && word !== '30'),
    '-new',
    '-subj',
    '/CN=Lab mirror',
    '-keyout',
    at('mirror.key'),
    '-out',
    at('mirror.csr'),
  ]);
  writeFileSync(
    at('mirror.ext'),
    `subjectAltName=${addresses.map((address) => `IP:${address}`).join(',')}\n`,
  );
  run('openssl', [
    'x509',
    '-req',
    '-in',
    at('mirror.csr'),
    '-CA',
    at('ca.pem'),
    '-CAkey',
    at('ca.key'),
    '-CAcreateserial',
    '-days',
    '30',
    '-extfile',
    at('mirror.ext'),
    '-out',
    at('mirror.pem'),
  ]);
  return { caFile: at('ca.pem'), certificateFile: at('mirror.pem'), keyFile: at('mirror.key') };
}
