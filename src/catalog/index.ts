export { type CatalogueAge, catalogueAge } from './age.ts';
export { BUILTIN, builtinCatalogue } from './builtin.ts';
export type { ListFailure, ListFault, ListProblem } from './list-problem.ts';
export type { ListTally, PassedOver } from './lists/tally.ts';
export {
  type MirrorUrl,
  type MirrorUrlNote,
  type MirrorUrlProblem,
  type ParsedMirrorUrl,
  parseMirrorUrl,
} from './mirror-url.ts';
export type { NotAMirror } from './not-a-mirror.ts';
export { type ParsedList, parseList } from './parse-list.ts';
export { type Selection, type SelectionOptions, selectCandidates } from './select.ts';
export {
  isUsageError,
  type LeftOut,
  type LeftOutReason,
  type MeantElse,
  type SelectionProblem,
} from './selection-problem.ts';
export type {
  Access,
  Candidate,
  Catalogue,
  CatalogueEntry,
  LocalText,
  MirrorLimits,
  Operator,
  OperatorKind,
  RegistryEntry,
} from './types.ts';
