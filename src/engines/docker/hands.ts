import type { FileBack, Hands, Invalid, SeenAgain } from '../../change/hands.ts';
import type { Stage } from '../../change/types.ts';
import { bytesOf, readFileState } from '../../host/file-state.ts';
import { HOST } from '../../host/limits.ts';
import { processFolder } from '../../host/process-folder.ts';
import type { ServiceStatus } from '../../services/index.ts';
import { ENGINE_API } from '../limits.ts';
import { type Activator, activate, restart, untilShown } from './activate.ts';
import { runningContainers } from './api/containers.ts';
import { type LiveSettings, lookAtEngine, lookAtSettings } from './api/info.ts';
import { pullThrough } from './api/pull.ts';
import { readDaemonJson } from './daemon-json/index.ts';
import type { Endpoint } from './endpoint.ts';
import { type DockerdFlag, flagsOfArguments, keyOfFlag } from './flags.ts';
import type { Inspection } from './inspect.ts';
import { pendingKeys, pendingRelease } from './pending.ts';
import { restartedContainers } from './plan/activation.ts';
import { type Expectation, type OurKey, planUndo, withOldKeys } from './plan/index.ts';
import { restoredFile, serviceFacts, undoFilesOf } from './plan-facts.ts';
import { runsWith } from './runs-with.ts';
import { shownBy, withoutPending } from './shown-before.ts';
import { standingOf } from './standing.ts';
import { validateConfig } from './validate.ts';
import { withWholePaths } from './whole-paths.ts';

/** What a change does with a dockerd. `keys`: which of our settings the run changes. */
export function handsOf(inspection: Inspection, keys: readonly OurKey[]): Hands<Expectation, LiveSettings> {
  const { service, engine, install, findDaemon: find } = inspection;
  let { endpoint } = inspection;
  const moved = (there: Endpoint): void => {
    endpoint = there;
  };
  // Nobody may stop this half way.
  const steady = (): Activator => ({ endpoint, service, find, moved, signal: new AbortController().signal });
  const before = settingsBefore(inspection);
  let ran: readonly string[] | null = null;
  let asked: Promise<ServiceStatus> | null = null;
  // What stood there beside mirrors of the file was refused in the plan, or goes with them.
  const beside = (flags: readonly DockerdFlag[]): readonly DockerdFlag[] =>
    flags.filter(({ name }) => !keys.some((key) => key === keyOfFlag(name)));
  const judgedBeside = {
    ...engine,
    flags: beside(engine.flags),
    next: { ...engine.next, flags: beside(engine.next.flags) },
  };
  // The name under which it was judged is nobody's file.
  const ofFile = (invalid: Invalid, temp: string): Invalid => ({
    ...invalid,
    lines: invalid.lines.map((line) => line.replaceAll(temp, install.configPath)),
  });
  return {
    before,
    judge(temp, bytes, activation): Promise<Invalid | null> {
      const judged = validateConfig(temp, bytes, judgedBeside).then(
        (invalid) => invalid && ofFile(invalid, temp),
      );
      // Its answer is there when the validation's is, which takes longer.
      asked = activation.kind === 'reload' ? service.status() : null;
      return judged;
    },
    async bring({ files, activation, expect }, signal) {
      if (activation.kind === 'restart') ran ??= await runningContainers(endpoint);
      const known = asked === null ? {} : { status: await asked };
      asked = null;
      const unitChanged = files.some(({ unit }) => unit);
      return await activate(activation, expect, unitChanged, {
        endpoint,
        service,
        find,
        moved,
        signal,
        ...known,
      });
    },
    async look() {
      const looked = await lookAtSettings(endpoint);
      return looked.kind === 'settings' ? looked : null;
    },
    standing: (told) => standingOf(steady(), told),
    stopsNow: (stages) => containersStopped(stages, inspection),
    wayBack(files, now, told) {
      const plan = planUndo({
        install,
        engine: { ...engine, ...(now.kind === 'up' ? now.settings : { mirrors: null, proxies: null }) },
        service: serviceFacts(service),
        ...undoFilesOf(inspection, files, keys),
        activate: told === 'restart' ? 'auto' : 'reload',
        purpose: {
          kind: 'rollback',
          liveBefore: before?.mirrors ?? null,
          ...(before === null ? {} : { proxiesBefore: before.proxies }),
        },
      });
      return plan.kind === 'plan' ? plan.stages : null;
    },
    ownSettingsBack(file: FileBack) {
      const old = withOldKeys({ ...restoredFile(file, install), keys }, engine.version);
      return old === null ? null : { after: old.bytes, mode: old.mode };
    },
    rereadUnits: async () => (await service.reloadUnits()).kind === 'done',
    seenAgain: (back) => seenAgain(back, before, keys, inspection, steady()),
    waiting: () => waitingSettings(inspection, steady()),
    async dataElsewhere() {
      const now = await lookAtEngine(endpoint);
      const root = now.kind === 'engine' ? now.identity.dockerRootDir : null;
      return root === null || engine.runs === null || root === engine.runs.rootDir ? null : root;
    },
    async stopped() {
      const now = ran === null ? null : await runningContainers(endpoint);
      return now === null ? [] : (ran ?? []).filter((name) => !now.includes(name));
    },
    tryOut: (image, signal) => pullThrough(endpoint, image, signal),
    logSince: (since) => service.recentLogLines(since),
  };
}

