import { maskUrls } from '../../change/mask-credentials.ts';
import type { TransactionOutcome } from '../../change/transaction.ts';
import type { Activation } from '../../change/types.ts';
import type { CommonFlaw, Named } from '../../engines/choose/index.ts';
import type { EngineName, Plan } from '../../engines/engine.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { type KnownMirror, outcomeAt } from '../../use/known-mirror.ts';
import type { KnownEngine } from './target.ts';

/** How a run of `mirror-apply` ended, for scripts: docs/interface.md, `schemaVersion: 1`. Additive changes only. */
export interface ApplyOutcome {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: string; readonly version: string };
  readonly action: 'apply' | 'undo' | 'backups';
  readonly result:
    | 'done'
    | 'nothing-to-do'
    | 'planned'
    | 'refused'
    | 'needs-root'
    | 'no-consent'
    | 'rolled-back'
    | 'not-rolled-back'
    | 'aborted'
    | 'listed';
  readonly exitCode: number;
  /** What kind of reason it was, for scripts; null where all went well. */
  readonly reason: string | null;
  /** For people. */
  readonly messages: readonly string[];
  readonly engine: EngineOutcome | null;
  readonly plan: PlanOutcome | null;
  readonly backup: { readonly id: string; readonly path: string } | null;
  /** What the engine's API shows at the end; null where it is down or was not looked at. */
  readonly inForce: { readonly mirrors: readonly string[] } | null;
  /** `by`: the mirror that gave it, as the engine spells it; null: not seen. */
  readonly pull: { readonly image: string; readonly seconds: number; readonly by: string | null } | null;
  /** `--verify-pull` was asked for and came to nothing, since nobody was there to pull. */
  readonly pullSkipped?: 'engine-down';
  /** The engine's own log, where something went wrong. */
  readonly log: readonly string[];
  readonly backups?: readonly BackupOutcome[];
  /** Where several engines or registries were asked for: the outcome of each. */
  readonly engines?: readonly ApplyOutcome[];
}

export interface BackupOutcome {
  readonly id: string;
  readonly createdAt: string | null;
  readonly reason: 'apply' | 'undo' | null;
  readonly files: readonly string[];
}

interface EngineOutcome {
  readonly name: EngineName;
  readonly version: string | null;
  readonly store: 'classic' | 'containerd' | null;
  readonly install: string;
  readonly running: boolean;
  readonly file: string;
}

interface PlanOutcome {
  /** null: they are not touched. */
  readonly mirrors:
    | readonly {
        readonly url: string;
        readonly chosen: boolean;
        readonly wasConfigured: boolean;
        readonly pullSeconds: number | null;
        readonly bytesPerSecond: number | null;
      }[]
    | null;
  readonly dropped: readonly { readonly url: string; readonly why: string }[];
  readonly unfit: readonly { readonly url: string; readonly why: string }[];
  readonly files: readonly string[];
  readonly activation: Activation['kind'];
  readonly command: string | null;
  readonly containersStopped: number;
  readonly warnings: readonly string[];
}

/** Pure. */
export function engineOutcome({ name, facts }: KnownEngine): EngineOutcome {
  const { version, store, install, running, file } = facts;
  return { name, version, store, install, running, file: file.path };
}

/** Pure. Addresses are those that may be printed. */
export function planOutcome(plan: Plan<unknown, Named, Named>, probed: readonly KnownMirror[]): PlanOutcome {
  const [activation] = plan.stages.map((stage) => stage.activation);
  const files = plan.stages.flatMap((stage) => stage.files.map(({ path }) => path));
  return {
    mirrors:
      plan.mirrors?.listed.map(({ url, displayUrl, as, wasConfigured }) => {
        const outcome = outcomeAt(url, probed);
        return {
          url: displayUrl,
          chosen: as === 'chosen',
          wasConfigured,
          pullSeconds: outcome?.pullSeconds ?? null,
          bytesPerSecond: outcome?.bytesPerSecond ?? null,
        };
      }) ?? null,
    dropped: (plan.mirrors?.dropped ?? []).map(({ displayUrl, why }) => ({
      url: displayUrl,
      why: wordOf(why),
    })),
    unfit: (plan.mirrors?.unfit ?? []).map(({ displayUrl, why }) => ({
      url: displayUrl,
      why: wordOf(why),
    })),
    files: [...new Set(files)],
    activation: activation?.kind ?? 'none',
    command: activation?.kind === 'by-hand' ? activation.command : null,
    containersStopped: activation?.kind === 'restart' ? activation.containers.stop : 0,
    warnings: [...plan.warnings, ...(plan.afterwards ?? [])].map(({ kind }) => kind),
  };
}

/** For scripts: what the probe said, or the kind of reason. */
function wordOf(why: CommonFlaw | Named): string {
  return 'verdict' in why ? (why.code ?? why.verdict) : why.kind;
}

/** The engine's lines as they may be shown: no control characters, bounded, and no password of a URL, which the engine masks only where it could parse it. */
export function cleanLog(log: readonly string[]): readonly string[] {
  return log.slice(-LOG_LINES).map((line) => cleanText(maskUrls(line), LOG_CHARS));
}

/** What fits on a screen beside what we say. */
const LOG_LINES = 12;
const LOG_CHARS = 600;

/** A word for scripts. Pure. */
export function reasonOf(outcome: TransactionOutcome<unknown>): string | null {
  switch (outcome.kind) {
    case 'done':
      return null;
    case 'not-written':
      return outcome.why.kind === 'file-failure' ? outcome.why.code : outcome.why.kind;
    case 'rolled-back':
    case 'not-rolled-back':
      return outcome.mishap.kind === 'activation' ? outcome.mishap.failure.kind : outcome.mishap.kind;
    default:
      return outcome satisfies never;
  }
}
