import { nearPlace } from '../address.ts';
import type { AddressClass, IpAddress, Network } from './network.ts';
import { literalAddress, withoutRoot } from './url.ts';

/** An address's class, told apart by how near it is: nobody's place but this machine's own, or that of its neighbours on the wire. */
type Place = AddressClass | NonNullable<ReturnType<typeof nearPlace>>;

/** Where a connection ends, as far as it can be known: behind a proxy a name's address is not. */
export type Reach = Place | 'unknown';

/**
 * Keeps a stranger from sending us into our own network. A URL that a mirror supplied may lead to a special address
 * (loopback, LAN, link-local …) only if the mirror itself lives at one, as a mirror on one's own machine or LAN does; and to
 * loopback or a link-local address (a cloud's metadata) only if it lives at just such a one: a mirror in the LAN is no part of this machine.
 * Having been reached at a public address once settles it: a name that rebinds later wins nothing.
 */
export class AddressGuard {
  readonly #classify: Network['classify'];
  #mirrorOrigin: string | null = null;
  readonly #mirrorIsAt = new Set<Reach>();

  constructor(classify: Network['classify']) {
    this.#classify = classify;
  }

  classify(ip: string): Place {
    const kind = this.#classify(ip);
    return kind === 'special' ? (nearPlace(ip) ?? kind) : kind;
  }

  /** Where a URL that the user or the catalogue named was reached. The first such origin is the mirror's. */
  mirrorReached(origin: string, reach: Reach): void {
    this.#mirrorOrigin ??= origin;
    if (origin !== this.#mirrorOrigin) return;
    this.#mirrorIsAt.add(reach);
  }

  /** The very place that was asked first, which the user or the catalogue named. */
  isMirrors(origin: string): boolean {
    return origin === this.#mirrorOrigin;
  }

  /** Is this end of a supplied URL off limits? */
  refuses(reach: Reach): boolean {
    if (!isSpecial(reach)) return false;
    const places = [...this.#mirrorIsAt];
    if (places.includes('public') || places.includes('fake-ip')) return true;
    return !(reach === 'special' ? places.some(isSpecial) : places.includes(reach));
  }

  /** What a URL's host tells without resolving it: all that can be known of it where a proxy resolves for us. */
  reachOfHost(hostname: string): Reach {
    const name = withoutRoot(hostname).toLowerCase();
    const literal = literalAddress(name);
    if (literal !== null) return this.classify(literal.ip);
    // RFC 6761 section 6.3: these names are loopback wherever they are resolved.
    return name === 'localhost' || name.endsWith('.localhost') ? 'loopback' : 'unknown';
  }

  /** A proxy on this machine or in the LAN reaches our own network; one far away has a network of its own to guard. */
  isNearProxy(proxyIp: string): boolean {
    return isSpecial(this.classify(proxyIp));
  }

  /** Might such a proxy end at a place that is off limits, by what this machine's resolver says of the name? It chooses among the addresses: one is enough. */
  refusesBehindProxy(resolvedHere: readonly IpAddress[]): boolean {
    return resolvedHere.some(({ ip }) => this.refuses(this.classify(ip)));
  }
}

function isSpecial(reach: Reach): boolean {
  return reach === 'special' || reach === 'loopback' || reach === 'link-local';
}
