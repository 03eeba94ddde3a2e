import type { PlannedFile } from '../../../change/types.ts';
import { chooseMirrors, mirrorKey } from '../../choose/index.ts';
import { capabilitiesOf } from '../capabilities.ts';
import { type DaemonJsonDocument, editDaemonJson, readDaemonJson } from '../daemon-json/index.ts';
import { valuesOfFlag } from '../flags.ts';
import { replacesMirrors } from '../hosts-toml.ts';
import { type InitFile, type MovedMirrors, mirrorsToMove } from '../init-file.ts';
import { normalisedMirrors, sameMirrors } from '../mirror-rules.ts';
import { activationOf, consentFor, pendingOf, settled } from './activation.ts';
import { afterwardsOf } from './afterwards.ts';
import { conflictingFlags } from './conflict.ts';
import { isFatal, type ReadFile, readForPlan, traitsOf } from './file.ts';
import { type FitContext, judgeOf } from './fit.ts';
import type { PlanInput } from './input.ts';
import { awaitedByAll, takenUpAtStart } from './next-start.ts';
import type { SetByRun } from './own-pending.ts';
import { expectedProxies, holdsPassword, PROXY_FIELDS, proxyProblem } from './proxies.ts';
import { type ProxyPlan, planProxies } from './proxy-plan.ts';
import type { DockerMirrorList, DockerPlan, DockerRefusal, PlanWarning, RefusalReason } from './types.ts';
import { asOne, unreadUnits } from './unread-units.ts';
import { mirrorWarnings, oddEntries, repairWarnings } from './warnings.ts';

/**
 * What an apply does: which mirrors, which bytes in which files, how they take effect and what that does to containers;
 * or why nothing is done. A pure function of its input.
 */
export function planApply(input: PlanInput): DockerPlan | DockerRefusal {
  const { install, engine, options } = input;
  const misuse = proxyProblem(options, engine.goVersion);
  if (misuse !== null) return refuse(2, misuse);
  const file = readForPlan(install.configPath, input.bytes, engine.version, options.repair);
  if (file.kind === 'refusal') return file;
  const context = fitContext(input, file.document);
  const moved = movedMirrors(input);
  const choice = planMirrors(input, file.document, context, moved);
  if (choice.kind === 'refusal') return choice;
  const mirrors = choice.kind === 'chosen' ? choice.mirrors : null;
  const proxies = planProxies(input, file.document, context.capabilities, listedCandidates(input, mirrors));
  if (proxies.kind !== 'proxy-plan') return refuse(3, proxies);
  const conflict = flagConflict(input, mirrors !== null && moved === null, proxies);
  return conflict ?? assemble(input, file, context, mirrors, proxies, mirrors === null ? null : moved);
}

