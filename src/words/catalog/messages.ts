import type {
  Access,
  Candidate,
  CatalogueAge,
  LeftOut,
  ListFailure,
  ListProblem,
  ListTally,
  MirrorUrlNote,
  MirrorUrlProblem,
  OperatorKind,
  PassedOver,
  SelectionProblem,
} from '../../catalog/index.ts';

/** Sentences about addresses, lists and the choice of mirrors. What is shown of a stranger's text comes cleaned. */
export interface CatalogMessages {
  /** What is wrong with an address, and what was meant where that can be told. */
  readonly urlProblem: (shown: string, problem: MirrorUrlProblem) => string;
  readonly urlNote: (displayUrl: string, note: MirrorUrlNote) => string;
  /** `list:line: field: …`, as compilers write it. */
  readonly listProblem: (problem: ListProblem) => string;
  readonly listFailure: (list: string, failure: ListFailure) => string;
  /** One line for a text that was searched for addresses. */
  readonly listTally: (tally: ListTally, verbose: boolean) => string;
  /** The catalogue of this version is old, and how a newer one is had: by a newer version (a command, or a page), or alone. */
  readonly catalogueAge: (age: CatalogueAge, newerVersion: string) => string;
  /** What was taken from a compose file. */
  readonly compose: (taken: {
    readonly file: string;
    readonly images: readonly string[];
    readonly others: readonly string[];
    readonly unset: readonly string[];
    readonly unread: readonly string[];
    /** A file that Compose would lay over this one; null: there is none. */
    readonly override: string | null;
  }) => string;
  readonly listTaken: (list: string, line: number, displayUrl: string) => string;
  readonly listPassedOver: (list: string, passed: PassedOver) => string;
  readonly selectionProblem: (problem: SelectionProblem) => string;
  readonly leftOut: (leftOut: LeftOut) => string;
  /** For a retired mirror that is asked all the same. */
  readonly retired: (displayUrl: string, retired: NonNullable<Candidate['retired']>) => string;
  readonly access: Readonly<Record<Access, string>>;
  readonly operatorKind: Readonly<Record<OperatorKind, string>>;
}
