import { createDigestCheck, type Digest } from '../digest.ts';
import { resolveSuppliedUrl } from '../location.ts';
import type { ResponseExchange } from '../transport/types.ts';
import { failureOf, type RegistryFailure, registryFailure } from './failure.ts';
import { retried } from './retry.ts';
import type { RegistryRequest, RegistrySession } from './session.ts';

/** A blob that is at hand, proven. */
export interface BlobToSend {
  readonly digest: Digest;
  readonly size: number;
  /** Its bytes `from` up to, not including, `to`. */
  readonly read: (from: number, to: number) => AsyncIterable<Uint8Array>;
}

export interface UploadHost {
  /** An upload that an earlier run began, as it was told then; null: there is none. */
  readonly begun: string | null;
  /** It goes on from here, should this run end: the address of the upload. */
  readonly onBegun: (location: string) => Promise<void>;
  readonly onBytes: (bytes: number) => void;
}

export type Sent = { readonly kind: 'sent'; readonly bytes: number };

/** Is this blob there? One HEAD. */
export async function hasBlob(
  session: RegistrySession,
  repository: string,
  digest: Digest,
): Promise<{ readonly kind: 'there' | 'absent' } | RegistryFailure> {
  return await retried(session, async () => {
    const exchange = await session.send({
      method: 'HEAD',
      url: `/v2/${repository}/blobs/${digest}`,
      scopes: [pushScope(repository)],
    });
    if (exchange.kind === 'failed') return exchange;
    if (exchange.kind === 'response' && exchange.head.status === 200) return { kind: 'there' as const };
    const isAbsent = exchange.kind === 'response' && exchange.head.status === 404;
    return isAbsent ? { kind: 'absent' as const } : failureOf(exchange);
  });
}

/**
 * Has a blob of another repository there count as this one's, without a byte being sent. Where the registry does not do so it has begun an upload instead.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#mounting-a-blob-from-another-repository
 */
export async function mountBlob(
  session: RegistrySession,
  repository: string,
  digest: Digest,
  from: string,
): Promise<
  { readonly kind: 'mounted' } | { readonly kind: 'begun'; readonly location: string } | RegistryFailure
> {
  const exchange = await session.send({
    method: 'POST',
    url: `/v2/${repository}/blobs/uploads/?mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(from)}`,
    scopes: [pushScope(repository), `repository:${from}:pull`],
  });
  if (exchange.kind === 'failed') return exchange;
  if (exchange.kind === 'response' && exchange.head.status === 201)
    return wrongDigestIn(exchange, digest) ?? { kind: 'mounted' };
  return begunBy(session, exchange);
}

/**
 * Sends a blob in chunks, each after the last was taken, and has the registry prove it by its digest. What breaks goes on from where the registry says
 * that it is; an upload that it has forgotten begins anew. The bytes are hashed once more on their way: what is no longer what it was is not finished.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#pushing-a-blob-in-chunks
 */
export async function sendBlob(
  session: RegistrySession,
  repository: string,
  blob: BlobToSend,
  host: UploadHost,
): Promise<Sent | RegistryFailure> {
  let location = host.begun;
  let sent = 0;
  let isAnew = false;
  return await retried(session, async () => {
    const at = location === null ? null : await reached(session, repository, location, blob.size);
    if (at !== null) location = at.location;
    else {
      const begun = await beginUpload(session, repository);
      if (begun.kind === 'failed') return begun;
      location = begun.location;
      await host.onBegun(location);
    }
    const upload = new Upload(session, repository, blob, location, at?.offset ?? 0, async (next) => {
      location = next;
      await host.onBegun(next);
    });
    const end = await upload.run((bytes) => {
      sent += bytes;
      host.onBytes(bytes);
    });
    // An upload that it took something of and will not go on with is of no more use: one more is begun.
    const isLost = end.kind === 'failed' && (end.code === 'refused' || end.code === 'not-found');
    if (isLost && upload.offset > 0 && !isAnew) {
      isAnew = true;
      location = null;
      return { ...end, code: 'server-error' as const };
    }
    return end.kind === 'failed' ? end : { kind: 'sent' as const, bytes: sent };
  });
}

export function pushScope(repository: string): string {
  return `repository:${repository}:pull,push`;
}

async function beginUpload(
  session: RegistrySession,
  repository: string,
): Promise<{ readonly kind: 'begun'; readonly location: string } | RegistryFailure> {
  const exchange = await session.send({
    method: 'POST',
    url: `/v2/${repository}/blobs/uploads/`,
    scopes: [pushScope(repository)],
  });
  return exchange.kind === 'failed' ? exchange : begunBy(session, exchange);
}

function begunBy(
  session: RegistrySession,
  exchange: Exclude<Awaited<ReturnType<RegistrySession['send']>>, RegistryFailure>,
): { readonly kind: 'begun'; readonly location: string } | RegistryFailure {
  if (exchange.kind !== 'response' || exchange.head.status !== 202) return failureOf(exchange);
  return locationIn(session, exchange);
}

/** How far an upload came; null: the registry does not know it any more. */
async function reached(
  session: RegistrySession,
  repository: string,
  location: string,
  size: number,
): Promise<{ readonly location: string; readonly offset: number } | null> {
  const url = uploadUrl(session, location);
  if (url.kind === 'failed') return null;
  const exchange = await session.send({ method: 'GET', url: url.url, scopes: [pushScope(repository)] });
  if (exchange.kind !== 'response' || exchange.head.status !== 204) return null;
  const offset = offsetIn(exchange);
  const next = locationIn(session, exchange);
  if (offset === null || offset > size) return null;
  return { location: next.kind === 'begun' ? next.location : location, offset };
}

