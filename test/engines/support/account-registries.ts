import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { certificateAuthority, serverCertificate } from '../../support/certificates.ts';
import type { Namespace } from './namespace.ts';

/** Registries over TLS whose images under `private/` only one account may pull. Each has `<repository>:latest`, whatever the repository. */
export interface AccountRegistries {
  /** PEM of who signed their certificates. */
  readonly authority: string;
  /** `METHOD path host who` of each request so far; `account` where the account itself was sent. */
  asked(): readonly string[];
  stop(): Promise<void>;
}

/** `addresses`: of the namespace; each is a registry at `<address>:8443`. */
export async function startAccountRegistries(
  namespace: Namespace,
  addresses: readonly string[],
  account: string,
): Promise<AccountRegistries> {
  for (const address of addresses) await namespace.addAddress(address);
  const authority = await certificateAuthority('Account registries');
  const { cert, key } = await serverCertificate({ hosts: addresses, authority });
  const folder = await mkdtemp(join(tmpdir(), 'mirror-check-account-'));
  const files = [join(folder, 'tls.pem'), join(folder, 'tls.key')] as const;
  await Promise.all([writeFile(files[0], cert), writeFile(files[1], key)]);
  const script = fileURLToPath(new URL('./account-registries.mjs', import.meta.url));
  const [enter = '', ...prefix] = namespace.prefix;
  const child = spawn(enter, [...prefix, process.execPath, script, '8443', ...files, account], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let log = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  await once(child.stdout, 'data');
  return {
    authority: authority.cert,
    asked: () => log.split('\n').filter((line) => line.includes(' ')),
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}
