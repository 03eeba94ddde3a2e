import type { PodmanReason, PodmanWarning, TablePlace } from '../plan.ts';

/** What is said of Podman alone. */
export interface PodmanMessages {
  readonly engine: (version: string | null, rootless: boolean) => string;
  readonly blocked: (at: TablePlace) => string;
  readonly warning: (warning: PodmanWarning) => string;
  readonly refusal: (reason: PodmanReason) => string;
}
