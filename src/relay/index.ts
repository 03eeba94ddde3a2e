export { allowList } from './allow.ts';
export { RELAY } from './limits.ts';
export { type Listen, type MirrorsOf, openRelay, type Relay } from './relay.ts';
export { NO_STATE, parseState, type RelayState, type RememberedMirrors, renderState } from './state.ts';
export type { RelayStatus } from './status.ts';
export type { ResolvePolicy } from './types.ts';
