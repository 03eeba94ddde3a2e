import type { Wish } from '../engines/engine.ts';

/** Nothing is wished yet: only what is there is looked at. */
export const NO_WISH: Wish = {
  top: 1,
  replace: false,
  allowUnconfirmed: false,
  allowInsecure: false,
  mirrorsOff: false,
  noProbe: true,
  proxies: {},
  activate: 'auto',
  withPending: false,
  unlessPending: false,
  repair: false,
};
