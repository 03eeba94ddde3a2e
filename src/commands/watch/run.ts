import { homedir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { BUILTIN } from '../../catalog/index.ts';
import type { Asker } from '../../engines/engine.ts';
import { shown } from '../../registry/shown.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { writeNote } from '../../terminal/streams.ts';
import { notify } from '../../use/notify.ts';
import type { RunHost } from '../../use/run-host.ts';
import { decide, isNews } from '../../use/watch/decide.ts';
import { LISTS_VARIABLE, NOTIFY_VARIABLE } from '../../use/watch/install.ts';
import { lockWatch } from '../../use/watch/lock.ts';
import { lookAt, type WatchedEngine, type WatchLook, watchedEngine } from '../../use/watch/look.ts';
import { awaitedOf, comeBack, recollect, type StateOf, wasEdited } from '../../use/watch/memory.ts';
import { readMemory, writeMemory } from '../../use/watch/memory-file.ts';
import { memoryFile, readState, stateFile, stateJson, writeState } from '../../use/watch/state.ts';
import type { WatchState } from '../../use/watch/types.ts';
import { loadMessages } from '../../words/index.ts';
import type { CommandRun } from '../frame/command.ts';
import { stopOnSignals } from '../frame/signals.ts';
import { failureSentence, failureStatus, noteSentences, problemSentence } from '../frame/survey-sentences.ts';
import { UsageError } from '../frame/usage-error.ts';
import { applyAnew } from './apply-anew.ts';
import type { WatchRunSettings } from './command.ts';
import { keptByRelay } from './kept-by-relay.ts';
import { listsOfVariable } from './probe-args.ts';
import { refusedToWatch } from './refusal.ts';
import { holdSources } from './sources.ts';

/** `mirror-watch run`: one look, and what follows from it. What it did is told on stderr, which is the journal where a timer started it. */
export async function run(given: WatchRunSettings, frame: CommandRun<'watch'>): Promise<number> {
  const { lang, words } = frame;
  const told = words.watch;
  const say = (line: string): void => writeNote(shown(`${line}\n`));
  const refused = await refusedToWatch(words);
  if (refused !== null) {
    say(refused.sentence);
    return refused.code;
  }
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
  if (engine === null) {
    say(told.run.noEngine(name));
    return 3;
  }
  const idle = await whyIdle(engine);
  if (idle !== null) {
    say(told.run.idle[idle]);
    return 0;
  }
  const path = stateFile(env);
  const lock = await lockWatch(path);
  if (lock.kind === 'held') {
    say(told.run.busy);
    return 0;
  }
  if (lock.kind === 'file-failure') {
    say(words.frame.note.systemError(lock.code));
    return 3;
  }
  const stop = stopOnSignals(() => say(words.frame.note.stopping));
  try {
    const remembered = memoryFile(env, name);
    const stored = await readMemory(remembered);
    const memory = recollect(stored, engine.configured);
    const look = await twoLooks(engine, awaitedOf(memory, engine.configured), settings, {
      env,
      lang,
      stdin: process.stdin,
      signal: stop.signal,
      onEvent: () => {},
      onNote: (note) => noteSentences(note, messages, false).forEach(say),
      way: engine.way,
      privileges: 'drop',
    });
    if (stop.exitCode !== null) return stop.exitCode;
    if (look.kind === 'refused')
      throw new UsageError(look.problems.map((problem) => problemSentence(problem, messages)));
    if (look.kind === 'failure') {
      say(failureSentence(look, words));
      return failureStatus(look);
    }
    const now = Date.now();
    const before = await readState(path);
    for (const { url, state, code } of look.mirrors)
      say(told.run.mirror(cleanText(url), told.state[state], code));
    for (const { url, state, code } of look.awaited)
      say(told.run.awaited(cleanText(url), told.state[state], code));
    const stateOf: StateOf = (url) => look.of(url)?.state ?? 'unknown';
    const found = { engine: name, lookedAt: now, mirrors: look.mirrors, awaited: look.awaited };
    const back = look.noNetwork ? null : comeBack(memory, engine.configured, stateOf);
    const fullAt = before?.fullAt ?? null;
    const last = before?.last ?? null;
    const decided = decide(
      { ...look, back: back !== null },
      fullAt,
      now,
      // What failed, failed for other mirrors.
      wasEdited(stored, engine.configured) ? null : last,
    );
    const decision = settings.full && back === null ? ({ kind: 'apply', why: 'weekly' } as const) : decided;
    if (decision.kind === 'rest') {
      say(told.run.rest[decision.why]);
      await writeMemory(remembered, memory);
      await writeState(path, { ...found, fullAt, last });
      return 0;
    }
    say(told.run.apply[decision.why]);
    const waiting = engine.waiting.length > 0;
    if (waiting) say(told.run.waiting(cleanText(engine.waiting.join(', '))));
    const { exitCode, applied, kept } = waiting
      ? { exitCode: 6, applied: { kind: 'failed', exitCode: 6 } as const, kept: memory }
      : await applyAnew(engine, { settings, asker, lang, memory, back, remembered, stateOf });
    if (stop.exitCode !== null) return stop.exitCode;
    await writeMemory(remembered, kept);
    say(cleanText(told.run.applied(applied), 2000));
    const at = Date.now();
    const measured = !waiting && back === null;
    const after: WatchState = {
      ...found,
      awaited: awaitedOf(kept, kept.left ?? engine.configured).flatMap((url) => look.of(url) ?? []),
      fullAt: measured ? at : fullAt,
      last: { at, why: decision.why, applied },
    };
    await writeState(path, after);
    if (isNews(last, applied)) await tell(settings.notify, after, (why) => say(told.run.notTold(why)));
    return exitCode;
  } finally {
    stop.release();
    await lock.release();
  }
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
  host: RunHost,
): Promise<WatchLook> {
  const first = await lookAt(engine, configured, awaited, probe, host);
  if (first.kind !== 'looked' || first.noNetwork || first.aborted) return first;
  if (!first.mirrors.some(({ state }) => state === 'down')) return first;
  await sleep(1000 * againAfterSeconds, undefined, { signal: host.signal }).catch(() => {});
  return host.signal.aborted ? first : await lookAt(engine, configured, awaited, probe, host);
}

async function tell(
  option: string | null,
  state: WatchState,
  onFailure: (why: string) => void,
): Promise<void> {
  const to = option ?? (process.env[NOTIFY_VARIABLE] || null);
  if (to === null) return;
  const told = await notify(to, stateJson(state));
  if (told.kind === 'failed') onFailure(cleanText(told.detail));
}
