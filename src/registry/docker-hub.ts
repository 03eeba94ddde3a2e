/**
 * Is this one of Docker Hub's own hosts: registry, token service, web site or blob store? A mirror that sends us there helps
 * nobody who cannot reach the Hub. Takes a name or `host:port`.
 */
export function isHubHost(host: string): boolean {
  const name = host
    .toLowerCase()
    .replace(/:\d{1,5}$/, '')
    .replace(/\.$/, '');
  return (
    HUB_DOMAINS.some((domain) => name === domain || name.endsWith(`.${domain}`)) || HUB_BUCKET.test(name)
  );
}

/**
 * registry-1.docker.io, auth.docker.io, index.docker.io; production.cloudflare.docker.com, production.cloudfront.docker.com,
 * hub.docker.com. The CDN names change every few years, the domains do not.
 */
const HUB_DOMAINS: readonly string[] = ['docker.io', 'docker.com'];

/** Where anonymous pulls are sent: a bucket, with or without Docker's account before Cloudflare's own name. */
const HUB_BUCKET = /^docker-images-prod(?:\.[0-9a-f]{32})?\.r2\.cloudflarestorage\.com$/;

/** Of the Hub's own, and no pull comes there: signatures, web pages, accounts. */
export function isBesidePulls(host: string): boolean {
  return BESIDE_PULLS.has(host.toLowerCase());
}

const BESIDE_PULLS: ReadonlySet<string> = new Set([
  'notary.docker.io',
  'hub.docker.com',
  'www.docker.com',
  'docs.docker.com',
  'login.docker.com',
  'api.docker.com',
  'download.docker.com',
]);
