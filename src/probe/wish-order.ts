import type { ClientRequest } from '../clients/index.ts';
import { WAYS } from './plan.ts';

/** Lockstep: a pull's order; and by digest the way that the table says before the other. */
export function orderOf(wish: ClientRequest): number {
  const { of, ns, method } = wish;
  switch (of.kind) {
    case 'ping':
    case 'token':
      return ORDER[of.kind];
    case 'tag':
      return ORDER.tag + (method === 'GET' ? 2 : ns ? 0 : 1);
    case 'manifest':
      return ORDER[of.top ? 'top' : 'child'] + (isPreferred(of.top ? 'top' : 'child', ns) ? 0 : 1);
    case 'config':
    case 'layer':
      return ORDER[of.kind] + (isPreferred(of.kind, ns) ? 0 : 1);
    default:
      return of satisfies never;
  }
}

/** The tag has led it somewhere. */
export function isPastTag(wish: ClientRequest): boolean {
  return orderOf(wish) >= ORDER.top;
}

const ORDER = { ping: 0, token: 10, tag: 20, top: 30, child: 40, config: 50, layer: 60 } as const;

function isPreferred(what: keyof typeof WAYS, ns: boolean): boolean {
  return (WAYS[what] === 'containerd') === ns;
}
