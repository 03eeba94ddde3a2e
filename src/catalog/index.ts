export { PERSONAL_VARIABLE } from './address.ts';
export { BUILTIN, builtinCatalogue } from './builtin.ts';
export { ID, idFromUrl } from './ids.ts';
export type { ListFailure, ListFault, ListProblem } from './list-problem.ts';
export type { ListTally, PassedOver } from './lists/tally.ts';
export {
  endpoint,
  type MirrorUrl,
  type MirrorUrlNote,
  type MirrorUrlProblem,
  type ParsedMirrorUrl,
  parseMirrorUrl,
} from './mirror-url.ts';
export type { NotAMirror } from './not-a-mirror.ts';
export { type ParsedList, parseList } from './parse-list.ts';
export { parseRegistryName } from './registry-name.ts';
export { type Selection, type SelectionOptions, selectCandidates } from './select.ts';
export {
  isUsageError,
  type LeftOut,
  type LeftOutReason,
  type SelectionProblem,
} from './selection-problem.ts';
export {
  ACCESS_KINDS,
  type Access,
  type Candidate,
  type Catalogue,
  type CatalogueEntry,
  type LocalText,
  type MirrorLimits,
  OPERATOR_KINDS,
  type Operator,
  type OperatorKind,
  type RegistryEntry,
} from './types.ts';
