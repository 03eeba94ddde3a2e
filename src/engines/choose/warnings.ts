import { mirrorKey } from './choose.ts';
import { isPlainHttp } from './fitness.ts';
import { hostOf, isPublicHost } from './hosts.ts';
import type { CommonWarning, MirrorList, Named, OfferedMirror } from './types.ts';

/** What the user should know about the mirrors that will stand in a file, whichever engine reads it. */
export function choiceWarnings(
  { listed, beyondTop }: MirrorList<Named>,
  candidates: readonly OfferedMirror[],
): readonly CommonWarning[] {
  const plain = listed.filter(({ url }) => isPlainHttp(url) && isPublicHost(hostOf(url)));
  const measured = new Set(
    candidates.filter(({ verdict }) => verdict !== null).map(({ url }) => mirrorKey(url)),
  );
  const unprobed = listed.filter(({ as, url }) => as === 'chosen' && !measured.has(mirrorKey(url)));
  const warnings: readonly CommonWarning[] = [
    { kind: 'plain-http', mirrors: plain.map(({ displayUrl }) => displayUrl) },
    { kind: 'unprobed', mirrors: unprobed.map(({ displayUrl }) => displayUrl) },
    { kind: 'beyond-top', mirrors: beyondTop },
  ];
  return warnings.filter(({ mirrors }) => mirrors.length > 0);
}

/**
 * Of an engine to which a kubelet hands logins: they go to whichever host asks, a mirror too (tried on containerd 1.6 to 2.3). A mirror of one's own network is one's own affair.
 */
export function pullSecrets(
  { listed }: MirrorList<Named>,
  registry: string,
  seenIn: readonly string[],
): readonly CommonWarning[] {
  const hosts = listed.map(({ url }) => hostOf(url)).filter(isPublicHost);
  return hosts.length === 0 ? [] : [{ kind: 'pull-secrets', mirrors: hosts, registry, seenIn }];
}
