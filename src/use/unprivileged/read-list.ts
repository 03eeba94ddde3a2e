import { SOURCE } from '../../limits.ts';
import type { ListReader, ReadList } from '../read-list.ts';
import { isUrl, nothingFetched, readSource, type Sources, shownName } from '../read-source.ts';
import type { SourceProblem } from '../survey-problem.ts';
import { type ListItem, listOfItems } from './list-items.ts';
import type { SendOut } from './send-out.ts';
import type { ChildMessage, ChildTask } from './survey-task.ts';

/**
 * Lists that a process without privileges parses, and fetches where they are far away. A file that root names is read by root, who
 * looks at nothing in it. `toFetch`: how a URL's task is made; null: none is fetched.
 */
export function readsListsOutside(
  sendOut: SendOut,
  stdin: Sources['stdin'],
  toFetch: ((url: URL) => ChildTask) | null,
): ListReader {
  return async (name) => {
    if (toFetch !== null && isUrl(name)) return await askChild(toFetch(new URL(name)), name, sendOut);
    const read = await readSource(name, 'list', { stdin, fetch: nothingFetched });
    return read.kind === 'source'
      ? read
      : await askChild({ kind: 'parse-list', text: read.text }, name, sendOut);
  };
}

async function askChild(task: ChildTask, name: string, sendOut: SendOut): Promise<ReadList> {
  const items: ListItem[] = [];
  const unread: Extract<ChildMessage, { kind: 'unread' }>[] = [];
  const outcome = await sendOut(task, {
    candidates: 0,
    images: 0,
    deadlineMs: SOURCE.fetchMs,
    onMessage: (message) => {
      if (message.kind === 'list') for (const item of message.items) items.push(item);
      else if (message.kind === 'unread') unread.push(message);
    },
  });
  if (outcome.kind === 'failure') return outcome;
  const [problem] = unread;
  if (problem !== undefined) {
    const { reason, detail } = problem;
    return { kind: 'source', option: 'list', name: shownName(name), reason, detail } satisfies SourceProblem;
  }
  const list = listOfItems(items, shownName(name));
  return list === null ? { kind: 'failure', code: 'bad-message' } : { kind: 'list', list };
}
