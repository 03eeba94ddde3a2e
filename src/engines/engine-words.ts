import type { Activation, Stage } from '../change/types.ts';
import type { Code, Verdict } from '../probe/codes.ts';
import type { CommonFlaw, DroppedMirror } from './choose/index.ts';
import type { CommonAbsence, RefusalOf, Shapes } from './engine.ts';

/** A probe's verdict in a sentence. */
export type VerdictSentence = (verdict: Verdict, code: Code | null, mirror: string) => string;

/** What is said of this engine and no other. Every word of a stranger's comes cleaned, credentials masked. */
export interface EngineWords<E extends Shapes> {
  /** Its name in a sentence. */
  readonly title: string;
  /** Which one it is, in one line. */
  readonly engine: (seen: E['sighting']) => string;
  readonly absence: (why: CommonAbsence | E['absence'], rerun: (as: RerunAs) => Rerun) => TellAbsence;
  readonly refusal: (reason: RefusalOf<E>['reason'], verdict: VerdictSentence) => readonly string[];
  readonly dropped: (
    mirror: string,
    why: DroppedMirror<E['flaw']>['why'],
    verdict: VerdictSentence,
  ) => string;
  readonly unfit: (mirror: string, why: CommonFlaw | E['flaw'], verdict: VerdictSentence) => string;
  readonly warning: (warning: E['warning']) => string;
  /** What stood in the old file before the change and the engine had not started with yet, keys and paths cleaned. */
  readonly untried?: (
    warnings: readonly E['warning'][],
  ) => readonly { readonly path: string; readonly keys: readonly string[] }[];
  /** What else of the file, left there by others, a reload took up that the engine refused: what its log names, or all. Cleaned; null: nothing. */
  readonly refusedAlong?: (
    warnings: readonly E['warning'][],
    log: readonly string[],
  ) => { readonly path: string; readonly keys: readonly string[] } | null;
  /**
   * What of others came into force by a change that was put back, and stays; keys and paths cleaned. `waiting`: keys that the engine does not use now; null: not seen, and then none is claimed
   * to be in force. `mayBe`: it does not show these. null: nothing.
   */
  readonly staysInForce?: (
    warnings: readonly E['warning'][],
    waiting: ReadonlySet<string> | null,
    told: 'reload' | 'restart',
  ) => StaysInForce | null;
  /** What a change of more than mirrors has brought into force, as the engine shows it; `alone`: of no mirrors; `left`: what was to go and is shown all the same; after an undo nobody wanted it to. null: there was no more. */
  readonly moreInForce?: (
    shown: E['shown'],
    stages: readonly Stage<E['expect']>[],
    action: 'apply' | 'undo',
  ) => { readonly sentence: string; readonly alone: boolean; readonly left: readonly string[] } | null;
  readonly containers: (activation: Extract<Activation, { kind: 'restart' }>) => string;
}

export interface StaysInForce {
  readonly path: string;
  readonly keys: readonly string[];
  /** Images and containers of before are out of sight by one of them. */
  readonly hidesData: boolean;
  readonly mayBe: readonly string[];
  readonly told: 'reload' | 'restart';
}

/** Who is to run the same again: the user of this account, or who called sudo, without it. */
export interface RerunAs {
  /** A name, or `#` and a uid as sudo(8) takes it; null: the user who called sudo, without it. */
  readonly user: { readonly name: string; readonly uid: number } | null;
  /** An option that this user's shell needs, unless it is given already. */
  readonly option: readonly [name: string, value: string];
}

/** The command line that does it as somebody else. */
export interface Rerun {
  readonly command: string;
  /** What has to be known of it: that a password was left out. */
  readonly notes: readonly string[];
}

export interface TellAbsence {
  /** `usage`: what the user wrote is wrong. */
  readonly kind: 'usage' | 'refused';
  /** For scripts. */
  readonly reason: string;
  readonly sentences: readonly string[];
}
