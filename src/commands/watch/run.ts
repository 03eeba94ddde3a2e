import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { maskUrls } from '../../change/mask-credentials.ts';
import type { Asker } from '../../engines/engine.ts';
import { makeOutputFolder, writeOutputFile } from '../../host/output-file.ts';
import { readTextFile } from '../../host/read-text.ts';
import { shown } from '../../registry/shown.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { parseStoredReport } from '../../survey/stored-report.ts';
import { writeNote } from '../../terminal/streams.ts';
import { notify } from '../../use/notify.ts';
import type { RunHost } from '../../use/run-host.ts';
import { decide, isNews } from '../../use/watch/decide.ts';
import { NOTIFY_VARIABLE } from '../../use/watch/install.ts';
import { WATCH } from '../../use/watch/limits.ts';
import { lookAt, type WatchedEngine, type WatchLook, watchedEngine } from '../../use/watch/look.ts';
import { readState, reportFile, stateFile, stateJson, writeState } from '../../use/watch/state.ts';
import type { Applied, WatchState } from '../../use/watch/types.ts';
import { loadMessages } from '../../words/index.ts';
import { mirrorApply } from '../apply/command.ts';
import type { CommandRun } from '../frame/command.ts';
import { stopOnSignals } from '../frame/signals.ts';
import { failureSentence, failureStatus, noteSentences, problemSentence } from '../frame/survey-sentences.ts';
import { UsageError } from '../frame/usage-error.ts';
import type { WatchRunSettings } from './command.ts';
import { keptByRelay } from './kept-by-relay.ts';
import { refusedToWatch } from './refusal.ts';

/** `mirror-watch run`: one look, and what follows from it. What it did is told on stderr, which is the journal where a timer started it. */
export async function run(settings: WatchRunSettings, frame: CommandRun<'watch'>): Promise<number> {
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
  const stop = stopOnSignals(() => say(words.frame.note.stopping));
  try {
    const messages = { ...words, ...(await loadMessages(lang, ['catalog'])) };
    const look = await twoLooks(engine, settings, {
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
    for (const { url, state, code } of look.mirrors)
      say(told.run.mirror(cleanText(url), told.state[state], code));
    const path = stateFile(env);
    const before = await readState(path);
    const now = Date.now();
    const decision = settings.full
      ? ({ kind: 'apply', why: 'weekly' } as const)
      : decide(look, before?.fullAt ?? null, now);
    const state = { engine: name, lookedAt: now, mirrors: look.mirrors, last: before?.last ?? null };
    if (decision.kind === 'rest') {
      say(told.run.rest[decision.why]);
      await writeState(path, { ...state, fullAt: before?.fullAt ?? null });
      return 0;
    }
    say(told.run.apply[decision.why]);
    const { exitCode, applied } = await applyAnew(engine, settings, asker, lang);
    if (stop.exitCode !== null) return stop.exitCode;
    say(cleanText(told.run.applied(applied), 2000));
    const after: WatchState = {
      ...state,
      fullAt: applied.kind === 'failed' ? (before?.fullAt ?? null) : Date.now(),
      last: { at: Date.now(), why: decision.why, applied },
    };
    await writeState(path, after);
    if (isNews(state.last, applied)) await tell(settings.notify, after, (why) => say(told.run.notTold(why)));
    return exitCode;
  } finally {
    stop.release();
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
  { engine, probe, againAfterSeconds }: WatchRunSettings,
  host: RunHost,
): Promise<WatchLook> {
  const first = await lookAt(engine, configured, probe, host);
  if (first.kind !== 'looked' || first.noNetwork || first.aborted) return first;
  if (!first.mirrors.some(({ state }) => state === 'down')) return first;
  await sleep(1000 * againAfterSeconds, undefined, { signal: host.signal }).catch(() => {});
  return host.signal.aborted ? first : await lookAt(engine, configured, probe, host);
}

/** By a reload and nothing more; the proxies stay, and so does what others have edited. */
async function applyAnew(
  { configured }: WatchedEngine,
  { engine: name, probe, probeArgs }: WatchRunSettings,
  asker: Asker,
  lang: string,
): Promise<{ readonly exitCode: number; readonly applied: Applied }> {
  const report = reportFile(asker.env);
  const known = await readTextFile(report, WATCH.reportBytes);
  const previous = known.ok && (await parseStoredReport(known.text)).ok;
  await makeOutputFolder(dirname(report));
  // It spells personal addresses out.
  if (!known.ok) await writeOutputFile(report, '', 'owner');
  const exitCode = await mirrorApply([
    ...['--lang', lang, '--engine', name, '--yes', '--no-input'],
    ...['--activate', 'reload', '--unless-pending', '--top', String(configured.length)],
    ...[`--report=${report}`, ...(previous ? [`--previous=${report}`] : [])],
    ...probeArgs,
  ]);
  if (exitCode !== 0) return { exitCode, applied: { kind: 'failed', exitCode } };
  const after = (await watchedEngine(name, probe.registry, asker))?.configured ?? configured;
  const same = after.length === configured.length && after.every((url, index) => url === configured[index]);
  return {
    exitCode,
    applied: same
      ? { kind: 'kept' }
      : { kind: 'changed', before: configured.map(maskUrls), after: after.map(maskUrls) },
  };
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
