import { dockerCertsFor } from '../host/trust.ts';

/** The CAs that the engine keeps for one host, as PEM. `directory`: null for the usual place. */
export function certsFor(host: string, directory: string | null): string | null {
  return directory === null ? dockerCertsFor(host) : dockerCertsFor(host, directory);
}
