/** Are these two hosts one organisation's, by the public suffix list: `registry.gitlab.com` and `gitlab.com`? */
export async function isSameSite(one: URL, other: URL): Promise<boolean> {
  const { getDomain } = await import('tldts');
  const options = { allowPrivateDomains: true };
  const [domain, otherDomain] = [getDomain(one.hostname, options), getDomain(other.hostname, options)];
  return domain !== null && domain === otherDomain;
}
