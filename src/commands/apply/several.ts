import { randomUUID } from 'node:crypto';
import { checkPlaces } from '../../change/places.ts';
import { netFiles } from '../../change/types.ts';
import type { Engine, EngineName, PlanOf, Shapes } from '../../engines/engine.ts';
import { withEngine } from '../../engines/index.ts';
import { listBackups, readBackup } from '../../host/backup.ts';
import { UsageError } from '../frame/usage-error.ts';
import { carryOutPlan } from './carry-out.ts';
import { missingConsent } from './consent.ts';
import { type ApplyHost, blank, refuse } from './host.ts';
import { look, writerOf } from './look.ts';
import type { ApplySettings } from './options.ts';
import { type ApplyOutcome, planOutcome } from './outcome.ts';
import { prepare } from './prepare.ts';
import { tellByHand, tellRoot, textOfPlan } from './tell.ts';

/** One engine's mirrors of one registry. */
export interface Job {
  readonly engine: EngineName;
  readonly registry: string;
  /** Of an undo: the backup that it goes back to. */
  readonly undo?: string;
}

/** A job's plan, shown and not yet carried out; its engine's own types are behind these. */
interface Part {
  readonly kind: 'part';
  readonly job: Job;
  readonly base: ApplyOutcome;
  readonly stages: PlanOf<Shapes>['stages'];
  readonly consent: PlanOf<Shapes>['consent'];
  readonly needsRoot: boolean;
  /** The engine's own file, by which a run is locked. */
  readonly realPath: string;
  readonly tellByHand: (() => Promise<ApplyOutcome>) | null;
  readonly carryOut: (part: Parameters<typeof carryOutPlan>[2]['part']) => Promise<ApplyOutcome>;
}

/** There is no plan: what became of it instead. */
interface EndedPart {
  readonly kind: 'ended';
  readonly outcome: ApplyOutcome;
}

/**
 * Several engines, or several registries: one plan, one question, one transaction, one undo. What is refused of one is told, and nothing of it is touched; of what is carried out, all
 * comes into force or all is as it was. Throws UsageError.
 */
export async function applySeveral(
  jobs: readonly Job[],
  settings: ApplySettings,
  host: ApplyHost,
): Promise<ApplyOutcome> {
  const { words, display } = host;
  const chosen = settings.mode.kind === 'undo' ? await partsOfLastChange(jobs, settings, host) : jobs;
  const ended: ApplyOutcome[] = [];
  const parts: Part[] = [];
  for (const job of chosen) {
    if (host.signal.aborted) return { ...blank(settings, null), result: 'aborted', exitCode: 130 };
    const part = await withEngine(
      job.engine,
      (engine) => partOf(engine, job, settings, host, parts),
      job.registry,
    );
    if (part.kind === 'ended') ended.push(part.outcome);
    else parts.push(part);
  }
  const outcome = (how: Partial<ApplyOutcome>, done: readonly ApplyOutcome[] = []): ApplyOutcome => ({
    ...blank(settings, null),
    ...how,
    engines: [...ended, ...(done.length > 0 ? done : parts.map(({ base }) => base))],
  });
  if (chosen.length === 0) {
    const refused = await refuse(settings, host, null, 'no-such-backup', 3, [words.problem.noBackup(null)]);
    return outcome(refused);
  }
  if (settings.mode.kind === 'backups') return outcome({ result: 'listed' });
  const shown: ApplyOutcome[] = [];
  for (const part of parts) {
    if (part.tellByHand !== null && part.stages.length > 0 && settings.output === 'plan-and-do')
      shown.push(await part.tellByHand());
  }
  const toDo = parts.filter(({ stages, tellByHand: byHand }) => stages.length > 0 && byHand === null);
  if (toDo.length === 0) {
    const [refusal] = [...ended, ...shown].filter(({ exitCode }) => exitCode !== 0);
    if (refusal === undefined || (parts.length > shown.length && ended.length === 0))
      return outcome({ result: settings.output === 'dry-run' ? 'planned' : 'nothing-to-do' }, shown);
    const { result, reason, exitCode, messages } = refusal;
    return outcome({ result, reason, exitCode, messages }, shown);
  }
  if (settings.output === 'dry-run') {
    await display.tell(words.plan.dryRun);
    return outcome({ result: 'planned' });
  }
  if (toDo.some(({ needsRoot }) => needsRoot)) return outcome(await tellRoot(blank(settings, null), host));
  const all = {
    stages: toDo.flatMap(({ stages }) => stages),
    consent: toDo.flatMap(({ consent }) => consent),
  };
  const missing = await missingConsent(all, settings, host);
  if (missing !== null) {
    if (host.signal.aborted) return outcome({ result: 'aborted', exitCode: 130 });
    await display.tell(missing);
    return outcome({ result: 'no-consent', reason: 'no-consent', exitCode: 6, messages: [missing] });
  }
  const done = await carryOutAll(toDo);
  const [failure] = done.filter(({ exitCode }) => exitCode !== 0);
  // The innermost that failed is the reason; the others went back because of it.
  const worst = done.find(({ result }) => result === 'not-rolled-back') ?? failure;
  const { result = 'done', reason = null, exitCode = 0, messages = [] } = worst ?? {};
  return outcome({ result, reason, exitCode, messages }, done);
}

