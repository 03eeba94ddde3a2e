import { type AddressProblem, parseAddress } from './address.ts';
import { ID } from './ids.ts';
import { LIST } from './limits.ts';
import type { ListFault } from './list-problem.ts';
import { parseMirrorUrl } from './mirror-url.ts';
import type { Path } from './positions.ts';
import {
  isObject,
  type JsonObject,
  readChoice,
  readCount,
  readDate,
  readLocalText,
  readObject,
  readText,
  reportUnknownFields,
  type TellFault,
} from './read-values.ts';
import { parseRegistryName } from './registry-name.ts';
import { shownUrl } from './shown-url.ts';
import {
  ACCESS_KINDS,
  type CatalogueEntry,
  type MirrorLimits,
  OPERATOR_KINDS,
  type Operator,
  type RegistryAddress,
} from './types.ts';

/**
 * One entry of a list: a URL, or an object as schema/mirrors.schema.json has it. null where it cannot be used; what
 * is wrong has then been reported. Of several addresses the good ones count; any other fault takes the entry out.
 */
export function readEntry(value: unknown, path: Path, report: TellFault): CatalogueEntry | null {
  if (typeof value === 'string') {
    const address = readAddress(value, null, null, path, report);
    return address === null ? null : { ...NOTHING_KNOWN, addresses: [address] };
  }
  const object = readObject(value, path, report);
  if (object === null) return null;
  reportUnknownFields(object, path, ENTRY_FIELDS, report);

  let sound = true;
  const fault: TellFault = (at, what) => {
    if (what.kind !== 'unknown-field') sound = false;
    report(at, what);
  };
  const read = <T>(
    key: string,
    reader: (value: unknown, path: Path, report: TellFault) => T | null,
  ): T | null => (object[key] === undefined ? null : reader(object[key], [...path, key], fault));

  const entry: CatalogueEntry = {
    id: read('id', readId),
    operator: read('operator', readOperator),
    access: read('access', (text, at) => readChoice(text, at, ACCESS_KINDS, fault)),
    limits: read('limits', readLimits),
    remark: read('notes', readLocalText),
    retired: read('retired', readRetired),
    addresses: readAddresses(object, path, report),
  };
  return sound && entry.addresses.length > 0 ? entry : null;
}

const NOTHING_KNOWN: CatalogueEntry = {
  id: null,
  addresses: [],
  operator: null,
  access: null,
  limits: null,
  remark: null,
  retired: null,
};

/** `unverified` and `sources` are the evidence; a run does not need them. */
const ENTRY_FIELDS = [
  'id',
  'url',
  'urls',
  'prefixes',
  'variable',
  'operator',
  'access',
  'limits',
  'notes',
  'retired',
  'unverified',
  'sources',
];

function readId(value: unknown, path: Path, report: TellFault): string | null {
  const text = readText(value, path, LIST.nameChars, report);
  if (text === null || ID.test(text)) return text;
  report(path, { kind: 'bad-id', shown: text });
  return null;
}

function readOperator(value: unknown, path: Path, report: TellFault): Operator | null {
  const object = readObject(value, path, report);
  if (object === null) return null;
  reportUnknownFields(object, path, ['name', 'kind'], report);
  const name = readText(object['name'], [...path, 'name'], LIST.nameChars, report);
  const kind = readChoice(object['kind'], [...path, 'kind'], OPERATOR_KINDS, report);
  return name === null || kind === null ? null : { name, kind };
}

function readRetired(value: unknown, path: Path, report: TellFault): CatalogueEntry['retired'] {
  const object = readObject(value, path, report);
  if (object === null) return null;
  reportUnknownFields(object, path, ['on', 'reason'], report);
  const on = readDate(object['on'], [...path, 'on'], report);
  const reason = readLocalText(object['reason'], [...path, 'reason'], report);
  return on === null || reason === null ? null : { on, reason };
}

