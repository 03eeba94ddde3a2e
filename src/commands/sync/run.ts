import { homedir } from 'node:os';
import { shown } from '../../registry/shown.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { ByteMeter, type PlacedTag, type SyncEvent, type SyncReport } from '../../sync/index.ts';
import { canAsk } from '../../terminal/prompt.ts';
import { noteStream, writeNote } from '../../terminal/streams.ts';
import { runSync } from '../../use/sync/run-sync.ts';
import type { SyncNote, SyncRun } from '../../use/sync/sync-run.ts';
import { loadMessages, type Messages } from '../../words/index.ts';
import { isAgreed } from '../frame/agreed.ts';
import type { CommandRun } from '../frame/command.ts';
import { stopOnSignals } from '../frame/signals.ts';
import { failureSentence, noteSentences, problemSentence } from '../frame/survey-sentences.ts';
import { UsageError } from '../frame/usage-error.ts';
import type { SyncCommandSettings } from './command.ts';
import { syncProgress } from './progress.ts';
import { imageLine, pruneText, reportText, troubleSentence } from './text.ts';

/** Looks, copies, tells. */
export async function sync(settings: SyncCommandSettings, run: CommandRun<'sync'>): Promise<number> {
  const words = run.words.sync;
  if (process.geteuid?.() === 0) throw new UsageError([words.usage.asRoot]);
  const messages = { ...run.words, ...(await loadMessages(run.lang, ['catalog'])) };
  const { quiet, verbose } = settings.screen;
  const meter = new ByteMeter(() => performance.now());
  const progress = syncProgress(noteStream(), { words, meter, quiet, term: process.env['TERM'] });
  const say = (text: string): void => {
    progress.clear();
    writeNote(shown(`${text}\n`));
  };
  const note = (text: string): void => {
    if (!quiet) say(text);
  };
  const stop = stopOnSignals(() => note(run.words.frame.note.stopping));
  try {
    const ended = await runSync(settings, {
      env: process.env,
      stdin: process.stdin,
      lang: run.lang,
      home: homedir(),
      signal: stop.signal,
      privileges: 'keep',
      onEvent: () => {},
      onNote: (one) => noteSentences(one, messages, verbose).forEach(note),
      onFound: (found) => note(foundSentence(found, settings, messages)),
      meter,
      onSync: (event) => {
        progress.onSync(event);
        if (event.kind === 'image' && isTold(event, verbose)) note(imageLine(event.outcome, words));
      },
      mayPrune: (tags, untagged) => {
        progress.stop();
        return mayPrune(tags, untagged, settings, words, say, stop.signal);
      },
    });
    progress.stop();
    return await tell(ended, settings, run, messages, say, stop.exitCode);
  } finally {
    progress.stop();
    stop.release();
  }
}

async function tell(
  ended: SyncRun,
  { format, destination }: SyncCommandSettings,
  run: CommandRun<'sync'>,
  messages: Pick<Messages, 'frame' | 'catalog' | 'sync'>,
  say: (text: string) => void,
  signalled: number | null,
): Promise<number> {
  const { sync: words, frame } = messages;
  switch (ended.kind) {
    case 'refused':
      throw new UsageError(
        ended.problems.map((problem) => {
          if (problem.kind === 'nothing-wanted')
            return words.usage.nothingWanted(problem.why, destination.shown);
          if (problem.kind === 'list-length') return words.usage.listLength(problem.name, problem.most);
          if (problem.kind !== 'list-line') return problemSentence(problem, messages);
          const { name, line, text, problem: why } = problem;
          const sentence = why === null ? words.usage.foreignImage(text) : frame.usage.image(text, why);
          return words.usage.listLine(name, line, sentence);
        }),
      );
    case 'failure':
      say(failureSentence(ended, messages));
      return 70;
    case 'other-destination':
      throw new UsageError([words.usage.otherDestination(ended.path, cleanText(ended.shown))]);
    case 'not-a-state':
      throw new UsageError([words.usage.notAState(cleanText(ended.path), ended.isTooLarge)]);
    case 'busy':
      say(words.note.busy(ended.pid, ended.since));
      return 3;
    case 'system':
      say(words.note.state(ended.path, frame.note.systemError(ended.code)));
      return 3;
    case 'no-contact': {
      const { at, code } = ended.trouble;
      if (ended.refused !== null) {
        say(words.note.loginRefused(cleanText(ended.refused), destination.base.host));
        return 1;
      }
      say(words.note.noContact(at, code, troubleSentence(ended.trouble, words), destination.shown));
      return 1;
    }
    case 'no-list':
      say(`${problemSentence(ended.problem, messages)} ${words.note.noList}`);
      return 1;
    case 'stopped':
      say(words.note.nothingBegun);
      return signalled ?? 1;
    case 'done': {
      const text =
        format === 'json' ? `${JSON.stringify(ended.report, null, 2)}\n` : reportText(ended.report, words);
      const written = await run.write(shown(text));
      return written === 0 ? (signalled ?? exitCodeOf(ended.report)) : written;
    }
    default:
      return ended satisfies never;
  }
}

/** What failed counts more than what waits: it does not mend itself. */
function exitCodeOf({ summary, pruned, stoppedByQuota, unread }: SyncReport): number {
  if (summary.failed > 0 || unread.length > 0 || pruned.some(({ status }) => status === 'failed')) return 1;
  if (stoppedByQuota) return 7;
  return summary.left > 0 ? 1 : 0;
}

/** Nobody reads two thousand lines of what is as it was. */
function isTold({ outcome }: Extract<SyncEvent, { kind: 'image' }>, verbose: boolean): boolean {
  return verbose || (outcome.status !== 'in-sync' && outcome.status !== 'left');
}

function foundSentence(
  found: SyncNote,
  { destination }: SyncCommandSettings,
  { sync, frame }: Pick<Messages, 'sync' | 'frame'>,
): string {
  switch (found.kind) {
    case 'compose':
      return sync.note.compose(found.note);
    case 'helper':
      return sync.note.helper(found.helper, destination.base.host);
    case 'no-login':
      return sync.note.noLogin(found.why, cleanText(found.path), destination.base.host);
    case 'login-refused':
      return sync.note.loginRefused(cleanText(found.path), destination.base.host);
    case 'mirrors':
      return sync.note.mirrors(found.urls);
    case 'library-file':
      return sync.note.libraryFile(
        found.item.name,
        found.item.reason,
        found.item.detail === null ? null : frame.note.systemError(found.item.detail),
      );
    case 'namesakes':
      return sync.note.namesakes(found.names, found.destination);
    case 'empty-list':
      return sync.note.emptyList(found.name);
    case 'prune-skipped':
      return sync.prune.skipped(found.why);
    default:
      return found satisfies never;
  }
}

async function mayPrune(
  tags: readonly PlacedTag[],
  untagged: number,
  settings: SyncCommandSettings,
  words: CommandRun<'sync'>['words']['sync'],
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<boolean> {
  say(pruneText(tags, untagged, words));
  if (await isAgreed(words.prune.question, settings, signal)) return true;
  say(words.prune.noConsent(settings.input && canAsk()));
  return false;
}
