import { resolve } from 'node:path';
import { readCaFile } from '../../host/trust.ts';
import type { ProbeSettings } from '../../use/probe-settings.ts';
import { hasLogin, isUrl, nothingFetched, readSource, shownName } from '../../use/read-source.ts';
import type { SourceProblem } from '../../use/survey-problem.ts';

/** What a run needs of the file system, as it is found from any folder. */
export interface HeldSources {
  readonly probe: ProbeSettings;
  /** Files that cannot be read, and what only a terminal has. */
  readonly problems: readonly SourceProblem[];
  /** A list from standard input, which a timer has none of. */
  readonly stdin: boolean;
}

/** Are the files of `--list` and `--ca` there? A survey would say so an hour later, to nobody. */
export async function holdSources(probe: ProbeSettings, catalogue: string): Promise<HeldSources> {
  const isFile = (name: string): boolean => name !== catalogue && name !== '-' && !isUrl(name);
  const lists = probe.lists.map((name) => (isFile(name) ? resolve(name) : name));
  const ca = probe.ca.map((name) => resolve(name));
  const unread = await Promise.all(
    lists.filter(isFile).map((name) => readSource(name, 'list', { stdin: NO_STDIN, fetch: nothingFetched })),
  );
  const untrusted = ca.flatMap((name): readonly SourceProblem[] => {
    const file = readCaFile(name);
    return file.kind === 'problem'
      ? [{ kind: 'source', option: 'ca', name, reason: file.reason, detail: file.detail }]
      : [];
  });
  // No survey takes it, whoever keeps it secret.
  const loggedIn = lists
    .filter((name) => isUrl(name) && hasLogin(name))
    .map(
      (name) =>
        ({ kind: 'source', option: 'list', name: shownName(name), reason: 'login', detail: null }) as const,
    );
  return {
    probe: { ...probe, lists, ca },
    problems: [
      ...loggedIn,
      ...unread.flatMap((read) => (read.kind === 'source' ? [read] : [])),
      ...untrusted,
    ],
    stdin: lists.includes('-'),
  };
}

const NO_STDIN: AsyncIterable<Uint8Array> = (async function* () {})();
