import type { ClientRequest } from '../clients/index.ts';
import { OFFERS_ZSTD } from '../registry/coding.ts';
import { ACCEPT_MANIFEST } from '../registry/media-types.ts';

/**
 * The headers with which engines ask. containerd names the type that it expects, and whatever else there is; the others name the types of manifests, and none for blobs. containerd: core/remotes/docker/{resolver,fetcher}.go, `Resolve`, `open`; moby: distribution/registry.go. Go's transport offers gzip by itself, but not for HEAD; containerd's fetcher names three codings for what it asks by digest, of which zstd
 * is left out where this Node cannot undo it. But not for a config, which is taken as right where it is of that coding, and wrong where it is only labelled so: it shows a mirror that labels what it does not code.
 */
export function headersFor({ method, of, ns }: ClientRequest): Readonly<Record<string, string>> {
  const accept = acceptFor(of, ns);
  const isFetched = ns && (of.kind === 'manifest' || of.kind === 'config' || of.kind === 'layer');
  const fetcher = OFFERS_ZSTD || of.kind === 'config' ? FETCHER : FETCHER_WITHOUT_ZSTD;
  const coding = method === 'HEAD' ? NONE : isFetched ? fetcher : 'gzip';
  return { ...(accept === null ? {} : { accept }), 'accept-encoding': coding };
}

function acceptFor(of: ClientRequest['of'], ns: boolean): string | null {
  switch (of.kind) {
    case 'ping':
    case 'token':
      return null;
    case 'tag':
      return ns ? `${ACCEPT_MANIFEST}, */*` : ACCEPT_MANIFEST;
    case 'manifest':
      return ns ? `${of.mediaType ?? ACCEPT_MANIFEST}, */*` : ACCEPT_MANIFEST;
    case 'config':
    case 'layer':
      return ns ? (of.blob.mediaType === '' ? '*/*' : `${of.blob.mediaType}, */*`) : null;
    default:
      return of satisfies never;
  }
}

/** The header is left out. */
const NONE = '';

const FETCHER_WITHOUT_ZSTD = 'gzip;q=0.8, deflate;q=0.5';
const FETCHER = `zstd;q=1.0, ${FETCHER_WITHOUT_ZSTD}`;
