import { BODY_LIMITS } from '../../limits.ts';
import { own, parseJsonObject } from '../json.ts';
import { resolveSuppliedUrl } from '../location.ts';
import { isTag } from '../reference.ts';
import { type RegistryFailure, registryFailure } from './failure.ts';
import { nextPage } from './next-page.ts';
import { pushScope } from './scope.ts';
import type { RegistrySession } from './session.ts';

/**
 * Every tag of a repository, page by page, `pages` at most; more of them are a failure, for who asks must have all. The list is at its end where neither a Link leads on nor
 * anything new comes behind the last tag: some registries cut a list off and do not say so. How many make a page is theirs to say: distribution 3 refuses more than its `tags.maxtags`.
 * distribution-spec v1.1, "Listing Tags".
 */
export async function getTags(
  session: RegistrySession,
  repository: string,
  pages: number,
): Promise<{ readonly kind: 'tags'; readonly tags: readonly string[] } | RegistryFailure> {
  const tags = new Set<string>();
  const first = `/v2/${repository}/tags/list`;
  let url: string | URL = first;
  for (let page = 0; page < pages; page += 1) {
    const exchange = await session.send({
      method: 'GET',
      url,
      scopes: [pushScope(repository)],
      body: () => ({ kind: 'whole', limitBytes: BODY_LIMITS.manifestBytes }),
    });
    if (exchange.kind === 'failed') return exchange;
    if (exchange.kind !== 'response' || exchange.head.status !== 200) return session.failure(exchange);
    const list = own(parseJsonObject(exchange.body, BODY_LIMITS.manifestBytes) ?? {}, 'tags');
    if (list !== null && !Array.isArray(list)) return registryFailure('refused', 'it does not list its tags');
    const before = tags.size;
    for (const tag of list ?? []) {
      if (typeof tag !== 'string' || !isTag(tag))
        return registryFailure('refused', 'it lists what is not a tag');
      tags.add(tag);
    }
    const next = nextPage(exchange.head.headers['link'] ?? []);
    // Where the list goes on is not known: it is not whole.
    if (next.kind === 'unreadable') return registryFailure('refused', 'the next page of its tags');
    if (next.kind === 'last') {
      const last = list?.at(-1);
      if (last === undefined || tags.size === before) return { kind: 'tags', tags: [...tags] };
      url = `${first}?last=${encodeURIComponent(last)}`;
      continue;
    }
    const supplied = resolveSuppliedUrl(next.target, exchange.head.url);
    if (!supplied.ok || supplied.url.origin !== session.base.origin)
      return registryFailure('foreign-location', 'the next page of its tags');
    url = supplied.url;
  }
  return registryFailure('refused', `more than ${pages} pages of tags`);
}
