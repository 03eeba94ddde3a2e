export { type DaemonJsonChanges, type EditedDaemonJson, editDaemonJson } from './edit.ts';
export { type Excerpt, excerptAt, excerptLines } from './excerpt.ts';
export { PROXY_KEYS } from './members.ts';
export { positionAt } from './position.ts';
export { readDaemonJson } from './read.ts';
export { type RepairedDaemonJson, repairDaemonJson, type Unrepairable } from './repair.ts';
export type {
  DaemonJsonDocument,
  DaemonJsonProblem,
  FileFinding,
  FindingCode,
  ProblemCode,
  Proxies,
} from './types.ts';
