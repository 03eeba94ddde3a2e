import { at, type Behaviour, chain, changes, reset } from './behaviour.ts';
import { ownTokens } from './token.ts';

/**
 * Docker Hub as it looks from behind a wall: it says which digest a tag has, for a token that anybody gets, and counts
 * its limit; but of a blob no byte comes through.
 */
export function hubBehaviour(): Behaviour {
  const limits = { 'ratelimit-limit': '100;w=21600', 'ratelimit-remaining': '99;w=21600' };
  return chain(
    at(['config', 'layer'], reset),
    ownTokens(),
    at(
      'manifest',
      changes(({ headers }) => ({ headers: { ...headers, ...limits } })),
    ),
  );
}
