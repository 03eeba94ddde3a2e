export { type ArchivedFile, beginsAsTar, filesInTar } from './archive.ts';
export { type ByteFigures, ByteMeter } from './byte-meter.ts';
export { SourceBytes, type SourceStanding } from './bytes.ts';
export { isWholeLibraryFile, parseLibraryFile } from './library-file.ts';
export { libraryImages } from './library-images.ts';
export { SYNC } from './limits.ts';
export { type Pruned, type PruneEnd, pruneTags, unwantedTags, type WouldPrune } from './prune.ts';
export { Quota } from './quota.ts';
export {
  type FaultyMirror,
  type PrunedTag,
  type SyncedImage,
  type SyncReport,
  syncReport,
  type UnreadItem,
} from './report.ts';
export {
  learn,
  mayBeState,
  type PlacedTag,
  parseState,
  renderLine,
  renderState,
  type StateLine,
  type SyncState,
} from './state.ts';
export { type SyncEvent, type Synced, syncImages } from './sync.ts';
export { familiarName, nameOf } from './tag-name.ts';
export type { TagPattern } from './tag-pattern.ts';
export type {
  Destination,
  ImageOutcome,
  Platforms,
  QuotaFigures,
  SyncTrouble,
  Traffic,
  WantedImage,
} from './types.ts';
export { distinctWanted, parseImageList, type WrongLine, wantedOf } from './wanted-images.ts';
