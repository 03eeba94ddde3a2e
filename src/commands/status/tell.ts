import { shown } from '../../registry/shown.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { STATUS } from '../../status/limits.ts';
import { type EventsJson, parseEvents } from '../../status/tell-changes.ts';
import { writeNote } from '../../terminal/streams.ts';
import { notify } from '../../use/notify.ts';
import type { CommandRun, Words } from '../frame/command.ts';
import type { TellSettings } from './command.ts';
import { readNamed } from './read-named.ts';
import { fail, tell } from './say.ts';

/** `mirror-status tell`: what `record --events` wrote, once it has been published. */
export async function tellEvents(
  { files, notify: listener, quiet }: TellSettings,
  { words }: CommandRun<'status'>,
): Promise<number> {
  let code = 0;
  for (const file of files) {
    const { name, read } = await readNamed(file, STATUS.eventsBytes);
    const events = read.ok ? parseEvents(read.text) : null;
    if (!read.ok) code = fail(name, read.reason, cleanText(read.detail), words);
    else if (events === null) code = fail(name, 'not-events', '', words);
    else if (!(await tellTo(listener, events, quiet, words))) code = 3;
  }
  return code;
}

/** Says what came of it; false: it could not be told. */
export async function tellTo(
  listener: string,
  events: EventsJson,
  quiet: boolean,
  { status: { note } }: Words<'status'>,
): Promise<boolean> {
  const outcome = await notify(listener, events);
  if (outcome.kind === 'told') tell(note.notified(events.events.length), quiet);
  else writeNote(shown(`${note.notNotified(cleanText(outcome.detail))}\n`));
  return outcome.kind === 'told';
}
