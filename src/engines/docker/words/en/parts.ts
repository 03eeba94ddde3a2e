import type { FatalFinding } from '../../plan/index.ts';

/** What keeps Docker from starting, and how it has to be written. */
export const FATAL_KEYS: Readonly<Record<FatalFinding['code'], (key: string) => string>> = {
  'too-new': (key) =>
    `Docker before 23.0 does not start with "${key}". Take it out: proxies of this engine belong in its service, where mirror-apply --http-proxy or --https-proxy sets them.`,
  'wrong-case': (key) =>
    `Docker does not start with "${key}": capitals count in a key, and this one is written "${key.toLowerCase()}".`,
  'client-syntax': (key) =>
    `Docker does not start with "${key}" as it stands: "default" and "httpProxy" belong in ~/.docker/config.json, and here it is written "${key}": {"http-proxy": "…", "https-proxy": "…", "no-proxy": "…"}.`,
  'wrong-type': (key) =>
    `Docker does not start with the value of "${key}": ${key === 'proxies' ? 'it is written {"http-proxy": "…", "https-proxy": "…", "no-proxy": "…"}, with texts in quotation marks' : 'it is written as a list of texts, ["https://…"]'}.`,
};

/** `character`: the one that is meant. */
export function escaped(character: string | null | undefined): string {
  return character == null ? '' : `; here ${character} as ${encodeURIComponent(character)}`;
}

/** How the old file can be had all the same. */
export function printed(backup: string | null): string {
  return backup === null ? '' : ` As it was, it is printed by: mirror-apply --backups ${backup}.`;
}

export function list(items: readonly string[]): string {
  return items.join(', ');
}
