import type { SurveyListener } from '../survey/events.ts';
import type { PopulationHost } from './population.ts';

/** What checking mirrors needs of the process it runs in, besides its settings. */
export interface RunHost extends PopulationHost {
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Aborted with reason 'aborted' when the user stops the run. */
  readonly signal: AbortSignal;
  readonly onEvent: SurveyListener;
  /** An engine's own way to its mirrors; absent: this shell's. */
  readonly way?: EngineWay;
  /**
   * Root's, while strangers are talked to and their lists are parsed: `drop`, that is done by a process that gave them up
   * (unprivileged/), or not at all; `keep`. Who is not root has none to give up.
   */
  readonly privileges: 'drop' | 'keep';
}

export interface EngineWay {
  /** Its proxies (HTTP_PROXY and the like), and the variables that name CAs. */
  readonly env: Readonly<Record<string, string>>;
  /** Where it keeps CAs of single hosts; null: the usual place. */
  readonly certsDir: string | null;
}
