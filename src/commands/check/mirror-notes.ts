import type { Candidate } from '../../catalog/types.ts';
import type { MirrorNote } from '../../report/index.ts';
import type { Lang } from '../../words/lang.ts';

/** What the catalogue knows of each mirror and a reader of the result should know too, by id. */
export function mirrorNotes(
  candidates: readonly Candidate[],
  lang: Lang,
): ReadonlyMap<string, readonly MirrorNote[]> {
  return new Map(candidates.map((candidate) => [candidate.id, notesOf(candidate, lang)]));
}

/** The real addresses behind templates, by id. */
export function privateUrls(candidates: readonly Candidate[]): ReadonlyMap<string, string> {
  const hidden = candidates.filter(({ displayUrl, url }) => displayUrl !== url.href);
  return new Map(hidden.map(({ id, url }) => [id, url.href]));
}

function notesOf({ retired, limits, remark, displayUrl, url }: Candidate, lang: Lang): MirrorNote[] {
  const notes: MirrorNote[] = [];
  if (retired !== null) {
    notes.push({ kind: 'retired', on: retired.on, reason: retired.reasons?.[lang] ?? retired.reason });
  }
  if (limits !== undefined) {
    const { images, ...bounds } = limits;
    if (Object.keys(bounds).length > 0) notes.push({ kind: 'limits', limits: bounds });
    if (images !== undefined) notes.push({ kind: 'remark', text: images[lang] });
  }
  if (remark !== undefined) notes.push({ kind: 'remark', text: remark[lang] });
  if (displayUrl !== url.href) {
    notes.push({ kind: 'personal-address', variable: null });
  }
  return notes;
}
