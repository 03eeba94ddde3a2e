import { isThere } from './is-there.ts';
import type { Identity } from './privileges.ts';

/** The words before a command that make it run with fewer privileges; none: as it is. */
export type Prefix = readonly string[];

/**
 * How a child of root may be started, the best way first. Each later one is for machines where those before it do not come as far as
 * a child that has loaded its code; what is then missing, the child sees in /proc and says (privileges.ts).
 * `places`: where setpriv(1) may be. Root's PATH is not asked: sudo may have kept a user's.
 */
export async function waysDown(
  { uid, gid }: Identity,
  places: readonly string[] = PLACES,
): Promise<readonly Prefix[]> {
  const setpriv = await firstThere(places);
  if (setpriv === null) return [[]];
  const empty = ['--inh-caps=-all', '--ambient-caps=-all'];
  return [
    // Somebody without privileges from the first instruction on.
    [
      ...[setpriv, `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'],
      ...['--no-new-privs', ...empty, '--bounding-set=-all'],
    ],
    // Its code, or node itself, lies where only root can read: it loads first, and then needs these to become somebody else.
    [setpriv, '--no-new-privs', ...empty, '--bounding-set=-all,+setuid,+setgid,+dac_read_search'],
    // A container without CAP_SETPCAP, and BusyBox, whose setpriv knows no more.
    [setpriv, '--nnp'],
    [],
  ];
}

/** util-linux and BusyBox in the usual layouts, and NixOS. */
const PLACES: readonly string[] = ['/usr/bin/setpriv', '/bin/setpriv', '/run/current-system/sw/bin/setpriv'];

async function firstThere(places: readonly string[]): Promise<string | null> {
  for (const place of places) {
    if (await isThere(place)) return place;
  }
  return null;
}
