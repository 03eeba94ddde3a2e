import type { AddressClass, IpAddress, Network } from './network.ts';
import { literalAddress, withoutRoot } from './url.ts';

/** Where a connection ends, as far as it can be known: behind a proxy a name's address is not. */
export type Reach = AddressClass | 'unknown';

/**
 * Keeps a stranger from sending us into our own network. A URL that a mirror supplied may lead to a special address
 * (loopback, LAN, link-local …) only if the mirror itself lives at one, as a mirror on one's own machine or LAN does.
 * Having been reached at a public address once settles it: a name that rebinds later wins nothing.
 */
export class AddressGuard {
  readonly #classify: Network['classify'];
  #mirrorOrigin: string | null = null;
  #mirrorIsSpecial = false;
  #mirrorIsPublic = false;

  constructor(classify: Network['classify']) {
    this.#classify = classify;
  }

  classify(ip: string): AddressClass {
    return this.#classify(ip);
  }

  /** Where a URL that the user or the catalogue named was reached. The first such origin is the mirror's. */
  mirrorReached(origin: string, reach: Reach): void {
    this.#mirrorOrigin ??= origin;
    if (origin !== this.#mirrorOrigin) return;
    if (reach === 'special') this.#mirrorIsSpecial = true;
    if (reach === 'public' || reach === 'fake-ip') this.#mirrorIsPublic = true;
  }

  /** Is this end of a supplied URL off limits? */
  refuses(reach: Reach): boolean {
    return reach === 'special' && !(this.#mirrorIsSpecial && !this.#mirrorIsPublic);
  }

  /** What a URL's host tells without resolving it: all that can be known of it where a proxy resolves for us. */
  reachOfHost(hostname: string): Reach {
    const name = withoutRoot(hostname).toLowerCase();
    const literal = literalAddress(name);
    if (literal !== null) return this.#classify(literal.ip);
    // RFC 6761 section 6.3: these names are loopback wherever they are resolved.
    return name === 'localhost' || name.endsWith('.localhost') ? 'special' : 'unknown';
  }

  /**
   * What the name behind a proxy is, by what this machine's resolver says of it. A proxy far away has a network of its own
   * to guard; one on this machine or in the LAN reaches our own, and it chooses among the addresses: one special is enough.
   */
  reachBehindProxy(proxyIp: string, resolvedHere: readonly IpAddress[]): Reach {
    if (this.#classify(proxyIp) !== 'special') return 'unknown';
    return resolvedHere.some(({ ip }) => this.#classify(ip) === 'special') ? 'special' : 'unknown';
  }
}
