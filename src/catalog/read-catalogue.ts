import { takeId } from './ids.ts';
import { LIST } from './limits.ts';
import type { Path } from './positions.ts';
import { readEntry } from './read-entry.ts';
import { isObject, type JsonObject, readText, reportUnknownFields, type TellFault } from './read-values.ts';
import { parseRegistryName } from './registry-name.ts';
import { shownUrl } from './shown-url.ts';
import type { Catalogue, CatalogueEntry, RegistryEntry } from './types.ts';

export const SCHEMA_VERSION = 1;

/**
 * A catalogue from a parsed document: `{ mirrors: [...] }`, an array of entries, or a daemon.json with
 * `registry-mirrors`. null where there is no array of mirrors at all.
 */
export function readCatalogue(value: unknown, name: string, report: TellFault): Catalogue | null {
  const found = mirrorsOf(value, report);
  if (found === null) return null;
  const registries = isObject(value) ? readRegistries(value['registries'], ['registries'], report) : [];
  if (found.entries.length > LIST.entries) {
    report([...found.path, LIST.entries], { kind: 'too-many-entries', limit: LIST.entries });
  }
  const ids = new Set<string>();
  const mirrors: CatalogueEntry[] = [];
  found.entries.slice(0, LIST.entries).forEach((item, index) => {
    const path = [...found.path, index];
    const entry = readEntry(item, path, report);
    if (entry === null) return;
    if (entry.id !== null && takeId(entry.id, ids) !== entry.id) {
      report([...path, 'id'], { kind: 'duplicate-id', shown: entry.id });
    } else mirrors.push(entry);
  });
  const updated =
    isObject(value) && typeof value['updated'] === 'string' ? { updated: value['updated'] } : {};
  return { name, registries, mirrors, ...updated };
}

function mirrorsOf(value: unknown, report: TellFault): { entries: readonly unknown[]; path: Path } | null {
  if (Array.isArray(value)) return { entries: value, path: [] };
  if (!isObject(value)) return null;
  const daemon = value['registry-mirrors'];
  if (Array.isArray(daemon)) return { entries: daemon, path: ['registry-mirrors'] };
  const mirrors = value['mirrors'];
  if (!Array.isArray(mirrors)) return null;
  reportUnknownFields(value, [], CATALOGUE_FIELDS, report);
  return { entries: mirrors, path: ['mirrors'] };
}

const CATALOGUE_FIELDS = ['$schema', 'schemaVersion', 'updated', 'registries', 'mirrors'];

function readRegistries(value: unknown, path: Path, report: TellFault): RegistryEntry[] {
  if (value === undefined) return [];
  if (!isObject(value)) {
    report(path, { kind: 'wrong-type', expected: 'object' });
    return [];
  }
  return Object.entries(value).flatMap(([key, item]) => {
    const host = parseRegistryName(key);
    if (host === null) report([...path, key], { kind: 'bad-registry', shown: shownUrl(key) });
    else if (!isObject(item)) report([...path, key], { kind: 'wrong-type', expected: 'object' });
    else return [readRegistry(host, item, [...path, key], report)];
    return [];
  });
}

function readRegistry(host: string, object: JsonObject, path: Path, report: TellFault): RegistryEntry {
  reportUnknownFields(object, path, ['upstream', 'probeImage', 'notes', 'unverified', 'sources'], report);
  return {
    host,
    upstream: readUpstream(object['upstream'] ?? null, [...path, 'upstream'], report),
    probeImage: readProbeImage(object['probeImage'] ?? null, [...path, 'probeImage'], report),
  };
}

function readUpstream(value: unknown, path: Path, report: TellFault): URL | null {
  if (value === null) return null;
  const text = readText(value, path, LIST.urlChars, report);
  if (text === null) return null;
  const url = /^https?:\/\/[^@?#]+$/.test(text) && URL.canParse(text) ? new URL(text) : null;
  if (url === null) report(path, { kind: 'bad-upstream', shown: shownUrl(text) });
  return url;
}

/** Its exact form is for the reference parser, once it is used. */
function readProbeImage(value: unknown, path: Path, report: TellFault): string | null {
  if (value === null) return null;
  const text = readText(value, path, LIST.nameChars * 4, report);
  if (text === null || /^[a-zA-Z0-9][\w./:@-]*$/.test(text)) return text;
  report(path, { kind: 'bad-image', shown: shownUrl(text) });
  return null;
}
