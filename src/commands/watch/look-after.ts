import { homedir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { BUILTIN } from '../../catalog/index.ts';
import { maskUrls } from '../../change/mask-credentials.ts';
import type { Asker } from '../../engines/engine.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import type { RunHost } from '../../use/run-host.ts';
import { decide, isNewFailure, isNews } from '../../use/watch/decide.ts';
import { LISTS_VARIABLE } from '../../use/watch/install.ts';
import { lookAt, type WatchedEngine, type WatchLook, watchedEngine } from '../../use/watch/look.ts';
import {
  awaitedOf,
  comeBack,
  isUnfit,
  recollect,
  type StateOf,
  type WatchMemory,
  wasEdited,
} from '../../use/watch/memory.ts';
import { readMemory, writeMemory } from '../../use/watch/memory-file.ts';
import { memoryFile, readState, writeState } from '../../use/watch/state.ts';
import type { WatchedMirror, WatchFailure, WatchState } from '../../use/watch/types.ts';
import { loadMessages } from '../../words/index.ts';
import type { CommandRun } from '../frame/command.ts';
import type { StopSignal } from '../frame/signals.ts';
import { failureSentence, failureStatus, noteSentences, problemSentence } from '../frame/survey-sentences.ts';
import { UsageError } from '../frame/usage-error.ts';
import { type Anew, type AnewErrand, type AnewHost, applyAnew } from './apply-anew.ts';
import type { WatchRunSettings } from './command.ts';
import { keptByRelay } from './kept-by-relay.ts';
import { listsOfVariable } from './probe-args.ts';
import { holdSources } from './sources.ts';

/** What a run is told by whoever holds the lock. */
export interface Watcher {
  /** The state's file. */
  readonly path: string;
  readonly stop: Pick<StopSignal, 'signal' | 'exitCode'>;
  readonly say: (line: string) => void;
  readonly tell: (state: WatchState) => Promise<void>;
}

/** `failed`: it came to no look, which is neither told nor noted yet. */
export type LookedAfter =
  | { readonly kind: 'done'; readonly exitCode: number }
  | { readonly kind: 'failed'; readonly exitCode: number; readonly why: string };

/** Looks, decides, does it and remembers it. Throws UsageError; rejects with the system's error. */
export async function lookAfter(
  given: WatchRunSettings,
  { lang, words }: CommandRun<'watch'>,
  { path, stop, say, tell }: Watcher,
): Promise<LookedAfter> {
  const told = words.watch.run;
  const { platform, env } = process;
  const asker: Asker = { platform, env, home: homedir(), uid: process.geteuid?.() ?? null };
  const messages = { ...words, ...(await loadMessages(lang, ['catalog'])) };
  const lists = [...given.probe.lists, ...listsOfVariable(env[LISTS_VARIABLE])];
  const held = await holdSources({ ...given.probe, lists }, BUILTIN);
  if (held.problems.length > 0)
    throw new UsageError(held.problems.map((problem) => problemSentence(problem, messages)));
  const settings = { ...given, probe: held.probe };
  const { engine: name, probe } = settings;
  const engine = await watchedEngine(name, probe.registry, asker);
  if (engine === null) return { kind: 'failed', exitCode: 3, why: told.noEngine(name) };
  const before = await readState(path);
  const idle = await whyIdle(engine);
  if (idle !== null) {
    say(told.idle[idle]);
    if (before !== null && before.failure !== null) await writeState(path, { ...before, failure: null });
    return { kind: 'done', exitCode: 0 };
  }
  const remembered = memoryFile(env, name);
  const stored = await readMemory(remembered);
  const memory = recollect(stored, engine.configured);
  const host: Omit<RunHost, 'configured'> = {
    env,
    lang,
    stdin: process.stdin,
    signal: stop.signal,
    onEvent: () => {},
    onNote: (note) => noteSentences(note, messages, false).forEach(say),
    way: engine.way,
    privileges: 'drop',
  };
  const look = await twoLooks(engine, awaitedOf(memory, engine.configured), settings, host);
  if (stop.exitCode !== null) return { kind: 'done', exitCode: stop.exitCode };
  if (look.kind === 'refused')
    throw new UsageError(look.problems.map((problem) => problemSentence(problem, messages)));
  if (look.kind === 'failure')
    return { kind: 'failed', exitCode: failureStatus(look), why: failureSentence(look, words) };
  const now = Date.now();
  const stateOf: StateOf = (url) => look.of(url)?.state ?? 'unknown';
  const awaited = awaitedIn(memory, engine.configured, look);
  for (const { url, state, code } of look.mirrors)
    say(told.mirror(cleanText(url), words.watch.state[state], code));
  for (const { url, state, code } of awaited)
    say(told.awaited(cleanText(url), words.watch.state[state], code));
  for (const url of memory.unfit) say(told.unfit(cleanText(maskUrls(url))));
  for (const url of look.unasked) say(told.unasked(cleanText(maskUrls(url)), cleanText(engine.file)));
  const found = { engine: name, lookedAt: now, mirrors: look.mirrors, awaited };
  const isBack: StateOf = (url) => (isUnfit(memory, url) ? 'unknown' : stateOf(url));
  const back = look.noNetwork ? null : comeBack(memory, engine.configured, isBack);
  const fullAt = before?.fullAt ?? null;
  const last = before?.last ?? null;
  const unasked = look.unasked.length > 0;
  const decided = decide(
    { ...look, back: back !== null, unasked },
    fullAt,
    now,
    // What failed, failed for other mirrors.
    wasEdited(stored, engine.configured) ? null : last,
  );
  const asked = settings.full && back === null && !unasked;
  const decision = asked ? ({ kind: 'apply', why: 'weekly' } as const) : decided;
  if (decision.kind === 'rest') {
    say(told.rest[decision.why]);
    await writeMemory(remembered, memory);
    await writeState(path, { ...found, fullAt, last, failure: null });
    return { kind: 'done', exitCode: 0 };
  }
  const isDown = engine.configured.filter((url) => stateOf(url) === 'down');
  const waiting = engine.waiting.length > 0;
  const fitAgain =
    back === null && !waiting && !unasked
      ? await backByMeasurement(memory, engine, stateOf, settings, host)
      : null;
  const returning = back ?? fitAgain;
  const why = returning === null ? decision.why : 'back';
  const errand = errandOf(returning, isDown, look.unasked);
  say(told.apply[errand.kind === 'without' ? 'without' : why]);
  if (waiting) say(told.waiting(cleanText(engine.waiting.join(', '))));
  const anew = { settings, asker, lang, memory, errand, remembered, stateOf };
  const done: Done = waiting
    ? { ...PENDING, kept: memory, failure: null }
    : await applyWithout(engine, anew, isDown, (status) => {
        const sentence = told.notMeasured(status);
        say(sentence);
        return sentence;
      });
  if (stop.exitCode !== null) return { kind: 'done', exitCode: stop.exitCode };
  const { exitCode, applied, kept, measured, failure } = done;
  await writeMemory(remembered, kept);
  say(cleanText(told.applied(applied), 2000));
  const at = Date.now();
  const stands = kept.left ?? engine.configured;
  const after: WatchState = {
    ...found,
    mirrors: errand.kind === 'back' ? stands.flatMap((url) => look.of(url) ?? []) : look.mirrors,
    awaited: awaitedIn(kept, stands, look),
    // Where some are missing since the others could not be measured, the next look does it.
    fullAt: measured ? at : failure === null ? fullAt : null,
    last: { at, why, applied },
    failure,
  };
  await writeState(path, after);
  const isTold = failure !== null && isNewFailure(before?.failure ?? null, failure);
  if (isTold || isNews(last, applied)) await tell(after);
  return { kind: 'done', exitCode };
}

/** A look finds nothing wrong with one that failed when all were measured: it says nothing of it. */
function awaitedIn(
  memory: WatchMemory,
  stands: readonly string[],
  { of }: Extract<WatchLook, { kind: 'looked' }>,
): readonly WatchedMirror[] {
  return awaitedOf(memory, stands).flatMap((url) => {
    const found = of(url);
    if (found === undefined) return [];
    return found.state === 'works' && isUnfit(memory, url) ? { ...found, state: 'unknown' } : found;
  });
}

interface Done extends Anew {
  readonly failure: WatchFailure | null;
}

const PENDING = { exitCode: 6, applied: { kind: 'failed', exitCode: 6 }, measured: false } as const;

function errandOf(
  returning: readonly string[] | null,
  isDown: readonly string[],
  unasked: readonly string[],
): AnewErrand {
  if (unasked.length === 0)
    return returning === null ? { kind: 'measure' } : { kind: 'back', mirrors: returning, others: 'go' };
  if (returning === null) return { kind: 'without', mirrors: isDown };
  return { kind: 'back', mirrors: returning.filter((url) => !unasked.includes(url)), others: 'stay' };
}

/** Where the others cannot be measured (a server of lists is away), what is known to be down goes all the same, if anything else is there. */
async function applyWithout(
  engine: WatchedEngine,
  anew: AnewHost,
  isDown: readonly string[],
  onFailure: (exitCode: number) => string,
): Promise<Done> {
  const done = await applyAnew(engine, anew);
  const { exitCode, measured } = done;
  const isPointless = isDown.length === 0 || isDown.length === engine.configured.length;
  if (exitCode === 0 || exitCode === 6 || measured || anew.errand.kind !== 'measure' || isPointless)
    return { ...done, failure: null };
  const why = onFailure(exitCode);
  const without = await applyAnew(engine, { ...anew, errand: { kind: 'without', mirrors: isDown } });
  return without.exitCode === 0
    ? { ...without, exitCode, failure: { at: Date.now(), exitCode, why } }
    : { ...without, failure: null };
}

/** Before all are measured: those that such a measurement took out. null: none of them is fit, or there are none. */
async function backByMeasurement(
  memory: WatchMemory,
  { configured }: WatchedEngine,
  stateOf: StateOf,
  { engine, probe }: WatchRunSettings,
  host: Omit<RunHost, 'configured'>,
): Promise<readonly string[] | null> {
  if (memory.unfit.length === 0) return null;
  const measured = await lookAt(engine, [], memory.unfit, probe, host, { throughput: true });
  if (measured.kind !== 'looked' || measured.aborted) return null;
  return comeBack(memory, configured, (url) =>
    isUnfit(memory, url) ? (measured.of(url)?.state ?? 'unknown') : stateOf(url),
  );
}

async function whyIdle({
  running,
  configured,
}: WatchedEngine): Promise<'down' | 'no-mirrors' | 'relay' | null> {
  if (configured.length === 0) return 'no-mirrors';
  if (!running) return 'down';
  return (await keptByRelay(configured)) ? 'relay' : null;
}

/** Whoever seems to be down is asked again a little later. */
async function twoLooks(
  { configured }: WatchedEngine,
  awaited: readonly string[],
  { engine, probe, againAfterSeconds }: WatchRunSettings,
  host: Omit<RunHost, 'configured'>,
): Promise<WatchLook> {
  const first = await lookAt(engine, configured, awaited, probe, host);
  if (first.kind !== 'looked' || first.noNetwork || first.aborted) return first;
  if (!first.mirrors.some(({ state }) => state === 'down')) return first;
  await sleep(1000 * againAfterSeconds, undefined, { signal: host.signal }).catch(() => {});
  return host.signal.aborted ? first : await lookAt(engine, configured, awaited, probe, host);
}