/** Looked at anew: the process may be another one, and its file somebody's since. */
async function waitingSettings(
  { install, engine: { version, next } }: Inspection,
  { endpoint, find }: Activator,
): Promise<ReadonlySet<string> | null> {
  const engine = await lookAtEngine(endpoint);
  const daemon = await find();
  const file = await readFileState(install.configPath, HOST.configBytes);
  if (engine.kind !== 'engine' || daemon === null || file.kind === 'file-failure') return null;
  const document = readDaemonJson(bytesOf(file), version);
  if (document.kind === 'problem') return null;
  const runs = await runsWith(engine, daemon.identity, { file, isRead: true }, install, next.flags);
  const flags = withWholePaths(flagsOfArguments(daemon.argv), await processFolder(daemon.identity.pid));
  const lines = { flags: 'kind' in flags ? next.flags : flags, next };
  const waiting = [...pendingRelease(engine.version, next), ...pendingKeys(document, runs, lines, 'restart')];
  return new Set(waiting.map(({ key }) => key));
}

const ALL_KEYS: readonly OurKey[] = ['registry-mirrors', 'proxies'];

async function seenAgain(
  { told, up, edited }: SeenAgain,
  before: LiveSettings | null,
  keys: readonly OurKey[],
  { file, engine }: Inspection,
  steady: Activator,
): Promise<boolean> {
  if (before === null) return true;
  const expect = shownBy(before, edited ? keys : ALL_KEYS);
  const restarted = withoutPending(expect, bytesOf(file), engine.version);
  if (!up) return (await restart(restarted, steady)).kind === 'active';
  const shown = told === 'restart' ? restarted : expect;
  return (await untilShown(shown, new Date(), ENGINE_API.reloadMs, steady)).kind === 'active';
}

/** What the engine used when it was looked at; null: it was down. */
function settingsBefore({ engine: { running, mirrors, proxies } }: Inspection): LiveSettings | null {
  return running && mirrors !== null && proxies !== null ? { mirrors, proxies } : null;
}

async function containersStopped(
  stages: readonly Stage<Expectation>[],
  { endpoint, file, engine: planned }: Inspection,
): Promise<number> {
  if (!stages.some(({ activation }) => activation.kind === 'restart')) return 0;
  const engine = await lookAtEngine(endpoint);
  if (engine.kind !== 'engine') return 0;
  const written = stages.flatMap(({ files }) => files).find(({ judged }) => judged);
  const document = readDaemonJson(written === undefined ? bytesOf(file) : written.after, planned.version);
  return restartedContainers(
    { ...engine, next: planned.next },
    document.kind === 'document' ? document : { liveRestore: false },
  ).stop;
}
