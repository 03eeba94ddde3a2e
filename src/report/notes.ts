import type { Candidate } from '../catalog/types.ts';
import type { Lang } from '../terminal/lang.ts';
import type { MirrorNote } from './context.ts';

/** What the catalogue knows of a candidate and its reader should know too. */
export function notesOn(candidate: Candidate, lang: Lang): readonly MirrorNote[] {
  const { retired, limits, remark } = candidate;
  return [
    ...(retired === null ? [] : [retirement(retired, lang)]),
    ...(limits === undefined ? [] : [{ kind: 'limits', limits } as const]),
    ...(limits?.images === undefined ? [] : [{ kind: 'remark', text: limits.images[lang] } as const]),
    ...(remark === undefined ? [] : [{ kind: 'remark', text: remark[lang] } as const]),
  ];
}

function retirement({ on, reason, reasons }: NonNullable<Candidate['retired']>, lang: Lang): MirrorNote {
  return { kind: 'retired', on, reason: reasons?.[lang] ?? reason };
}
