import { sameBytes } from '../../../change/same-bytes.ts';
import type { Activation, PlannedFile, Stage } from '../../../change/types.ts';
import { capabilitiesOf } from '../capabilities.ts';
import { editDaemonJson, type Proxies } from '../daemon-json/index.ts';
import { isInitFile, mirrorFlagsOf } from '../init-file.ts';
import { normalisedMirrors, sameMirrors } from '../mirror-rules.ts';
import { activationOf, consentFor, pendingOf, settled } from './activation.ts';
import { afterwardsOf } from './afterwards.ts';
import { traitsOf } from './file.ts';
import type { RestoredFile, UndoInput } from './input.ts';
import { awaitedByAll, takenUpAtStart } from './next-start.ts';
import type { SetByRun } from './own-pending.ts';
import { environmentProxies, expectedProxies, looksSet, PROXY_FIELDS, type ProxyChanges } from './proxies.ts';
import type { DockerPlan, DockerRefusal, Expectation } from './types.ts';
import { type UndoTarget, undoTarget } from './undo-target.ts';
import { asOne, unreadUnits } from './unread-units.ts';
import { whichFile } from './which-file.ts';

/**
 * An apply backwards, planned for the engine of today. The engine must end up with the mirrors it had before: where the
 * old bytes alone would not bring that about (without the key a reload leaves the new mirrors in force; a file that the
 * engine refuses changes nothing), a first stage writes a file that does, and a second one the old bytes.
 */
export function planUndo(input: UndoInput): DockerPlan | DockerRefusal {
  const { engine, install, daemonJson, purpose } = input;
  const capabilities = capabilitiesOf(engine.version);
  const elsewhere = purpose.kind === 'undo' ? whichFile(input, input.activate) : null;
  if (elsewhere !== null) return elsewhere;
  const target = undoTarget(input, capabilities);
  if (target.kind === 'refusal') return target;

  const options = initFilesOf(input);
  if (options.kind === 'refusal') return options;
  const mirrors =
    (purpose.kind === 'rollback' ? purpose.liveBefore : null) ??
    target.document.registryMirrors ??
    options.mirrors;
  const serviceFiles = input.serviceFiles
    .filter(({ role }) => role !== 'init-file')
    .map((file) => backTo(file, isLeftover(file, input) ? null : file.before, 'restore'))
    .filter(changes)
    .toReversed();
  const own = [backTo(daemonJson, target.bytes, target.mode)].filter(changes);
  // Before its own file is without them, the engine would not start with the options.
  const files = [...serviceFiles, ...own, ...options.files];
  const { old, now } = proxiesThenAndNow(input, target);
  const differ = engine.mirrors === null ? files.length > 0 : !sameMirrors(mirrors, engine.mirrors);
  // Mirrors that the apply left alone may come from a flag, and dockerd does not start with both.
  const touchesMirrors =
    daemonJson.keys.includes('registry-mirrors') || (purpose.kind === 'rollback' && differ);
  const set: SetByRun = new Set([
    ...(touchesMirrors ? (['mirrors'] as const) : []),
    // One that stays as it is was not ours to set.
    ...(daemonJson.keys.includes('proxies') ? changedFields(old, now) : []),
  ]);
  const written = takenUpAtStart(target.nowDocument, target.document, engine, set, input.wanted);
  const pending = {
    mirrors: touchesMirrors && differ,
    keyGoes: target.document.registryMirrors === null,
    // What else the file has ready for the next start is not this run's to bring into force.
    proxies:
      purpose.kind === 'rollback' && input.activate === 'auto'
        ? serviceFiles.length > 0 ||
          (daemonJson.keys.includes('proxies') &&
            leftBehind(old, now, engine.proxies, purpose.proxiesBefore ?? null))
        : (serviceFiles.length > 0 || daemonJson.keys.includes('proxies')) &&
          stillDiffer(old, now, engine.proxies),
    dropIn: serviceFiles.length > 0,
    options: options.files.length > 0,
    others: purpose.kind === 'undo' && (written.keys.length > 0 || written.unseen.length > 0),
    othersAwait: awaitedByAll(written, target.document),
  };
  const means = { byHand: install.byHand, canRestart: input.service.canRestart };
  const activation = activationOf(pending, engine, target.document, means, capabilities, input.activate);
  const expect = {
    ...(touchesMirrors ? { mirrors: normalisedMirrors(mirrors) } : {}),
    ...(activation.kind === 'restart'
      ? { proxies: expectedProxies(purpose.kind === 'undo' ? changed(old, now) : old, engine.proxies) }
      : {}),
  };
  // A way back has no choice.
  const others =
    purpose.kind === 'undo'
      ? pendingOf(activation, target.document, engine, install.configPath, purpose, set, written)
      : { warnings: [], consent: [] };
  const units =
    purpose.kind === 'undo'
      ? unreadUnits(files, input.service, purpose.withPending)
      : { warnings: [], consent: [] };
  return {
    kind: 'plan',
    stages: stagesOf(files, activation, expect, touchesMirrors ? mirrors : null, target, input),
    mirrors: null,
    warnings: [...target.warnings, ...others.warnings, ...units.warnings],
    afterwards: afterwardsOf(activation, activation.kind === 'restart' ? old : {}, capabilities),
    consent: [
      ...consentFor(activation, input.activate === 'restart'),
      ...asOne(others.consent, units.consent),
    ],
  };
}

