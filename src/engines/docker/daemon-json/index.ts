export { type DaemonJsonChanges, type EditedDaemonJson, editDaemonJson } from './edit.ts';
export { decodeBytes, decodeText } from './encoding.ts';
export { PROXY_KEYS } from './members.ts';
export { quoted } from './object-text.ts';
export { positionAt } from './position.ts';
export { readDaemonJson } from './read.ts';
export { type RepairedDaemonJson, repairDaemonJson, type Unrepairable } from './repair.ts';
export type {
  DaemonJsonDocument,
  DaemonJsonProblem,
  Finding,
  FindingCode,
  ProblemCode,
  Proxies,
} from './types.ts';
