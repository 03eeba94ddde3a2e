import type { CommonWarning } from '../../choose/index.ts';
import type { LocationProblem } from '../../files/location.ts';
import type { PodmanReason, PodmanWarning, TablePlace } from '../plan.ts';

/** What is said of Podman alone. */
export interface PodmanMessages {
  readonly engine: (version: string | null, rootless: boolean) => string;
  readonly noEngine: string;
  readonly foreignOption: (option: string) => string;
  /** `said`: podman's own words; '' where it has none. */
  readonly noInfo: (said: string) => string;
  readonly form: Readonly<Record<LocationProblem, string>>;
  readonly wrongClient: string;
  readonly blocked: (at: TablePlace) => string;
  readonly warning: (warning: Exclude<PodmanWarning, CommonWarning>) => string;
  readonly refusal: (reason: PodmanReason) => string;
}
