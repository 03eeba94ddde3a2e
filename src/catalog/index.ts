export { parseAddress } from './address.ts';
export { type CatalogueAge, catalogueAge } from './age.ts';
export { BUILTIN, builtinCatalogue } from './builtin.ts';
export { ID } from './ids.ts';
export { LIST } from './limits.ts';
export type { ListFailure, ListFault, ListProblem } from './list-problem.ts';
export type { ListTally, PassedOver } from './lists/tally.ts';
export {
  internationalName,
  type MirrorForms,
  type MirrorUrl,
  type ParsedMirrorUrl,
  parseMirrorUrl,
  registryUrl,
} from './mirror-url.ts';
export type { MirrorUrlNote, MirrorUrlProblem } from './mirror-url-problem.ts';
export type { NotAMirror } from './not-a-mirror.ts';
export { type ParsedList, parseList } from './parse-list.ts';
export { readDate, readText } from './read-values.ts';
export { parseRegistryName } from './registry-name.ts';
export { type Selection, type SelectionOptions, selectCandidates } from './select.ts';
export {
  isUsageError,
  type LeftOut,
  type LeftOutReason,
  type MeantElse,
  type SelectionProblem,
} from './selection-problem.ts';
export { shownUrl } from './shown-url.ts';
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
  type RegistryAddress,
  type RegistryEntry,
} from './types.ts';