/** One within the other: an outer part is done once all inner ones are, and goes back when one of them does. */
async function carryOutAll(parts: readonly Part[]): Promise<readonly ApplyOutcome[]> {
  const group = randomUUID();
  const outcomes: ApplyOutcome[] = [];
  const from = async (index: number, locked: ReadonlySet<string>): Promise<boolean> => {
    const part = parts[index];
    if (part === undefined) return true;
    const inner = new Set([...locked, part.realPath]);
    const outcome = await part.carryOut({ group, locked, andThen: () => from(index + 1, inner) });
    outcomes.push(outcome);
    return outcome.result === 'done';
  };
  await from(0, new Set());
  return outcomes;
}

async function partOf<E extends Shapes>(
  engine: Engine<E>,
  job: Job,
  given: ApplySettings,
  host: ApplyHost,
  earlier: readonly Part[],
): Promise<Part | EndedPart> {
  const { display } = host;
  const settings = settingsOf(job, given);
  const before = earlier
    .filter(({ job: other }) => other.engine === job.engine)
    .flatMap(({ stages }) => stages.flatMap(({ files }) => files));
  await display.say(`\n${display.chalk.bold(`${job.engine}: ${job.registry}`)}\n`);
  try {
    const prepared = await prepare(engine, settings, host, before);
    if (prepared.kind === 'ended') return prepared;
    const { target, plan, probed } = prepared;
    const base = { ...blank(prepared.settings, target), plan: planOutcome(plan, probed) };
    await display.say(textOfPlan(plan, target, probed, prepared.settings, host));
    const steps = engine.byHand?.(target.seen);
    const { needsRoot } = target.facts;
    if (plan.stages.length === 0) {
      await display.tell(host.words.plan.nothingToDo(engine.inForce(target.seen, plan)));
    } else if (steps === undefined && (given.output === 'dry-run' || needsRoot)) {
      const paths = netFiles(plan.stages).map(({ path }) => path);
      const why = await checkPlaces(paths, writerOf(needsRoot, host.asker));
      const reason = why?.kind === 'file-failure' ? why.code : why?.kind;
      if (why !== null)
        return endedWith(
          await refuse(settings, host, target, reason ?? '', 3, [host.words.problem.notWritten(why)]),
        );
    }
    return {
      kind: 'part',
      job,
      base: plan.stages.length === 0 ? { ...base, result: 'nothing-to-do' } : { ...base, result: 'planned' },
      stages: plan.stages,
      consent: plan.consent,
      needsRoot,
      realPath: target.facts.file.realPath,
      tellByHand: steps === undefined ? null : () => tellByHand(steps, base, job, host),
      carryOut: (part) =>
        carryOutPlan(prepared.settings, host, { ...prepared, base, ...(part === undefined ? {} : { part }) }),
    };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return endedWith(await refuse(settings, host, null, 'usage', 2, error.sentences));
  }
}

function endedWith(outcome: ApplyOutcome): EndedPart {
  return { kind: 'ended', outcome };
}

function settingsOf({ engine, registry, undo }: Job, settings: ApplySettings): ApplySettings {
  const mode = undo === undefined ? settings.mode : ({ kind: 'undo', id: undo } as const);
  return { ...settings, mode, engine, probe: { ...settings.probe, registry } };
}

interface LastPart {
  readonly job: Job;
  readonly id: string;
  readonly group: string;
  readonly createdAt: string;
  /** The engine's own file. */
  readonly path: string;
}

/** The jobs of the last change of several, the last first: each goes back to what stood before it. */
async function partsOfLastChange(
  jobs: readonly Job[],
  settings: ApplySettings,
  host: ApplyHost,
): Promise<readonly Job[]> {
  const found: LastPart[] = [];
  for (const job of jobs) {
    const last = await withEngine(
      job.engine,
      (engine) => lastPartOf(engine, job, settings, host),
      job.registry,
    );
    if (last !== null) found.push(last);
  }
  const newest = found.toSorted((one, other) => other.createdAt.localeCompare(one.createdAt));
  const parts = newest.filter(({ group }) => group === newest[0]?.group);
  // Of several in one file, the earliest goes back through all of them.
  return parts
    .filter(({ path }, index) => parts.findLastIndex((other) => other.path === path) === index)
    .map(({ job, id }) => ({ ...job, undo: id }));
}

async function lastPartOf<E extends Shapes>(
  engine: Engine<E>,
  job: Job,
  given: ApplySettings,
  { lang, asker }: ApplyHost,
): Promise<LastPart | null> {
  const settings = settingsOf(job, given);
  const looked = await look(engine, settings, await engine.words(lang), asker);
  if (looked.kind === 'absent' || engine.byHand !== undefined) return null;
  const configPath = looked.target.facts.file.path;
  const ids = await listBackups(configPath);
  if ('kind' in ids) return null;
  for (const id of ids) {
    const read = await readBackup(configPath, id);
    if (read.kind !== 'backup' || read.set.reason !== 'apply' || read.set.group === undefined) continue;
    const { group, createdAt, keys } = read.set;
    const isOfJob = engine.registries === 'docker.io' || keys.includes(job.registry);
    if (isOfJob) return { job, id, group, createdAt, path: configPath };
  }
  return null;
}
