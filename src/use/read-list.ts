import { type ParsedList, parseList } from '../catalog/index.ts';
import type { FailedErrand } from './outside.ts';
import { readSource, type Sources, shownName } from './read-source.ts';
import type { SourceProblem } from './survey-problem.ts';

/** A user's list by the name that he gave: a file, a URL, or `-`. */
export type ListReader = (name: string) => Promise<ReadList>;

export type ReadList = { readonly kind: 'list'; readonly list: ParsedList } | SourceProblem | FailedErrand;

/** Fetched, read and parsed by this process itself. */
export function readsListsHere(sources: Pick<Sources, 'stdin' | 'fetch'>): ListReader {
  return async (name) => {
    const read = await readSource(name, 'list', sources);
    return read.kind === 'source' ? read : { kind: 'list', list: parseList(read.text, shownName(name)) };
  };
}
