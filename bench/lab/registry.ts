import { mkdirSync, writeFileSync } from 'node:fs';
import type { Certificate } from './certificate.ts';
import { run, type Service, start, waitFor } from './processes.ts';

export interface RegistryOptions {
  /** null: the machine's own namespace. */
  readonly ns: string | null;
  readonly address: string;
  readonly port: number;
  /** Where its blobs lie; several registries may serve the same directory. */
  readonly storage: string;
  /** null: plain http. */
  readonly certificate: Certificate | null;
  readonly logFile: string;
}

/** A real docker-registry (Debian's package), as mirrors run it. */
export async function startRegistry(options: RegistryOptions): Promise<Service> {
  const { ns, address, port, storage, certificate, logFile } = options;
  mkdirSync(storage, { recursive: true });
  const configFile = `${logFile}.yml`;
  const tls =
    certificate === null
      ? ''
      : `\n  tls: {certificate: ${certificate.certificateFile}, key: ${certificate.keyFile}}`;
  writeFileSync(
    configFile,
    `version: 0.1
log: {level: warn, accesslog: {disabled: true}}
storage:
  filesystem: {rootdirectory: ${storage}}
  cache: {blobdescriptor: inmemory}
http:
  addr: ${address}:${port}${tls}
`,
  );
  const service = await start('docker-registry', ['serve', configFile], { ns, logFile, readyLine: null });
  await waitFor(`docker-registry on ${address}:${port}`, 10, () => listens(ns, address, port));
  return service;
}

/** Asked from inside the namespace, where this process does not stand. */
function listens(ns: string | null, address: string, port: number): boolean {
  const question = ['ss', '-Hltn', `src ${address}:${port}`];
  const lines =
    ns === null ? run('ss', question.slice(1)) : run('nsenter', [`--net=/run/netns/${ns}`, ...question]);
  return lines.trim() !== '';
}
