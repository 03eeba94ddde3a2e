/** One file as it stands and as it is to be. */
export interface PlannedFile {
  readonly path: string;
  /** null: there is none. */
  readonly before: Uint8Array | null;
  /** null: the file goes. */
  readonly after: Uint8Array | null;
  /** `keep`: the old file's, 0644 for a new one. `private`: 0600, since a password is in it. `restore`: the backup's. */
  readonly mode: 'keep' | 'private' | 'restore';
  /** The engine's own reader looks at it before it takes the old one's place; others may have settings of their own in it. */
  readonly judged: boolean;
  /** A unit file, which the service manager has to read anew. */
  readonly unit: boolean;
  /** Its text as it may be shown, line for line, by a parser of its format; absent: it is masked by what its lines look like. Pure. */
  readonly hide?: (text: string) => string;
}

/** Files that take effect together. `Expect`: what the engine must show afterwards, in its own terms. */
export interface Stage<Expect> {
  /** In the order in which they are written. None: only the activation is missing. */
  readonly files: readonly PlannedFile[];
  readonly activation: Activation;
  readonly expect: Expect;
}

/** How a change takes effect. */
export type Activation =
  | { readonly kind: 'none'; readonly why: 'nothing-to-do' | 'engine-down' | 'not-needed' }
  | { readonly kind: 'none'; readonly why: 'asked'; readonly awaits: Awaited }
  /** The engine reads the files anew whenever it pulls: nobody has to be told. */
  | { readonly kind: 'at-each-pull' }
  /** `leaves`: what only a restart takes, and nobody asked for one. */
  | { readonly kind: 'reload'; readonly leaves?: 'proxies' }
  | {
      readonly kind: 'restart';
      readonly why: RestartReason;
      /** A unit's drop-in changed: the service manager must read it first. */
      readonly daemonReload: boolean;
      readonly containers: RestartedContainers;
    }
  /** We may not or cannot do it. `command` null: the engine was started by hand. */
  | { readonly kind: 'by-hand'; readonly command: string | null; readonly why: 'reload' | RestartReason };

/** What a change that was only written waits for: a reload or a restart, whichever comes first; a restart alone; or `each`: mirrors the one, proxies the other. */
export type Awaited = 'reload' | 'restart' | 'each';

/** `option`: it was started with an option that says the same, and keeps it until it is started anew. */
export type RestartReason = 'proxies' | 'cannot-reload' | 'option' | 'asked';

export interface RestartedContainers {
  readonly stop: number;
  /** Why they go on, or what would have let them. */
  readonly liveRestore: 'on' | 'would-help' | 'after-reload' | 'not-with-swarm' | 'none-run';
}

/** What an engine was told, or would have been: what can have changed in it since. */
export type ActivationTold = Extract<Activation['kind'], 'at-each-pull' | 'reload' | 'restart'>;

/** What `--yes` alone does not give. */
export type Consent =
  | {
      readonly kind: 'stop-containers';
      readonly count: number;
      /** By `--activate restart`. */
      readonly given: boolean;
    }
  /** Settings that others left in the file come into force too, and take containers away or the engine down. */
  | {
      readonly kind: 'pending';
      readonly keys: readonly string[];
      /** By `--with-pending`. */
      readonly given: boolean;
      /** All of them wait for the engine's next start, and the new file alone has them. */
      readonly atStart?: true;
    };

/** Each path once, from its first `before` to its last `after`. */
export function netFiles(stages: readonly Stage<unknown>[]): readonly PlannedFile[] {
  const byPath = new Map<string, PlannedFile>();
  for (const file of stages.flatMap(({ files }) => files)) {
    byPath.set(file.path, { ...file, before: byPath.get(file.path)?.before ?? file.before });
  }
  return [...byPath.values()];
}