function stagesOf(
  files: readonly PlannedFile[],
  activation: Activation,
  expect: Expectation,
  mirrors: readonly string[] | null,
  target: UndoTarget,
  { daemonJson, engine }: UndoInput,
): readonly Stage<Expectation>[] {
  if (files.length === 0 && activation.kind === 'none') return [];
  if (
    activation.kind === 'none' ||
    activation.kind === 'by-hand' ||
    activation.kind === 'at-each-pull' ||
    mirrors === null ||
    files.some(({ path }) => isInitFile(path)) ||
    bringsAbout(target, mirrors, activation.kind)
  ) {
    return [{ files, activation: settled(activation, files, engine), expect }];
  }
  const between = editDaemonJson(target.document, { registryMirrors: mirrors }).bytes;
  const first = backTo(daemonJson, between, target.mode);
  const others = files.filter(({ judged }) => !judged);
  return [
    { files: [...others, ...[first].filter(changes)], activation, expect },
    {
      files: [{ ...first, before: between, after: target.bytes }],
      activation: { kind: 'none', why: 'not-needed' },
      expect,
    },
  ];
}

/** The init system's files with the options that the apply took out of them, and the mirrors that these name. */
function initFilesOf({ serviceFiles, purpose }: UndoInput):
  | {
      readonly kind: 'options';
      readonly files: readonly PlannedFile[];
      readonly mirrors: readonly string[];
    }
  | DockerRefusal {
  const ours = serviceFiles.filter(({ role }) => role === 'init-file');
  const edited = ours.find(({ editedSince }) => editedSince);
  if (edited !== undefined && purpose.kind === 'undo' && purpose.whole !== true) {
    const reason = { kind: 'options-edited', path: edited.path } as const;
    return { kind: 'refusal', exitCode: 3, reason };
  }
  const texts = ours.map(({ path, before }) => ({ path, text: Buffer.from(before ?? '').toString('utf8') }));
  const files = ours.map((file) => backTo(file, file.before, 'restore')).filter(changes);
  return { kind: 'options', files, mirrors: mirrorFlagsOf(texts) };
}

/** A file of proxies that no drop-in named then was read by nobody, and may hold an old password. */
function isLeftover({ role }: RestoredFile, { serviceFiles, purpose }: UndoInput): boolean {
  const dropIn = serviceFiles.find((file) => file.role === 'proxy-drop-in');
  return purpose.kind === 'undo' && role === 'proxy-environment' && dropIn?.before === null;
}

/** One that is set neither way, or the same, is somebody else's wherever the engine has it from. */
function changed(old: Proxies, now: Proxies | null): ProxyChanges {
  return Object.fromEntries(changedFields(old, now).map((field) => [field, old[field]]));
}

function changedFields(old: Proxies, now: Proxies | null): readonly (keyof Proxies)[] {
  return PROXY_FIELDS.filter((field) => now === null || (old[field] || null) !== (now[field] || null));
}

/** Does the engine, reading the target's own bytes, end up with these mirrors? */
function bringsAbout(target: UndoTarget, mirrors: readonly string[], by: 'reload' | 'restart'): boolean {
  if (!target.readable) return false;
  const own = target.document.registryMirrors;
  return own === null ? by === 'restart' && mirrors.length === 0 : sameMirrors(own, mirrors);
}

/** What daemon.json and our environment file said before the apply, and say today. */
function proxiesThenAndNow(
  { serviceFiles }: UndoInput,
  { document, nowDocument }: UndoTarget,
): { readonly old: Proxies; readonly now: Proxies | null } {
  const environment = serviceFiles.find(({ role }) => role === 'proxy-environment');
  const dropIn = serviceFiles.find(({ role }) => role === 'proxy-drop-in');
  // A file that no drop-in names says nothing to the engine.
  const said = (when: 'before' | 'now'): Proxies =>
    environmentProxies(dropIn !== undefined && dropIn[when] === null ? null : (environment?.[when] ?? null));
  return {
    old: overlaid(said('before'), document.proxies),
    now: nowDocument && overlaid(said('now'), nowDocument.proxies),
  };
}

function overlaid(under: Proxies, over: Proxies): Proxies {
  return {
    httpProxy: over.httpProxy ?? under.httpProxy,
    httpsProxy: over.httpsProxy ?? under.httpsProxy,
    noProxy: over.noProxy ?? under.noProxy,
  };
}

/**
 * Of an undo, perhaps long after: does the engine use what the apply set? Only a restart brings the old ones back. One that shows the
 * old and cannot be using the new has never taken them.
 */
function stillDiffer(old: Proxies, now: Proxies | null, live: Proxies | null): boolean {
  return PROXY_FIELDS.some((field) => {
    const [before, set] = [old[field] || null, now?.[field] || null];
    if (live === null) return now !== null && before !== set;
    const shown = live[field] ?? '';
    const mayBeNew = now !== null && set !== null && looksSet(field, shown, set);
    if (before === null) return mayBeNew;
    return before === set ? !looksSet(field, shown, before) : mayBeNew || !looksSet(field, shown, before);
  });
}

/**
 * Of a change that has just failed, after the engine was told to restart: it has read the new file. It is restarted where it shows
 * anything else than before, or where the file says something else and both may look alike.
 */
function leftBehind(
  old: Proxies,
  now: Proxies | null,
  live: Proxies | null,
  before: Proxies | null,
): boolean {
  return PROXY_FIELDS.some(
    (field) =>
      (old[field] || null) !== (now?.[field] || null) ||
      (live !== null && before !== null && (live[field] ?? '') !== (before[field] ?? '')),
  );
}

function backTo(
  { path, role, now }: RestoredFile,
  after: Uint8Array | null,
  mode: PlannedFile['mode'],
): PlannedFile {
  return { path, ...traitsOf(role), before: now, after, mode };
}

function changes({ before, after }: PlannedFile): boolean {
  return !sameBytes(before, after);
}