function assemble(
  input: PlanInput,
  { document, repaired }: ReadFile,
  context: FitContext,
  mirrors: DockerMirrorList | null,
  proxies: ProxyPlan,
  moved: MovedMirrors | null,
): DockerPlan | DockerRefusal {
  const { engine, install, options, bytes } = input;
  const urls = mirrors?.listed.map(({ url }) => url) ?? [];
  const rewritten = mirrors !== null && (moved !== null || needsRewriting(document, urls, engine.mirrors));
  const edited = editDaemonJson(document, {
    ...(rewritten ? { registryMirrors: urls } : {}),
    proxies: proxies.inFile,
  });
  const after = readDaemonJson(edited.bytes, engine.version);
  const findings = after.kind === 'document' ? after.findings : [];
  const fatal = findings.find(isFatal);
  if (fatal !== undefined) return refuse(3, { kind: 'fatal-key', path: install.configPath, finding: fatal });

  const makesPrivate = proxies.changesFile && holdsPassword(proxies.inFile);
  const daemonJson: PlannedFile = {
    path: install.configPath,
    ...traitsOf('daemon-json'),
    before: bytes,
    after: edited.bytes,
    mode: makesPrivate ? 'private' : 'keep',
  };
  // Killed between the two, the engine starts without mirrors; the other way round not at all.
  const optionFiles = (moved?.files ?? []).map(optionsFile);
  const files = [
    ...optionFiles,
    ...proxies.serviceFiles,
    ...(edited.changed || repaired !== null ? [daemonJson] : []),
  ];
  const set: SetByRun = new Set([
    ...(mirrors === null ? [] : (['mirrors'] as const)),
    ...PROXY_FIELDS.filter((field) => proxies.changes[field] !== undefined),
  ]);
  const written = takenUpAtStart(
    repaired === null ? document : null,
    after.kind === 'document' ? after : document,
    engine,
    set,
  );
  const pending = {
    mirrors: rewritten || (mirrors !== null && engine.mirrors !== null && !sameMirrors(urls, engine.mirrors)),
    proxies: proxies.pending,
    dropIn: proxies.serviceFiles.some(({ unit }) => unit),
    options: moved !== null,
    others: written.keys.length > 0 || written.unseen.length > 0,
    othersAwait: awaitedByAll(written, after.kind === 'document' ? after : document),
  };
  const means = { byHand: install.byHand, canRestart: input.service.canRestart };
  const activation = activationOf(pending, engine, document, means, context.capabilities, options.activate);
  const others = pendingOf(
    activation,
    after.kind === 'document' ? after : document,
    engine,
    install.configPath,
    options,
    set,
    written,
  );
  const units = unreadUnits(files, input.service, options.withPending);
  const nothing = files.length === 0 && !pending.mirrors && !pending.proxies;
  const expect = {
    ...(mirrors === null ? {} : { mirrors: normalisedMirrors(urls) }),
    ...(activation.kind === 'restart' ? { proxies: expectedProxies(proxies.changes, engine.proxies) } : {}),
  };
  return {
    kind: 'plan',
    stages: nothing ? [] : [{ files, activation: settled(activation, files, engine), expect }],
    mirrors,
    warnings: [
      ...repairWarnings(repaired),
      ...(moved?.files ?? []).map(
        ({ path }): PlanWarning => ({
          kind: 'options-moved',
          path,
          to: install.configPath,
        }),
      ),
      ...(after.kind === 'document' ? oddEntries(install.configPath, document, after) : []),
      ...(mirrors === null ? [] : mirrorWarnings(mirrors, input, context)),
      ...hostsTomlWarnings(input, mirrors),
      ...proxies.warnings,
      ...others.warnings,
      ...units.warnings,
      ...(makesPrivate ? [{ kind: 'made-private', path: install.configPath } as const] : []),
      ...(pending.proxies && options.activate === 'reload' && engine.running
        ? [{ kind: 'restart-pending' } as const]
        : []),
      ...findings.map((finding): PlanWarning => ({ kind: 'finding', finding, path: install.configPath })),
    ],
    afterwards: nothing ? [] : afterwardsOf(activation, proxies.counts, context.capabilities),
    consent: [
      ...consentFor(activation, options.activate === 'restart'),
      ...asOne(others.consent, units.consent),
    ],
  };
}

/** `untouched`: there is nothing to choose from, and nothing was asked. */
function planMirrors(
  { candidates, options, engine }: PlanInput,
  document: DaemonJsonDocument,
  context: FitContext,
  moved: MovedMirrors | null,
):
  | { readonly kind: 'chosen'; readonly mirrors: DockerMirrorList }
  | { readonly kind: 'untouched' }
  | DockerRefusal {
  const offered = candidates.some(({ origin }) => origin !== 'configured');
  if (options.noProbe && !offered && !options.mirrorsOff) return { kind: 'untouched' };
  const blocked = options.mirrorsOff ? null : hostsTomlRefusal(engine);
  if (blocked !== null) return blocked;
  const configured = [...configuredEntries(document), ...(moved?.mirrors ?? [])];
  const choice = chooseMirrors(candidates, configured, options, judgeOf(context));
  return choice.kind === 'chosen' ? choice : refuse(1, choice);
}

