import { dockerCertsFor } from '../../host/trust.ts';
import type { HostCerts, NetworkTask } from './survey-task.ts';

/** The CAs that the engine keeps for one host, as PEM. `directory`: null for the usual place. */
export function certsFor(host: string, directory: string | null): string | null {
  return directory === null ? dockerCertsFor(host) : dockerCertsFor(host, directory);
}

/** The same of each host that is known before the first is asked. */
export function certsOf(hosts: readonly string[], { certsDir }: NetworkTask): HostCerts {
  return [...new Set(hosts)].map((host) => [host, certsFor(host, certsDir)]);
}