class Upload {
  readonly #session: RegistrySession;
  readonly #scopes: readonly string[];
  readonly #blob: BlobToSend;
  readonly #onMoved: (location: string) => Promise<void>;
  #location: string;
  #offset: number;

  constructor(
    session: RegistrySession,
    repository: string,
    blob: BlobToSend,
    location: string,
    offset: number,
    onMoved: (location: string) => Promise<void>,
  ) {
    this.#session = session;
    this.#scopes = [pushScope(repository)];
    this.#blob = blob;
    this.#location = location;
    this.#offset = offset;
    this.#onMoved = onMoved;
  }

  /** Up to here the registry has it. */
  get offset(): number {
    return this.#offset;
  }

  async run(onBytes: (bytes: number) => void): Promise<{ readonly kind: 'done' } | RegistryFailure> {
    const { digest, size, read } = this.#blob;
    let check = createDigestCheck(digest);
    if (this.#offset > 0) for await (const chunk of read(0, this.#offset)) check.update(chunk);
    while (this.#offset < size) {
      const [from, to] = [this.#offset, Math.min(size, this.#offset + this.#session.limits.chunkBytes)];
      // A chunk goes out once more where the login was no longer good: it counts as it went last.
      let sent = check;
      const open = async function* (): AsyncGenerator<Uint8Array> {
        sent = check.copy();
        for await (const chunk of read(from, to)) {
          sent.update(chunk);
          onBytes(chunk.length);
          yield chunk;
        }
      };
      const failure = await this.#append(from, to, open);
      if (failure !== null) return failure;
      check = sent;
    }
    if (!check.matches()) return registryFailure('wrong-digest', 'the copy on this disk has changed');
    return this.#finish();
  }

  /** null: all of it was taken. */
  async #append(
    from: number,
    to: number,
    open: () => AsyncIterable<Uint8Array>,
  ): Promise<RegistryFailure | null> {
    const { size } = this.#blob;
    const exchange = await this.#send({
      method: 'PATCH',
      // A blob in one piece is a stream to registries that know of no pieces.
      headers: from === 0 && to === size ? {} : { 'content-range': `${from}-${to - 1}` },
      content: { mediaType: 'application/octet-stream', bytes: to - from, open },
    });
    if (exchange.kind === 'failed') return exchange;
    if (exchange.kind !== 'response' || exchange.head.status !== 202) return failureOf(exchange);
    const took = offsetIn(exchange);
    // To go on from elsewhere is begun with a look at how far it is.
    // (`0-0` after one byte is said of none, too.)
    if (took !== null && took !== to && to > 1)
      return registryFailure('server-error', `took ${took} bytes of ${to}`);
    this.#offset = to;
    const next = locationIn(this.#session, exchange);
    if (next.kind === 'failed') return next;
    this.#location = next.location;
    if (to < size) await this.#onMoved(next.location);
    return null;
  }

  async #finish(): Promise<{ readonly kind: 'done' } | RegistryFailure> {
    const exchange = await this.#send({ method: 'PUT', query: this.#blob.digest });
    if (exchange.kind === 'failed') return exchange;
    if (exchange.kind !== 'response' || exchange.head.status !== 201) return failureOf(exchange);
    return wrongDigestIn(exchange, this.#blob.digest) ?? { kind: 'done' };
  }

  async #send({ query, ...request }: Omit<RegistryRequest, 'url' | 'scopes'> & { readonly query?: Digest }) {
    const found = uploadUrl(this.#session, this.#location);
    if (found.kind === 'failed') return found;
    if (query !== undefined) found.url.searchParams.set('digest', query);
    return await this.#session.send({ ...request, url: found.url, scopes: this.#scopes });
  }
}

/** An upload goes on where it was begun: a registry that names another site for it gets neither login nor bytes there. */
function uploadUrl(
  { base }: RegistrySession,
  location: string,
): { readonly kind: 'url'; readonly url: URL } | RegistryFailure {
  const supplied = resolveSuppliedUrl(location, base);
  if (!supplied.ok)
    return registryFailure(
      supplied.reason === 'downgrade' ? 'downgrade' : 'refused',
      'its Location is not an address',
    );
  return supplied.url.origin === base.origin
    ? { kind: 'url', url: supplied.url }
    : registryFailure('foreign-location', supplied.url.host);
}

function locationIn(
  session: RegistrySession,
  { head }: ResponseExchange,
): { readonly kind: 'begun'; readonly location: string } | RegistryFailure {
  const text = head.headers['location']?.[0] ?? '';
  if (text === '') return registryFailure('refused', 'it named no Location for the upload');
  // It may be told from where the answer came.
  const absolute = URL.canParse(text, head.url.href) ? new URL(text, head.url).href : text;
  const found = uploadUrl(session, absolute);
  return found.kind === 'failed' ? found : { kind: 'begun', location: found.url.href };
}

/** `Range: 0-1023`: 1024 bytes are there. `0-0` is said of none, too. */
function offsetIn({ head }: ResponseExchange): number | null {
  const end = /^(?:bytes=)?0-(\d{1,15})$/.exec(head.headers['range']?.[0] ?? '')?.[1];
  if (end === undefined) return null;
  return end === '0' ? 0 : Number(end) + 1;
}

function wrongDigestIn({ head }: ResponseExchange, digest: Digest): RegistryFailure | null {
  const told = head.headers['docker-content-digest']?.[0];
  if (told === undefined || told === digest || !told.startsWith(digest.slice(0, digest.indexOf(':') + 1)))
    return null;
  return registryFailure('wrong-digest', told.slice(0, 200));
}
