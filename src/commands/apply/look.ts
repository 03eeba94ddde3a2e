import { clearUpBeside } from '../../change/clear-up.ts';
import { checkPlaces, type Writer } from '../../change/places.ts';
import type { NotWritten } from '../../change/transaction.ts';
import type {
  Asker,
  CommonAbsence,
  Engine,
  EngineWords,
  Found,
  Rerun,
  RerunAs,
  Shapes,
} from '../../engines/engine.ts';
import type { FileFailure } from '../../host/file-failure.ts';
import { UsageError } from '../frame/usage-error.ts';
import { candidatesForApply } from './candidates.ts';
import { type ApplyHost, fileSentences, refuse, withPasswordNote } from './host.ts';
import type { ApplySettings } from './options.ts';
import type { ApplyOutcome } from './outcome.ts';
import { rerunCommand } from './rerun-command.ts';
import type { Target } from './target.ts';

export type Absence<E extends Shapes> =
  | CommonAbsence
  | E['absence']
  | FileFailure
  | { readonly kind: 'not-written'; readonly why: NotWritten };

export type LookedAt<E extends Shapes> =
  | { readonly kind: 'target'; readonly target: Target<E> }
  | { readonly kind: 'absent'; readonly absence: Absence<E>; readonly told: EngineWords<E> };

/** Looks at the engine and its files; who may write clears up after killed runs first. */
export async function look<E extends Shapes>(
  engine: Engine<E>,
  settings: ApplySettings,
  told: EngineWords<E>,
  asker: Asker,
): Promise<LookedAt<E>> {
  const { dockerHost, config, probe, output, mode } = settings;
  const find = async (): Promise<LookedAt<E>> => {
    const { registry } = probe;
    const found = await engine.find({ dockerHost, config, registry, printsOnly: output === 'print' }, asker);
    if (!isSeen(found)) return { kind: 'absent', absence: found, told };
    const { seen } = found;
    return { kind: 'target', target: { name: engine.name, engine, seen, facts: engine.facts(seen), told } };
  };
  const found = await find();
  if (found.kind === 'absent') return found;
  const { file, needsRoot } = found.target.facts;
  // Of an engine that a person configures nothing is written.
  if (mode.kind === 'backups' || output === 'print' || engine.byHand !== undefined) return found;
  if (output === 'dry-run' || needsRoot) {
    const why = await checkPlaces([file.path], writerOf(needsRoot, asker));
    return why === null ? found : { kind: 'absent', absence: { kind: 'not-written', why }, told };
  }
  const cleared = await clearUpBeside(file, { uid: asker.uid, env: asker.env });
  if (cleared.kind !== 'cleared') {
    return { kind: 'absent', absence: { kind: 'not-written', why: cleared }, told };
  }
  return cleared.mended ? await find() : found;
}

/** Who would write what is only shown in this run. */
export function writerOf(needsRoot: boolean, { uid }: Pick<Asker, 'uid'>): Writer {
  if (needsRoot) return 'root-later';
  return uid === 0 ? 'root' : 'user';
}

function isSeen<E extends Shapes>(
  found: Found<E>,
): found is { readonly kind: 'seen'; readonly seen: E['sighting'] } {
  return found.kind === 'seen';
}

/** Why there is nothing to configure. Throws UsageError where it is what the user wrote. */
export async function refuseAbsence<E extends Shapes>(
  engine: Engine<E>,
  { absence, told }: Extract<LookedAt<E>, { kind: 'absent' }>,
  settings: ApplySettings,
  host: ApplyHost,
): Promise<ApplyOutcome> {
  if (isFileFailure(absence)) {
    return await refuse(settings, host, null, absence.code, 3, fileSentences(absence, host));
  }
  if (isNotWritten(absence)) {
    const { why } = absence;
    return await refuse(settings, host, null, why.kind, 3, [host.words.problem.notWritten(why)]);
  }
  const tell = told.absence(absence, (as) => rerun(as, host));
  if (tell.kind === 'usage') throw new UsageError(tell.sentences);
  const refused = await refuse(settings, host, null, tell.reason, 3, tell.sentences);
  const lines = await linesForOwner(engine, absence, settings, host);
  if (lines.length === 0) return refused;
  const { display, words } = host;
  await display.tell(words.plan.byOwner);
  // What is typed stands on one line, however long.
  await display.say(`${lines.map((line) => `  ${line}`).join('\n')}\n`);
  return { ...refused, messages: [...refused.messages, words.plan.byOwner, ...lines] };
}

/** What the owner of a configuration that we leave alone puts into it; none where that is not known, or no mirror is fit. */
async function linesForOwner<E extends Shapes>(
  { byOwner }: Engine<E>,
  absence: CommonAbsence | E['absence'],
  settings: ApplySettings,
  host: ApplyHost,
): Promise<readonly string[]> {
  const { mode, plan } = settings;
  if (mode.kind !== 'apply' || byOwner === undefined || byOwner(absence, plan, []) === null) return [];
  const unseen = { configured: [], environment: {}, proxies: null, certsDir: null };
  const found = await candidatesForApply(settings, host, unseen);
  return found.kind === 'candidates' ? (byOwner(absence, plan, found.candidates) ?? []) : [];
}

function isFileFailure<E extends Shapes>(absence: Absence<E>): absence is FileFailure {
  return absence.kind === 'file-failure';
}

function isNotWritten<E extends Shapes>(
  absence: Absence<E>,
): absence is { readonly kind: 'not-written'; readonly why: NotWritten } {
  return absence.kind === 'not-written';
}

function rerun({ user, option: [name, value] }: RerunAs, { words, argv, asker }: ApplyHost): Rerun {
  const given = argv.some((word) => word === name || word.startsWith(`${name}=`));
  const again = rerunCommand(
    given ? argv : [name, value, ...argv],
    asker.env,
    user === null ? { kind: 'self' } : { kind: 'user', user: user.name, uid: user.uid },
  );
  const [, ...notes] = withPasswordNote('', again, words);
  return { command: again.command, notes };
}
