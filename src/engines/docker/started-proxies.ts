import { listBackups, readBackup } from '../../host/backup.ts';
import { type FileState, sha256Of } from '../../host/file-state.ts';
import { type ProcessIdentity, startedAt } from '../../host/process-identity.ts';
import { capabilitiesOf } from './capabilities.ts';
import { type Proxies, readDaemonJson } from './daemon-json/index.ts';
import { PROXY_FIELDS, PROXY_VARIABLES, type ProxyChanges } from './plan/proxies.ts';
import { START_MS } from './runs-with.ts';
import type { EngineVersion } from './version.ts';

/**
 * The proxies that an engine was started with, passwords and all, which it shows to nobody: those of the file as it was then, else of its
 * own environment. A field that is absent is not known: somebody else edited the file since, or its environment may not be read.
 */
export async function startedProxies(
  process: ProcessIdentity | null,
  file: FileState,
  environment: Readonly<Record<string, string>>,
  version: EngineVersion | null,
): Promise<ProxyChanges> {
  const started = process === null ? null : await startedAt(process);
  if (started === null) return {};
  const inFile = version === null || capabilitiesOf(version).proxiesKey;
  const then = inFile ? await bytesThen(file, started - START_MS) : { bytes: null };
  const document = then === null ? null : readDaemonJson(then.bytes, version);
  if (document?.kind !== 'document') return {};
  const known: { -readonly [field in keyof Proxies]?: string | null } = {};
  const seesEnvironment = Object.keys(environment).length > 0;
  for (const field of PROXY_FIELDS) {
    const name = PROXY_VARIABLES[field];
    const own = environment[name] || environment[name.toLowerCase()] || null;
    const value = document.proxies[field];
    if (value !== null || seesEnvironment) known[field] = value ?? own;
  }
  return known;
}

/** The file as it was when the engine started, through runs of ours since. null: not known. */
async function bytesThen(
  file: FileState,
  started: number,
): Promise<{ readonly bytes: Uint8Array | null } | null> {
  let bytes = file.kind === 'file' ? file.bytes : null;
  if (file.kind === 'file' && Number(file.identity.ctimeNs / 1_000_000n) <= started) return { bytes };
  const ids = await listBackups(file.path);
  if ('kind' in ids) return null;
  let vouchedFor = false;
  for (const id of ids) {
    const read = await readBackup(file.path, id);
    const run =
      read.kind === 'backup' ? read.set.files.find(({ before }) => before.path === file.path) : null;
    if (read.kind !== 'backup' || !run) continue;
    const { before, afterSha256, othersChangedAt } = run;
    const now = bytes === null ? null : sha256Of(bytes);
    if (Date.parse(read.set.createdAt) <= started) {
      vouchedFor ||= afterSha256 === now;
      break;
    }
    if (othersChangedAt === undefined ? before.exists : Date.parse(othersChangedAt) > started) return null;
    const old = before.exists ? before.bytes : null;
    // As it was before a run that was killed.
    const isOld = old === null ? now === null : before.exists && before.sha256 === now;
    if (!isOld && afterSha256 !== now) return null;
    bytes = old;
    vouchedFor = true;
  }
  return vouchedFor ? { bytes } : null;
}