function readLimits(value: unknown, path: Path, report: TellFault): MirrorLimits | null {
  const object = readObject(value, path, report);
  if (object === null) return null;
  reportUnknownFields(object, path, [...COUNTS, 'bytesPerWindow', 'images'], report);
  const counts = COUNTS.flatMap((key) => {
    const count = readCount(object[key], [...path, key], report);
    return count === undefined ? [] : [[key, count] as const];
  });
  const images = object['images'];
  const text = images === undefined ? null : readLocalText(images, [...path, 'images'], report);
  const window = readWindow(object['bytesPerWindow'], [...path, 'bytesPerWindow'], report);
  return {
    ...Object.fromEntries(counts),
    ...(window === null ? {} : { bytesPerWindow: window }),
    ...(text === null ? {} : { images: text }),
  };
}

const COUNTS = ['requestsPerMinute', 'concurrency', 'bytesPerSecond', 'cacheSeconds'] as const;

function readWindow(
  value: unknown,
  path: Path,
  report: TellFault,
): { readonly bytes: number; readonly seconds: number } | null {
  if (value === undefined) return null;
  const object = readObject(value, path, report);
  if (object === null) return null;
  for (const key of ['bytes', 'seconds']) {
    if (object[key] === undefined) report([...path, key], { kind: 'missing' });
  }
  const bytes = readCount(object['bytes'], [...path, 'bytes'], report);
  const seconds = readCount(object['seconds'], [...path, 'seconds'], report);
  return bytes === undefined || seconds === undefined ? null : { bytes, seconds };
}

function readAddresses(object: JsonObject, path: Path, report: TellFault): RegistryAddress[] {
  const variable = object['variable'];
  const name = typeof variable === 'string' ? variable : null;
  const url = object['url'];
  const urls = object['urls'];
  const prefixes = object['prefixes'];
  if (url === undefined && urls === undefined && prefixes === undefined) {
    report([...path, 'url'], { kind: 'missing' });
    return [];
  }
  const single = url === undefined ? null : readAddress(url, name, null, [...path, 'url'], report);
  const hosts = urls === undefined ? [] : readFamily(urls, name, [...path, 'urls'], report);
  const names =
    prefixes === undefined ? [] : readFamily(prefixes, name, [...path, 'prefixes'], report, readPrefix);
  return [...(single === null ? [] : [single]), ...hosts, ...names];
}

function readFamily(
  value: unknown,
  variable: string | null,
  path: Path,
  report: TellFault,
  read: typeof readAddress = readAddress,
): RegistryAddress[] {
  if (!isObject(value)) {
    report(path, { kind: 'wrong-type', expected: 'object' });
    return [];
  }
  return Object.entries(value).flatMap(([key, text]) => {
    const registry = parseRegistryName(key);
    if (registry === null) {
      report([...path, key], { kind: 'bad-registry', shown: shownUrl(key) });
      return [];
    }
    const address = read(text, variable, registry, [...path, key], report);
    return address === null ? [] : [address];
  });
}

function readAddress(
  value: unknown,
  variable: string | null,
  registry: string | null,
  path: Path,
  report: TellFault,
): RegistryAddress | null {
  if (typeof value !== 'string') {
    report(path, { kind: 'wrong-type', expected: 'text' });
    return null;
  }
  const parsed = parseAddress(value, variable);
  if (parsed.ok) return { registry, address: parsed.value };
  report(path, addressFault(parsed.problem, shownUrl(value)));
  return null;
}

/** `m.example/ghcr.io`, as it stands before an image's name; over https. */
function readPrefix(
  value: unknown,
  _variable: string | null,
  registry: string | null,
  path: Path,
  report: TellFault,
): RegistryAddress | null {
  if (typeof value !== 'string') {
    report(path, { kind: 'wrong-type', expected: 'text' });
    return null;
  }
  const slash = value.indexOf('/');
  const parsed = parseMirrorUrl(`https://${value.slice(0, slash)}/v2${value.slice(slash)}`, 'any');
  if (slash > 0 && parsed.ok && parsed.value.imagePrefix !== '')
    return { registry, address: { kind: 'fixed', url: parsed.value, notes: parsed.notes } };
  report(path, { kind: 'bad-prefix', shown: shownUrl(value) });
  return null;
}

function addressFault(problem: AddressProblem, shown: string): ListFault {
  return problem.kind === 'bad-url'
    ? { kind: 'bad-url', shown, problem: problem.problem }
    : { kind: problem.kind, shown };
}
