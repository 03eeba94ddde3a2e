import type { Activation } from '../../../change/types.ts';
import type { CommonWarning } from '../../choose/index.ts';
import type { Install, NotLocated } from '../locate.ts';
import type { DockerFlaw, DockerReason, PlanWarning } from '../plan/index.ts';
import type { ListensElsewhere, NotProven, Unreachable } from '../reach.ts';
import type { EngineVersion } from '../version.ts';

/** What is said of Docker alone. */
export interface DockerMessages {
  /** A wrong address of the engine's API, and whose it is. */
  readonly endpoint: (source: string, text: string) => string;
  readonly context: (name: string) => string;
  /** `hidden`: processes of others are hidden from who asks. */
  readonly noEngine: (hidden: boolean) => string;
  readonly foreign: (where: Omit<NotLocated, 'kind'>) => string;
  /** A rootless engine of somebody else; `name`: null where only the uid is known. */
  readonly otherUser: (endpoint: string, name: string | null, uid: number, command: string) => string;
  /** `program`: what the process runs, or would be run, cleaned; null: not seen. */
  readonly notProven: (problem: NotProven, program: string | null) => string;
  readonly listensElsewhere: (problem: ListensElsewhere) => string;
  /** Of a `--config-file` that is no whole path. */
  readonly configUnplaced: (file: string) => string;
  /** Of an engine that is down: what its service starts, cleaned. */
  readonly startUnproven: (program: string) => string;
  readonly unreachable: (problem: Unreachable) => string;
  readonly refusal: (reason: DockerReason) => readonly string[];
  readonly engine: (
    version: EngineVersion | null,
    install: Install,
    store: string | null,
    running: boolean,
  ) => string;
  /** A sentence without its subject, the mirror. */
  readonly flaw: (why: DockerFlaw) => string;
  /** `NAME=value`, as the engine shows them. */
  readonly proxies: (shown: readonly string[]) => string;
  readonly containers: (activation: Extract<Activation, { kind: 'restart' }>) => string;
  readonly warning: (warning: Exclude<PlanWarning, CommonWarning>) => string;
}
