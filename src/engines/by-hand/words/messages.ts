import type { Unspeakable } from '../../files/render-mirror.ts';
import type { ByHandReason } from '../plan.ts';

/** What is said of engines that a person configures. */
export interface ByHandMessages {
  readonly engine: (title: string, running: boolean) => string;
  /** Looked for: programs on PATH, files and folders. */
  readonly noEngine: (title: string, programs: readonly string[], places: readonly string[]) => string;
  readonly foreignOption: (option: string, title: string) => string;
  readonly form: (problem: Unspeakable, title: string) => string;
  readonly wrongClient: (title: string) => string;
  readonly refusal: (reason: ByHandReason, title: string) => string;
}
