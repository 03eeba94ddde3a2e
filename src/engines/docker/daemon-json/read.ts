import { decodeBytes, decodeText, type Encoding } from '../../../change/text-encoding.ts';
import { capabilitiesOf } from '../capabilities.ts';
import type { EngineVersion } from '../version.ts';
import { findingsIn } from './findings.ts';
import { isJson5 } from './json5.ts';
import { isBlank, lastMember, membersOf, proxiesOf, stringItems, valueText } from './members.ts';
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
  if (bytes === null) return documentOf(null, 'utf-8', '', null);
  const readsBom = version === null || capabilitiesOf(version).bom;
  const decoded = decodeText(bytes);
  if (decoded.kind === 'undecodable') {
    if (readsBom || decoded.encoding !== 'utf-8') return problem('undecodable', decoded.line, 1, false);
    return readText(bytes, 'bytes', decodeBytes(bytes));
  }
  const { encoding, text } = decoded;
  if (encoding !== 'utf-8' && !readsBom) {
    return problem('byte-order-mark', 1, 1, isBlank(text) || isJson5(text));
  }
  return readText(bytes, encoding, text);
}

function readText(
  bytes: Uint8Array,
  encoding: Encoding,
  text: string,
): DaemonJsonDocument | DaemonJsonProblem {
  const scanned = scanJson(text);
  if (scanned.kind === 'json') {
    if (scanned.type === 'object' || scanned.type === 'null')
      return documentOf(bytes, encoding, text, scanned);
    const { line, column } = positionAt(text, scanned.start);
    return problem('not-an-object', line, column, false);
  }
  // A blank file is what an engine before 23.0 stops at, but nothing is lost by writing into it.
  if (scanned.code === 'empty' && isBlank(text)) return documentOf(bytes, encoding, text, null);
  const { line, column } = positionAt(text, scanned.offset);
  const code = scanned.code === 'empty' ? 'syntax' : scanned.code;
  const hopeless = code === 'too-deep' || code === 'number-range';
  return problem(code, line, column, !hopeless && isJson5(text));
}

function documentOf(
  bytes: Uint8Array | null,
  encoding: Encoding,
  text: string,
  json: JsonText | null,
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
    insecureRegistries: insecure === undefined ? null : stringItems(text, insecure),
    proxies: proxiesOf(text, json),
    liveRestore: liveRestore !== undefined && valueText(text, liveRestore) === 'true',
    keys: [...new Set(membersOf(json).map((member) => member.key))],
    findings: findingsIn(text, encoding, json),
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
