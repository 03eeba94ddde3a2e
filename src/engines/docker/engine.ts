import { bytesOf } from '../../host/file-state.ts';
import { isInstalled } from '../../host/installed.ts';
import type { Engine, Facts, Shapes, Wish } from '../engine.ts';
import type { LiveSettings } from './api/info.ts';
import { linesForOwner } from './by-owner.ts';
import { readDaemonJson, repairDaemonJson } from './daemon-json/index.ts';
import { effectiveProxies } from './effective-proxies.ts';
import { examine } from './examine.ts';
import { handsOf } from './hands.ts';
import { besideMirrors, type MovedMirrors, mirrorsToMove } from './init-file.ts';
import { type Inspection, type InspectionProblem, inspectDocker } from './inspect.ts';
import { checkMirror, entrySlip } from './mirror-rules.ts';
import {
  changedKeys,
  configuredEntries,
  type DockerFlaw,
  type DockerReason,
  type Expectation,
  type PlanWarning,
  planApply,
  planEarly,
  planUndo,
} from './plan/index.ts';
import { isOurKey, planInputOf, undoInputOf } from './plan-facts.ts';
import { refusedAsItStands } from './standing-file.ts';

/** What of the seam is Docker's own. */
export interface Docker extends Shapes {
  readonly sighting: SeenDocker;
  readonly expect: Expectation;
  readonly shown: LiveSettings;
  readonly absence: DockerAbsence;
  readonly flaw: DockerFlaw;
  readonly warning: PlanWarning;
  readonly reason: DockerReason;
}

export type DockerAbsence = Exclude<InspectionProblem, { kind: 'file-failure' }>;

type SeenDocker = Inspection & { readonly needsRoot: boolean };

/** dockerd, configured by its daemon.json: docs/engines/docker.md. */
export const docker: Engine<Docker> = {
  name: 'docker',
  registries: 'docker.io',
  isInstalled: () => isInstalled('dockerd'),
  async find(options, asker) {
    const inspection = await inspectDocker(options, asker);
    if (inspection.kind !== 'inspection') return inspection;
    const ofAll = inspection.install.install === 'rootful' || inspection.install.install === 'snap';
    const needsRoot = asker.platform === 'linux' && asker.uid !== 0 && ofAll;
    return { kind: 'seen', seen: { ...inspection, needsRoot } };
  },
  facts,
  probing: (seen, wish) => ({
    configured: configuredMirrors(seen, wish).filter(mayBeAsked),
    environment: seen.environment,
    proxies: effectiveProxies(seen, wish),
    certsDir: seen.install.certsDir,
  }),
  planEarly: (seen, wish, touchesMirrors) => planEarly(planInputOf(seen, [], wish), touchesMirrors),
  // A run that was killed before its restart leaves mirrors in the file, and as options of the process that still runs.
  judgeFile: (seen, touchesMirrors) =>
    refusedAsItStands(
      touchesMirrors && movedMirrors(seen) !== null ? { ...seen, engine: besideMirrors(seen.engine) } : seen,
      touchesMirrors,
    ),
  planApply: (seen, wish, candidates) => planApply(planInputOf(seen, candidates, wish)),
  async planUndo(seen, set, wish, runs) {
    const read = await undoInputOf(seen, set, wish, runs);
    if (read.kind === 'file-failure') return read;
    const { input } = read;
    return { kind: 'undo', plan: planUndo(input), keys: input.daemonJson.keys };
  },
  keysOf(seen, stages) {
    const files = stages.flatMap((stage) => stage.files).filter(({ judged }) => judged);
    const [first, last] = [files[0], files.at(-1)];
    if (first === undefined || last === undefined) return [];
    return changedKeys(first.before, last.after, seen.engine.version);
  },
  inForce: ({ engine }, { warnings }) =>
    engine.running && !warnings.some(({ kind }) => kind === 'proxy-not-ours' || kind === 'password-unseen'),
  hands: (seen, keys) => handsOf(seen, keys.filter(isOurKey)),
  byOwner: (why, wish, candidates) => (why.kind === 'foreign' ? linesForOwner(why, wish, candidates) : null),
  words: async (lang) => await (await import('./words/index.ts')).dockerWords(lang),
  examine,
};

function facts({ engine, install, file, service, needsRoot }: SeenDocker): Facts {
  return {
    version: engine.version?.text ?? null,
    store: engine.store,
    install: install.install,
    running: engine.running,
    file,
    emptyFile: '{}\n',
    needsRoot,
    startCommand: service.commands.restart ?? service.commands.start,
  };
}

/** One that no release takes is not asked: the plan says why it goes, and nobody else has to. */
function mayBeAsked(entry: string): boolean {
  return entrySlip(entry) === null && checkMirror(entry, { mirrorPath: true }).ok;
}

/** What daemon.json has today, or would have once repaired, and what goes into it from the options of an init script. */
function configuredMirrors(seen: Inspection, wish: Wish): readonly string[] {
  return [...mirrorsOfFile(seen, wish), ...(movedMirrors(seen)?.mirrors ?? [])];
}

/** What a run takes out of the options of an init script; null: nothing, or there is none. */
function movedMirrors({ service: { traits }, serviceFiles, engine }: Inspection): MovedMirrors | null {
  return traits.restarts && !traits.readsDropIns ? mirrorsToMove(serviceFiles ?? [], engine) : null;
}

function mirrorsOfFile({ file, engine }: Inspection, { repair }: Wish): readonly string[] {
  const bytes = bytesOf(file);
  const document = readDaemonJson(bytes, engine.version);
  if (document.kind === 'document') return configuredEntries(document);
  const repaired = repair && bytes !== null ? repairDaemonJson(bytes) : null;
  if (repaired?.kind !== 'repaired') return [];
  const strict = readDaemonJson(repaired.bytes, engine.version);
  return strict.kind === 'document' ? configuredEntries(strict) : [];
}
