import type { Attempt } from './attempt.ts';
import { guiltyOf } from './blame.ts';
import type { MirrorMemory } from './memory.ts';
import type { PartReport } from './running-part.ts';
import type { SizeClaim } from './size-claims.ts';
import type { Lease } from './spool/spool.ts';
import type { Trouble } from './types.ts';

/** What mirrors did in one download, on its way to what is remembered of them. */
export class Ledger {
  readonly troubles: Map<string, Trouble> = new Map();
  readonly #memory: MirrorMemory;
  readonly #claims: SizeClaim[] = [];
  readonly #failed = new Set<string>();

  constructor(memory: MirrorMemory) {
    this.#memory = memory;
  }

  /** Every mirror that was asked says that it does not have it. */
  get isMissing(): boolean {
    const all = [...this.troubles.values()];
    return all.length > 0 && all.every((trouble) => trouble === 'missing');
  }

  /** However often a mirror is tried for one blob, it has failed once. */
  learn(report: PartReport): void {
    const { source, trouble, retryAtMs } = report;
    const isKnown = this.#failed.has(source) && retryAtMs === null;
    if (trouble !== null && trouble !== 'missing') this.#failed.add(source);
    this.#memory.learn(isKnown ? { ...report, trouble: null } : report);
  }

  /** An attempt ended: what went wrong in it, and the sizes that were told. */
  close({ tries, claims }: Attempt): void {
    for (const [source, trouble] of tries.troubles) this.troubles.set(source, trouble);
    this.#claims.push(...claims.all);
  }

  /** Its bytes were right. Whoever let it wait meanwhile stays as he is remembered. */
  clear({ pieces, laggards }: Attempt): void {
    for (const { source } of pieces.received) if (!laggards.has(source)) this.#memory.clear(source);
  }

  /** Its bytes were wrong, and nobody else's were among them. */
  condemn(source: string): void {
    this.#memory.condemn(source);
    this.troubles.set(source, 'wrong-bytes');
  }

  /** What was proven shows whose bytes were wrong in these attempts, and who told another size. */
  async blame(wrong: readonly Attempt[], right: Lease): Promise<void> {
    for (const attempt of wrong)
      for (const guilty of await guiltyOf(attempt, right)) this.#memory.condemn(guilty);
    const liars = new Set(this.#claims.filter(({ size }) => size !== right.size).map(({ source }) => source));
    for (const source of liars) this.learn({ source, trouble: 'not-it', retryAtMs: null, bytes: 0, ms: 0 });
  }
}
