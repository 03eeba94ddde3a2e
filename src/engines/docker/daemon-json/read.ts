import { decodeBytes, decodeText, type Encoding } from '../../../change/text-encoding.ts';
import { type Capabilities, capabilitiesOf } from '../capabilities.ts';
import type { EngineVersion } from '../version.ts';
import { findingsIn } from './findings.ts';
import { isJson5 } from './json5.ts';
import { isBlank, lastMember, membersOf, oddItems, proxiesOf, stringItems, valueText } from './members.ts';
import { positionAt } from './position.ts';
import { type JsonText, scanJson } from './syntax.ts';
import type { DaemonJsonDocument, DaemonJsonProblem } from './types.ts';

/**
 * daemon.json as the given release of dockerd reads it (moby daemon/config/config.go): strict JSON, an object or null
 * or nothing, the last of duplicate keys. `bytes` null: there is no file. An unknown release is taken for a current
 * one here, since what a later daemon reads is the user's to have.
 */
export function readDaemonJson(
  bytes: Uint8Array | null,
  version: EngineVersion | null,
): DaemonJsonDocument | DaemonJsonProblem {
  const release = version === null ? CURRENT : capabilitiesOf(version);
  if (bytes === null) return documentOf({ bytes: null, encoding: 'utf-8', text: '', json: null }, release);
  const readsBom = release.bom;
  const decoded = decodeText(bytes);
  if (decoded.kind === 'undecodable') {
    if (readsBom || decoded.encoding !== 'utf-8') return problem('undecodable', decoded.line, 1, false);
    return readText({ bytes, encoding: 'bytes', text: decodeBytes(bytes) }, release);
  }
  const { encoding, text } = decoded;
  if (encoding !== 'utf-8' && !readsBom) {
    return problem('byte-order-mark', 1, 1, isBlank(text) || isJson5(text));
  }
  return readText({ bytes, encoding, text }, release);
}

type KnownRelease = Pick<Capabilities, 'bom' | 'proxiesKey'>;
const CURRENT: KnownRelease = { bom: true, proxiesKey: true };

interface Decoded {
  readonly bytes: Uint8Array | null;
  readonly encoding: Encoding;
  readonly text: string;
}

function readText(decoded: Decoded, release: KnownRelease): DaemonJsonDocument | DaemonJsonProblem {
  const { text } = decoded;
  const scanned = scanJson(text);
  if (scanned.kind === 'json') {
    if (scanned.type === 'object' || scanned.type === 'null')
      return documentOf({ ...decoded, json: scanned }, release);
    const { line, column } = positionAt(text, scanned.start);
    return problem('not-an-object', line, column, false);
  }
  // A blank file is what an engine before 23.0 stops at, but nothing is lost by writing into it.
  if (scanned.code === 'empty' && isBlank(text)) return documentOf({ ...decoded, json: null }, release);
  const { line, column } = positionAt(text, scanned.offset);
  const code = scanned.code === 'empty' ? 'syntax' : scanned.code;
  const hopeless = code === 'too-deep' || code === 'number-range';
  return problem(code, line, column, !hopeless && isJson5(text));
}

function documentOf(
  { bytes, encoding, text, json }: Decoded & { readonly json: JsonText | null },
  release: KnownRelease,
): DaemonJsonDocument {
  const mirrors = lastMember(json, 'registry-mirrors');
  const insecure = lastMember(json, 'insecure-registries');
  const liveRestore = lastMember(json, 'live-restore');
  return {
    kind: 'document',
    bytes,
    encoding,
    text,
    registryMirrors: mirrors === undefined ? null : stringItems(text, mirrors),
    oddMirrors: mirrors === undefined ? [] : oddItems(text, mirrors),
    insecureRegistries: insecure === undefined ? null : stringItems(text, insecure),
    proxies: proxiesOf(text, json),
    liveRestore: liveRestore !== undefined && valueText(text, liveRestore) === 'true',
    keys: [...new Set(membersOf(json).map((member) => member.key))],
    findings: findingsIn(text, encoding, json, release),
  };
}

function problem(
  code: DaemonJsonProblem['code'],
  line: number,
  column: number,
  repairable: boolean,
): DaemonJsonProblem {
  return { kind: 'problem', code, line, column, repairable };
}
