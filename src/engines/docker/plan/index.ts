export { planApply } from './apply.ts';
export { changedKeys } from './changed-keys.ts';
export { proxyFilePaths } from './proxies.ts';
export type * from './types.ts';
export { planUndo } from './undo.ts';
