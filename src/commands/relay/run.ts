import { homedir } from 'node:os';
import { authority } from '../../names/authority.ts';
import { shown } from '../../registry/shown.ts';
import { writeNote } from '../../terminal/streams.ts';
import { inheritedSocket, spoolPlace } from '../../use/relay/places.ts';
import { type RelayRun, runRelay } from '../../use/relay/run-relay.ts';
import { loadMessages } from '../../words/index.ts';
import type { CommandRun } from '../frame/command.ts';
import { stopOnSignals } from '../frame/signals.ts';
import { failureSentence, failureStatus, noteSentences, problemSentence } from '../frame/survey-sentences.ts';
import { UsageError } from '../frame/usage-error.ts';
import type { RunSettings } from './command.ts';
import { logLine } from './log.ts';

/** `mirror-relay run`: serves until a signal comes. Exit 0 when it was stopped in good order by SIGTERM or Ctrl-C. */
export async function run(settings: RunSettings, { lang, words }: CommandRun<'relay'>): Promise<number> {
  const { relay, frame } = words;
  if (process.geteuid?.() === 0) throw new UsageError([relay.usage.asRoot]);
  const messages = { ...words, ...(await loadMessages(lang, ['catalog'])) };
  const say = (line: string): void => writeNote(shown(`${line}\n`));
  const note = (line: string): void => {
    if (!settings.quiet) say(line);
  };
  const fd = inheritedSocket(process.env, process.pid);
  const { host } = settings.listen;
  const isLoopback = fd === null && (host.startsWith('127.') || host === '::1');
  const spool = settings.spool ?? spoolPlace(process.env, process.platform, homedir());
  const stop = stopOnSignals(() => note(frame.note.stopping));
  try {
    const ended = await runRelay(settings, {
      env: process.env,
      stdin: process.stdin,
      lang,
      signal: stop.signal,
      onEvent: () => {},
      onNote: (one) => noteSentences(one, messages, settings.verbose).forEach(note),
      onRelay: (event) => {
        (event.kind === 'fault' ? say : note)(logLine(event));
        if (event.kind === 'listening' && isLoopback) note(relay.note.loopback);
      },
      privileges: 'keep',
      spool,
      listen: fd === null ? { kind: 'address', ...settings.listen } : { kind: 'inherited', fd },
    });
    if (ended.kind === 'refused')
      throw new UsageError(ended.problems.map((problem) => problemSentence(problem, messages)));
    return tell(ended, settings, spool, say, words, stop.exitCode);
  } finally {
    stop.release();
  }
}

function tell(
  ended: Exclude<RelayRun, { kind: 'refused' }>,
  { listen }: RunSettings,
  spool: string,
  say: (line: string) => void,
  { relay: { note }, frame }: CommandRun<'relay'>['words'],
  signalled: number | null,
): number {
  switch (ended.kind) {
    case 'stopped':
      return signalled ?? 0;
    case 'no-mirror':
      say(note.noMirror(ended.registry, ended.proxy));
      return 1;
    case 'system': {
      if (ended.what === 'spool' && ended.code === 'EBUSY') {
        say(note.spoolTaken(spool));
        return 3;
      }
      const why = frame.note.systemError(ended.code);
      say(
        ended.what === 'spool'
          ? note.spool(spool, why)
          : note.listen(authority(listen.host, listen.port), why),
      );
      return 3;
    }
    case 'failure':
      say(failureSentence(ended, { frame }));
      return failureStatus(ended);
    default:
      return ended satisfies never;
  }
}
