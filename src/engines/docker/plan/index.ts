export { configuredEntries, planApply } from './apply.ts';
export { changedKeys } from './changed-keys.ts';
export { planEarly } from './early.ts';
export type * from './input.ts';
export { proxyFilePaths } from './proxies.ts';
export type * from './types.ts';
export { planUndo } from './undo.ts';
export { withOldKeys } from './undo-target.ts';
