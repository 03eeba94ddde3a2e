import { createDigestCheck, type Digest } from '../digest.ts';
import { type RegistryFailure, registryFailure } from './failure.ts';
import { retried } from './retry.ts';
import { pushScope } from './scope.ts';
import type { RegistryRequest, RegistrySession } from './session.ts';
import { begunBy, locationIn, offsetIn, uploadUrl, wrongDigestIn } from './upload-answers.ts';

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
    if (exchange.kind !== 'response' || exchange.head.status !== 202) return this.#session.failure(exchange);
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
    if (exchange.kind !== 'response' || exchange.head.status !== 201) return this.#session.failure(exchange);
    return wrongDigestIn(exchange, this.#blob.digest) ?? { kind: 'done' };
  }

  async #send({ query, ...request }: Omit<RegistryRequest, 'url' | 'scopes'> & { readonly query?: Digest }) {
    const found = uploadUrl(this.#session, this.#location);
    if (found.kind === 'failed') return found;
    if (query !== undefined) found.url.searchParams.set('digest', query);
    return await this.#session.send({ ...request, url: found.url, scopes: this.#scopes });
  }
}
