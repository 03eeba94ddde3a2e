import type { OpenFiles } from '../host/open-files.ts';

/** What is in force, and what the file would have in force: as plain data, for who explains a failing pull. null: not seen. */
export interface Examination {
  readonly version: string | null;
  readonly store: 'classic' | 'containerd' | null;
  readonly install: string;
  /** As the engine shows them, in their order. */
  readonly mirrors: readonly string[] | null;
  /** Its way out, as it shows it: users and passwords taken away. */
  readonly proxies: {
    readonly http: string | null;
    readonly https: string | null;
    readonly no: string | null;
  } | null;
  /** One of the proxies has a user or a password, which are nobody's here. */
  readonly proxyLogin: boolean;
  /** Where images lie. */
  readonly dataRoot: string | null;
  readonly file: ExaminedFile;
  /** A hosts.toml of Docker Hub. `takesOver`: it counts in place of the mirrors. */
  readonly hostsToml: { readonly path: string; readonly text: string; readonly takesOver: boolean } | null;
  /** Where CAs of single registries lie; null: out of reach. */
  readonly certsDir: string | null;
  /** Its own variables that name CAs, where its process may be looked at. */
  readonly trust: Readonly<Record<string, string>>;
  /** By its process; null: it may not be looked at. */
  readonly openFiles: OpenFiles | null;
  /** It was asked itself; else that it is down is its manager's word. */
  readonly asked: boolean;
  /** A reload has it read the file anew: what a user would type. null: nothing that we know of. */
  readonly reloadCommand: string | null;
  readonly restart: RestartCost;
  /** Where a layer lies while it is downloaded, and how such files' names begin; null: this store has no such files. */
  readonly downloads: { readonly folder: string; readonly prefix: string } | null;
}

/** What a user would type to restart the engine, and how many running containers that stops. */
export interface RestartCost {
  /** null: nothing that we know of. */
  readonly command: string | null;
  readonly stops: number;
}

export interface ExaminedFile {
  readonly path: string;
  readonly there: boolean;
  /** It cannot be read by this release. */
  readonly problem: { readonly code: string; readonly line: number; readonly column: number } | null;
  /** What keeps an engine from starting with it, or a reload from being taken: a key, a mirror. */
  readonly refused: string | null;
  /** null: it has none of them, or cannot be read. */
  readonly mirrors: readonly string[] | null;
  /** Since the engine started; null: not seen, or too near to it to tell. */
  readonly changedSince: boolean | null;
}

/** Where the mirrors of one registry stand for who pulls for a kubelet of this machine, and whether that is read. Plain data, for who explains a failing pull. */
export interface NodeFile {
  readonly engine: 'containerd' | 'k3s' | 'rke2';
  /** A hosts.toml of this registry, or a registries.yaml. */
  readonly path: string;
  /** `closed`: there, and not for this user. */
  readonly state: 'there' | 'absent' | 'closed';
  /** In their order; none where it cannot be read. `resolves`: it may say which image a tag is. */
  readonly hosts: readonly { readonly url: string; readonly resolves: boolean }[];
  /** The registry's own address, where the file names one, as it is written. */
  readonly server: string | null;
  /** null: it is read, as far as can be seen. */
  readonly unread: Unread | null;
  /** Files that name mirrors as well, and not for this engine. */
  readonly strays: readonly string[];
  /** What a user would type to have its configuration read anew. */
  readonly restartCommand: string;
  /** Where images lie. */
  readonly dataRoot: string;
}

/** Why its mirrors count for nothing. `config`: the file where that is decided. */
export type Unread =
  | {
      readonly why: 'no-config-path' | 'two-folders' | 'mirrors-inside' | 'changed-since';
      readonly config: string;
    }
  /** null: the whole of it. */
  | { readonly why: 'bad-file'; readonly line: number | null };
