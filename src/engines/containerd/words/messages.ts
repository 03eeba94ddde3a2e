import type { ContainerdAbsence } from '../find.ts';
import type { ContainerdReason } from '../plan.ts';

/** What is said of containerd alone. */
export interface ContainerdMessages {
  readonly engine: (version: string, running: boolean) => string;
  /** Why no hosts.toml would be read; every word of a stranger's cleaned. `badConfig`: what is said of each engine whose own files are bad. */
  readonly absence: (why: ContainerdAbsence, badConfig: (said: string) => string) => readonly string[];
  readonly refusal: (reason: ContainerdReason) => string;
  /** A restart leaves what runs alone. */
  readonly containersGoOn: string;
}
