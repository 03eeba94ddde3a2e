import { type Digest, parseDigest } from '../registry/digest.ts';
import type { ImageReference } from '../registry/reference.ts';
import type { ReferenceSource } from '../survey/reference.ts';
import { parseStoredReport } from '../survey/stored-report.ts';
import type { ReferenceChoice } from './probe-settings.ts';
import { readSource, type Sources, shownName } from './read-source.ts';
import type { SourceProblem } from './survey-problem.ts';

export type ResolvedReference =
  | { readonly kind: 'resolved'; readonly sources: readonly ReferenceSource[] }
  | SourceProblem;

/**
 * What `--reference` means for this run. An image that was named by digest needs no other reference than that. A file or URL holds digests, one a line
 * (the first is the current one, the others are older and genuine), or an earlier report, whose reference is taken.
 */
export async function resolveReference(
  choice: ReferenceChoice,
  image: ImageReference,
  sources: Sources,
): Promise<ResolvedReference> {
  const resolved = (...all: readonly ReferenceSource[]): ResolvedReference => ({
    kind: 'resolved',
    sources: all,
  });
  if (image.digest !== null) return resolved({ kind: 'given', current: image.digest, known: [] });
  switch (choice.kind) {
    case 'automatic':
      return resolved({ kind: 'hub' }, { kind: 'consensus' });
    case 'hub':
    case 'consensus':
      return resolved({ kind: choice.kind });
    case 'none':
      return resolved();
    case 'digest':
      return resolved({ kind: 'given', current: choice.digest, known: [] });
    case 'source': {
      const read = await readSource(choice.name, 'reference', sources);
      if (read.kind === 'source') return read;
      const [current, ...known] = await digestsIn(read.text);
      if (current !== undefined) return resolved({ kind: 'given', current, known });
      return {
        kind: 'source',
        option: 'reference',
        name: shownName(choice.name),
        reason: 'no-digest',
        detail: null,
      };
    }
    default:
      return choice satisfies never;
  }
}

async function digestsIn(text: string): Promise<Digest[]> {
  if (text.trimStart().startsWith('{')) {
    const stored = await parseStoredReport(text);
    const digest = stored.ok ? parseDigest(stored.report.reference.digest ?? '') : null;
    return digest === null ? [] : [digest];
  }
  return text
    .split('\n')
    .map((line) => parseDigest((line.split('#', 1)[0] ?? '').trim()))
    .filter((digest) => digest !== null);
}
