export { chooseMirrors, type Judge, mirrorKey } from './choose.ts';
export { asSeenBy, confirmationFlaw, isPlainHttp, plainHttpFlaw, verdictFlaw } from './fitness.ts';
export { hostOf, isLoopback, isPublicHost, nameOf } from './hosts.ts';
export type * from './types.ts';
export { choiceWarnings, pullSecrets } from './warnings.ts';
