import type { BackupSet } from '../../host/backup-format.ts';
import type { FileFailure } from '../../host/file-failure.ts';
import { bytesOf, readFileState } from '../../host/file-state.ts';
import { HOST } from '../../limits.ts';
import type { ServiceManager } from '../../services/index.ts';
import type { Inspection } from './inspect.ts';
import type {
  ApplyCandidate,
  ApplyOptions,
  FileRole,
  OurKey,
  PlanInput,
  RestoredFile,
  ServiceFacts,
  UndoInput,
} from './plan/index.ts';

/** What an apply is planned from. */
export function planInputOf(
  { install, engine, service, file, proxyFiles }: Inspection,
  candidates: readonly ApplyCandidate[],
  options: ApplyOptions,
): PlanInput {
  return {
    install,
    engine,
    service: serviceFacts(service),
    bytes: bytesOf(file),
    candidates,
    proxyFiles: { dropIn: bytesOf(proxyFiles.dropIn), environment: bytesOf(proxyFiles.environment) },
    options,
  };
}

/** What an undo is planned from: the set, and the files of today. */
export async function undoInputOf(
  { install, engine, service, file }: Inspection,
  set: BackupSet,
  activate: ApplyOptions['activate'],
): Promise<UndoInput | FileFailure> {
  const files: (RestoredFile & { readonly editedSince: boolean })[] = [];
  for (const { before, afterSha256 } of set.files) {
    const now = await readFileState(before.path, HOST.configBytes);
    if (now.kind === 'file-failure') return now;
    files.push({
      path: before.path,
      role: roleOf(before.path, install.configPath),
      before: before.exists ? before.bytes : null,
      now: bytesOf(now),
      editedSince: (now.kind === 'file' ? now.sha256 : null) !== afterSha256,
    });
  }
  const unchanged = bytesOf(file);
  const daemonJson = files.find(({ role }) => role === 'daemon-json') ?? {
    path: install.configPath,
    role: 'daemon-json' as const,
    before: unchanged,
    now: unchanged,
    editedSince: false,
  };
  return {
    install,
    engine,
    service: serviceFacts(service),
    daemonJson: { ...daemonJson, keys: set.keys.filter(isOurKey) },
    serviceFiles: files.filter(({ role }) => role !== 'daemon-json'),
    activate,
    purpose: { kind: 'undo' },
  };
}

export function roleOf(path: string, configPath: string): FileRole {
  if (path === configPath) return 'daemon-json';
  return path.endsWith('.env') ? 'proxy-environment' : 'proxy-drop-in';
}

export function serviceFacts({ kind }: ServiceManager): ServiceFacts {
  return { canRestart: kind !== 'none', systemd: kind === 'systemd' || kind === 'systemd-user' };
}

function isOurKey(key: string): key is OurKey {
  return key === 'registry-mirrors' || key === 'proxies';
}
