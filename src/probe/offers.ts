import type { ClientRequest } from '../clients/index.ts';
import { OFFERS_ZSTD } from '../registry/coding.ts';
import { ACCEPT_MANIFEST } from '../registry/media-types.ts';

/**
 * The headers with which engines ask. Go's transport offers gzip by itself, but not for HEAD; containerd's fetcher names three codings for what it asks by digest, of which zstd
 * is left out where this Node cannot undo it.
 */
export function headersFor({ method, of, ns }: ClientRequest): Readonly<Record<string, string>> {
  const accept = of.kind === 'tag' || of.kind === 'manifest' ? { accept: ACCEPT_MANIFEST } : {};
  const isFetched = ns && (of.kind === 'manifest' || of.kind === 'config' || of.kind === 'layer');
  const coding = method === 'HEAD' ? NONE : isFetched ? FETCHER : 'gzip';
  return { ...accept, 'accept-encoding': coding };
}

/** The header is left out. */
const NONE = '';

const FETCHER = `${OFFERS_ZSTD ? 'zstd;q=1.0, ' : ''}gzip;q=0.8, deflate;q=0.5`;
