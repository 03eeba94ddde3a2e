import type { CommonWarning } from '../../choose/index.ts';
import type { ContainerdAbsence } from '../find.ts';
import type { ContainerdFlaw, ContainerdReason, ContainerdWarning } from '../plan.ts';

/** What is said of containerd alone. */
export interface ContainerdMessages {
  readonly engine: (version: string, running: boolean) => string;
  readonly noEngine: string;
  /** Why no hosts.toml would be read; every word of a stranger's cleaned. */
  readonly absence: (why: ContainerdAbsence) => readonly string[];
  readonly flaw: Readonly<Record<ContainerdFlaw['kind'], string>>;
  readonly refusal: (reason: ContainerdReason) => string;
  /** A restart leaves what runs alone. */
  readonly containersGoOn: string;
  readonly warning: (warning: Exclude<ContainerdWarning, CommonWarning>) => string;
}
