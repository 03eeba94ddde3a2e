import type { BackupSet } from '../../host/backup-format.ts';
import type { FileFailure } from '../../host/file-failure.ts';
import { bytesOf, readFileState } from '../../host/file-state.ts';
import { HOST } from '../../host/limits.ts';
import type { ServiceManager } from '../../services/index.ts';
import { isInitFile } from './init-file.ts';
import type { Inspection } from './inspect.ts';
import type {
  ApplyCandidate,
  ApplyOptions,
  FileRole,
  OurKey,
  PlanInput,
  RestoredFile,
  RunOnFile,
  ServiceFacts,
  UndoInput,
} from './plan/index.ts';
import { wantedBy } from './runs-with.ts';

/** What an apply is planned from. */
export function planInputOf(
  { install, engine, service, serviceFiles, unreadUnits = [], file, proxyFiles }: Inspection,
  candidates: readonly ApplyCandidate[],
  options: ApplyOptions,
): PlanInput {
  return {
    install,
    engine,
    service: {
      ...serviceFacts(service),
      ...(serviceFiles === undefined ? {} : { files: serviceFiles }),
      unread: unreadUnits,
    },
    bytes: bytesOf(file),
    candidates,
    proxyFiles: { dropIn: bytesOf(proxyFiles.dropIn), environment: bytesOf(proxyFiles.environment) },
    options,
  };
}

/** What an undo is planned from: the set, and the files of today. */
export async function undoInputOf(
  inspection: Inspection,
  set: BackupSet,
  {
    activate,
    withPending,
    unlessPending,
    whole = false,
  }: Pick<ApplyOptions, 'activate' | 'withPending' | 'unlessPending' | 'whole'>,
  runs: readonly BackupSet[],
): Promise<{ readonly kind: 'undo-input'; readonly input: UndoInput } | FileFailure> {
  const files: FileBack[] = [];
  for (const { before, afterSha256 } of set.files) {
    const now = await readFileState(before.path, HOST.configBytes);
    if (now.kind === 'file-failure') return now;
    files.push({
      path: before.path,
      before: before.exists ? before.bytes : null,
      now: bytesOf(now),
      editedSince: isEdited(now.kind === 'file' ? now.sha256 : null, { before, afterSha256 }),
    });
  }
  const known = withRuns(files, runs);
  const keys = new Set(known === null ? set.keys : runs.flatMap((run) => run.keys));
  const { next, version } = inspection.engine;
  const undone = undoFilesOf(inspection, known ?? files, [...keys].filter(isOurKey));
  const input: UndoInput = {
    install: inspection.install,
    engine: inspection.engine,
    service: { ...serviceFacts(inspection.service), unread: inspection.unreadUnits ?? [] },
    ...undone,
    ...(whole ? { wanted: await wantedBy(undone.daemonJson.before, next.flags, version) } : {}),
    activate,
    purpose: { kind: 'undo', withPending, unlessPending, whole, backup: set.id },
  };
  return { kind: 'undo-input', input };
}

/** Neither as the run left it nor as it was before, which an undo has made of it since. */
function isEdited(now: string | null, { before, afterSha256 }: BackupSet['files'][number]): boolean {
  return now !== afterSha256 && now !== (before.exists ? before.sha256 : null);
}

/** With what each of these runs made of them; null: not all of them kept it. */
function withRuns(files: readonly FileBack[], runs: readonly BackupSet[]): readonly FileBack[] | null {
  const all = runs.flatMap((run) => run.files);
  if (all.some(({ afterSha256, after }) => afterSha256 !== null && after === undefined)) return null;
  return files.map((file) => ({
    ...file,
    runs: all
      .filter(({ before }) => before.path === file.path)
      .map(({ before, after = null }) => ({ before: before.exists ? before.bytes : null, left: after })),
  }));
}

type FileBack = Omit<RestoredFile, 'role'> & {
  readonly runs?: readonly RunOnFile[];
  readonly left?: Uint8Array | null;
};

/** The files of a change on their way back; daemon.json is one of them, whether or not it is to change. */
export function undoFilesOf(
  { file, install }: Pick<Inspection, 'file' | 'install'>,
  files: readonly FileBack[],
  keys: readonly OurKey[],
): Pick<UndoInput, 'daemonJson' | 'serviceFiles'> {
  const unchanged = bytesOf(file);
  const all = files.map((one) => restoredFile(one, install));
  const daemonJson = all.find(({ role }) => role === 'daemon-json') ?? {
    path: install.configPath,
    role: 'daemon-json' as const,
    before: unchanged,
    now: unchanged,
    editedSince: false,
  };
  return {
    daemonJson: { ...daemonJson, keys },
    serviceFiles: all.filter(({ role }) => role !== 'daemon-json'),
  };
}

export function restoredFile(
  { path, before, now, editedSince, left, runs }: FileBack,
  { configPath }: Pick<Inspection['install'], 'configPath'>,
): RestoredFile & { readonly runs?: readonly RunOnFile[] } {
  const known = runs ?? (left === undefined ? undefined : [{ before, left }]);
  const file = { path, role: roleOf(path, configPath), before, now, editedSince };
  return known === undefined ? file : { ...file, runs: known };
}

function roleOf(path: string, configPath: string): FileRole {
  if (path === configPath) return 'daemon-json';
  if (isInitFile(path)) return 'init-file';
  return path.endsWith('.env') ? 'proxy-environment' : 'proxy-drop-in';
}

export function serviceFacts({ traits }: ServiceManager): ServiceFacts {
  return { canRestart: traits.restarts, systemd: traits.readsDropIns };
}

export function isOurKey(key: string): key is OurKey {
  return key === 'registry-mirrors' || key === 'proxies';
}
