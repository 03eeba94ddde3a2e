import type { ByHandReason } from '../plan.ts';

/** What is said of engines that a person configures. */
export interface ByHandMessages {
  readonly engine: (title: string, running: boolean) => string;
  /** Looked for: programs on PATH, files and folders. */
  readonly noEngine: (title: string, programs: readonly string[], places: readonly string[]) => string;
  readonly refusal: (reason: ByHandReason, title: string) => string;
}
