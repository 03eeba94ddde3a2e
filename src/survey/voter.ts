import type { Candidate } from '../catalog/types.ts';
import { isAddressLiteral } from '../registry/address.ts';

/**
 * Who stands behind a mirror, for counting votes: its operator by name; of an unknown host the registrable domain (public suffix list), so that
 * somebody's ten sub-domains are one voter. An address without a name, or a name without a known suffix, stands for itself.
 */
export async function voterOf(candidate: Candidate): Promise<string> {
  if (candidate.operator !== null) return `operator ${candidate.operator.name}`;
  const { hostname } = new URL(candidate.url.href);
  if (isAddressLiteral(hostname)) return `address ${hostname}`;
  const { getDomain } = await import('tldts');
  return `domain ${getDomain(hostname, { allowPrivateDomains: true }) ?? hostname}`;
}
