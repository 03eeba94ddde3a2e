import type { AddressClass, Network } from './network.ts';
import { literalAddress } from './url.ts';

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

  /**
   * What a URL's host tells without resolving it: all that can be checked where a proxy resolves for us. There a name
   * can lead anywhere the proxy reaches; that is the proxy's network to guard, not this machine's.
   */
  reachOfHost(hostname: string): Reach {
    const literal = literalAddress(hostname);
    if (literal !== null) return this.#classify(literal.ip);
    // RFC 6761 section 6.3: these names are loopback wherever they are resolved.
    return hostname === 'localhost' || hostname.endsWith('.localhost') ? 'special' : 'unknown';
  }
}