/** Blanks around an address keep the engine from starting, and it is clear what is meant. */
export function configuredEntries({
  registryMirrors,
}: Pick<DaemonJsonDocument, 'registryMirrors'>): readonly string[] {
  return (registryMirrors ?? []).map((entry) => entry.trim());
}

/** An empty list is written where the engine still has mirrors, since without the key a reload would leave them. */
function needsRewriting(
  document: DaemonJsonDocument,
  urls: readonly string[],
  live: readonly string[] | null,
): boolean {
  const { registryMirrors, findings } = document;
  if (findings.some(({ code, key }) => code === 'wrong-type' && key === 'registry-mirrors')) return true;
  if (registryMirrors === null && urls.length === 0) return live !== null && live.length > 0;
  return !sameMirrors(urls, registryMirrors ?? []);
}

/**
 * Of an engine that an init script starts: the options that go into its file. A unit's are left to who wrote the unit. It takes a restart, so who wants nothing to wait for one (mirror-watch)
 * is told of the options instead.
 */
function movedMirrors({ service, options, engine }: PlanInput): MovedMirrors | null {
  return !options.unlessPending && service.canRestart && !service.systemd
    ? mirrorsToMove(service.files ?? [], engine)
    : null;
}

function optionsFile({ path, before, after }: InitFile): PlannedFile {
  return {
    path,
    ...traitsOf('init-file'),
    before: Buffer.from(before),
    after: Buffer.from(after),
    mode: 'keep',
  };
}

function flagConflict(
  { engine, install }: PlanInput,
  mirrors: boolean,
  proxies: ProxyPlan,
): DockerRefusal | null {
  const conflict = conflictingFlags(engine, [
    ...(mirrors ? ['registry-mirrors' as const] : []),
    ...(proxies.touchesFile ? ['proxies' as const] : []),
  ]);
  return conflict && refuse(3, { kind: 'flag-conflict', path: install.configPath, ...conflict });
}

/** To write mirrors would have no effect: this engine takes those of a hosts.toml instead. */
export function hostsTomlRefusal(engine: PlanInput['engine']): DockerRefusal | null {
  const path = hostsTomlInForce(engine);
  // The classic store does not read it.
  return path === null || engine.store === 'classic' ? null : refuse(1, { kind: 'hosts-toml', path });
}

function hostsTomlInForce({ hostsToml, version }: PlanInput['engine']): string | null {
  return capabilitiesOf(version).hostsToml && hostsToml !== null && replacesMirrors(hostsToml.text)
    ? hostsToml.path
    : null;
}

function hostsTomlWarnings(
  { engine, options }: PlanInput,
  mirrors: DockerMirrorList | null,
): readonly PlanWarning[] {
  const path = hostsTomlInForce(engine);
  if (path === null || mirrors === null) return [];
  return [{ kind: options.mirrorsOff ? 'hosts-toml-stays' : 'hosts-toml-in-build', path }];
}

function fitContext({ engine, options }: PlanInput, document: DaemonJsonDocument): FitContext {
  const flags = ['insecure-registry', 'insecure-registries'].flatMap((name) =>
    valuesOfFlag(engine.flags, name),
  );
  const listed = [...(document.insecureRegistries ?? []), ...flags];
  const set = document.insecureRegistries !== null || flags.length > 0;
  return {
    engine,
    options,
    capabilities: capabilitiesOf(engine.version),
    insecureRegistries: set ? listed : null,
  };
}

function listedCandidates(
  { candidates }: PlanInput,
  mirrors: DockerMirrorList | null,
): PlanInput['candidates'] {
  const keys = new Set(mirrors?.listed.map(({ url }) => mirrorKey(url)));
  return candidates.filter(({ url }) => keys.has(mirrorKey(url)));
}

function refuse(exitCode: DockerRefusal['exitCode'], reason: RefusalReason): DockerRefusal {
  return { kind: 'refusal', exitCode, reason };
}
