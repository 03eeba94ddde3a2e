import { hostOf, isPublicHost } from './hosts.ts';
import type { ChoiceOptions, CommonFlaw, OfferedMirror } from './types.ts';

/** What the probe found against a mirror, whichever engine asks. What is unsafe never may be configured; docs/interface.md has the rule. */
export function verdictFlaw(candidate: OfferedMirror, options: ChoiceOptions): CommonFlaw | null {
  const { verdict, code } = candidate;
  if (code === 'unconfirmed') return confirmationFlaw({ ...candidate, confirmed: false }, options);
  if (verdict === null) return null;
  return verdict === 'usable' ? confirmationFlaw(candidate, options) : { kind: 'verdict', verdict, code };
}

/** A URL that the user gave or had configured counts as confirmed by its owner. */
export function confirmationFlaw(
  { confirmed, origin }: OfferedMirror,
  { allowUnconfirmed }: ChoiceOptions,
): CommonFlaw | null {
  const byOwner = origin === 'argument' || origin === 'configured';
  return confirmed || byOwner || allowUnconfirmed ? null : { kind: 'unconfirmed' };
}

export function plainHttpFlaw({ url }: OfferedMirror, { allowInsecure }: ChoiceOptions): CommonFlaw | null {
  return !allowInsecure && isPlainHttp(url) && isPublicHost(hostOf(url)) ? { kind: 'plain-http' } : null;
}

export function isPlainHttp(url: string): boolean {
  return /^http:/i.test(url);
}

/**
 * The candidate as a client of another kind than Docker's sees it: where only one of Docker's two ways works, it is one of its own or the other. For reports that were made for
 * Docker; a survey for an engine says it by the verdict. null: the other one.
 */
export function asSeenBy(
  client: 'containerd' | 'containersImage',
  candidate: OfferedMirror,
): OfferedMirror | null {
  const { code } = candidate;
  if (code !== 'classic-only' && code !== 'containerd-only') return candidate;
  // `?ns=` and the tag by HEAD, or neither.
  const own = client === 'containerd' ? 'containerd-only' : 'classic-only';
  return code === own ? { ...candidate, verdict: 'usable', code: null } : null;
}
