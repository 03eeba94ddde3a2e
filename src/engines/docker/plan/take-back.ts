import { mirrorKey } from '../../choose/index.ts';
import type { Proxies } from '../daemon-json/index.ts';
import { PROXY_FIELDS } from './proxies.ts';

/** Our settings in one state of daemon.json. */
export interface OurSettings {
  readonly registryMirrors: readonly string[] | null;
  readonly proxies: Proxies;
}

/** What one run of ours made of them. */
export interface SettingsRun {
  readonly before: OurSettings;
  readonly left: OurSettings;
}

/**
 * Today's settings without what these runs made of them, the newest first: what a run put in goes, what it took out comes back, and
 * what somebody else wrote before or since stays where it stands.
 */
export function takenBack(now: OurSettings, runs: readonly SettingsRun[]): OurSettings {
  return runs.reduce(
    (settings, { before, left }) => ({
      registryMirrors: mirrorsTakenBack(
        settings.registryMirrors,
        left.registryMirrors,
        before.registryMirrors,
      ),
      proxies: proxiesTakenBack(settings.proxies, left.proxies, before.proxies),
    }),
    now,
  );
}

type Mirrors = readonly string[] | null;

function mirrorsTakenBack(now: Mirrors, left: Mirrors, before: Mirrors): Mirrors {
  const [today, then, old] = [now ?? [], left ?? [], before ?? []];
  const [inToday, inThen, inOld] = [today, then, old].map(keysOf);
  if (inToday === undefined || inThen === undefined || inOld === undefined) return now;
  const isOurs = (url: string): boolean => inThen.has(mirrorKey(url)) && !inOld.has(mirrorKey(url));
  const isOld = (url: string): boolean => inOld.has(mirrorKey(url));
  const missing = old.filter((url) => !inThen.has(mirrorKey(url)) && !inToday.has(mirrorKey(url)));
  const present = today.filter(isOld);
  // An order that is not the one that we left is somebody's choice.
  const isOurOrder = sameKeys(
    present,
    then.filter((url) => isOld(url) && inToday.has(mirrorKey(url))),
  );
  const spelling = new Map(present.map((url) => [mirrorKey(url), url]));
  const wanted = isOurOrder
    ? old.flatMap((url) => spelling.get(mirrorKey(url)) ?? (missing.includes(url) ? [url] : []))
    : [...present, ...missing];
  const isPlace = (url: string): boolean => isOld(url) || (missing.length > 0 && isOurs(url));
  const last = today.findLastIndex(isPlace);
  const waiting = [...wanted];
  const placed = today.flatMap((url, index) => {
    if (index === last) return waiting.splice(0);
    if (isPlace(url)) return waiting.splice(0, 1);
    return isOurs(url) ? [] : [url];
  });
  const result = [...placed, ...waiting];
  if (result.length === today.length && result.every((url, index) => url === today[index])) return now;
  return result.length === 0 ? before && [] : result;
}

function proxiesTakenBack(now: Proxies, left: Proxies, before: Proxies): Proxies {
  const taken: { -readonly [field in keyof Proxies]: Proxies[field] } = { ...now };
  for (const field of PROXY_FIELDS) {
    if (now[field] === left[field]) taken[field] = before[field];
  }
  return taken;
}

function keysOf(urls: readonly string[]): ReadonlySet<string> {
  return new Set(urls.map(mirrorKey));
}

function sameKeys(some: readonly string[], others: readonly string[]): boolean {
  return (
    some.length === others.length &&
    some.every((url, index) => mirrorKey(url) === mirrorKey(others[index] ?? ''))
  );
}
