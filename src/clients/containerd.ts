import { digestOf } from '../registry/digest.ts';
import type { Descriptor } from '../registry/manifest.ts';
import { manifestKindOf } from '../registry/media-types.ts';
import { pullScope } from '../registry/token.ts';
import { type Answer, headerOf, type Response } from './answer.ts';
import { blobsOf, hasDigest, judgeBlob } from './blob.ts';
import { containerdChallenges } from './challenge.ts';
import { fitsLayers, isConfigOfSpec } from './config.ts';
import { isTransparentGzip, type Read, readAsFetcher, readTransparently } from './go/coding.ts';
import { isGoDigest } from './go/digest.ts';
import { chooseEntry, isKnownToContainerd, type Manifest, platformsOf, readContainerd } from './manifest.ts';
import { askToken, containerdToken } from './token.ts';
import { ask, type ClientRequest, type Failure, failed, type Outcome, type Pull, type Walk } from './walk.ts';

/** What all requests of one pull share: a token, once one was asked for. */
interface Talk extends Pull {
  authorization: string | null;
}

/** What a tag led to. */
interface Target {
  readonly digest: string;
  readonly mediaType: string;
  /** Bytes; null: a digest that the user named, whose manifest HEAD was asked for nothing. */
  readonly size: number;
}

type Told = { readonly kind: 'told'; readonly wish: ClientRequest; readonly answer: Response };

/**
 * containerd, and whatever pulls with its library. It does not ask `/v2/`; HEAD of the tag with `?ns=` tells it digest, type and length of the manifest, and those must be right.
 * A challenge is answered wherever one comes. containerd: core/remotes/docker/{resolver,fetcher,authorizer}.go, core/remotes/handlers.go.
 */
export function* containerd(pull: Pull): Walk {
  const talk: Talk = { ...pull, authorization: null };
  const target = yield* resolve(talk);
  return target.kind === 'failed' ? target : yield* fetchManifest(talk, target, true);
}

/** core/remotes/docker/resolver.go, `Resolve`. */
function* resolve(
  talk: Talk,
): Generator<ClientRequest, (Target & { readonly kind: 'target' }) | Failure, Answer> {
  const named = talk.image.digest;
  const of: ClientRequest['of'] =
    named === null ? { kind: 'tag' } : { kind: 'manifest', digest: named, top: true };
  const head = yield* send(talk, { method: 'HEAD', of, ns: true });
  if (head.kind === 'failed') return head;
  if (head.answer.status > 299) return failed('status', head.wish, head.answer);
  // HEAD that is not allowed was asked by GET, which has its gzip undone and then no length.
  const size = head.wish.method === 'GET' && isTransparentGzip(head.answer) ? null : head.answer.length;
  const stated = named ?? headerOf(head.answer, 'docker-content-digest');
  if (stated !== '' && size !== null) {
    if (!isGoDigest(stated)) return failed('bad-digest', head.wish, head.answer);
    return targetOf(head, stated, size);
  }
  const got = yield* send(talk, { method: 'GET', of, ns: true });
  if (got.kind === 'failed') return got;
  const read = readTransparently(got.answer, talk.limits.manifestBytes);
  if (read.kind !== 'bytes')
    return failed(read.kind === 'unseen' ? 'bad-coding' : read.kind, got.wish, got.answer);
  // Whatever came is the manifest, be its status what it may.
  return targetOf(got, named ?? digestOf(read.bytes), read.bytes.length);
}

function targetOf(
  { wish, answer }: Told,
  digest: string,
  size: number,
): (Target & { readonly kind: 'target' }) | Failure {
  const mediaType = headerOf(answer, 'content-type').replace(/;[\s\S]*$/, '');
  const kind = manifestKindOf(mediaType);
  if (mediaType === '') return failed('no-type', wish, answer);
  if (kind !== 'index' && kind !== 'image') return failed('unsupported-type', wish, answer);
  return size === 0 ? failed('length-zero', wish, answer) : { kind: 'target', digest, mediaType, size };
}

/** core/remotes/docker/resolver.go, `doWithRetries`: a challenge is answered, HEAD that is not allowed becomes GET. */
function* send(
  talk: Talk,
  asked: Omit<ClientRequest, 'authorization'>,
): Generator<ClientRequest, Told | Failure, Answer> {
  let wish: ClientRequest = { ...asked, authorization: talk.authorization };
  let answer = yield* ask(wish);
  if (answer.kind === 'failed') return answer;
  if (answer.status === 401) {
    const granted = yield* answerChallenge(talk, wish, answer);
    if (granted !== null) return granted;
    if (talk.authorization === wish.authorization) return { kind: 'told', wish, answer };
    wish = { ...asked, authorization: talk.authorization };
    answer = yield* ask(wish);
    if (answer.kind === 'failed') return answer;
  }
  if (answer.status === 405 && wish.method === 'HEAD') return yield* send(talk, { ...asked, method: 'GET' });
  return { kind: 'told', wish, answer };
}

/** core/remotes/docker/authorizer.go, `AddResponses`: the first Bearer challenge; without a login there is no answer to Basic. null: go on with what `talk` has now. */
function* answerChallenge(
  talk: Talk,
  wish: ClientRequest,
  answer: Response,
): Generator<ClientRequest, Failure | null, Answer> {
  const [challenge] = containerdChallenges(answer.headers['www-authenticate'] ?? []);
  if (challenge?.scheme !== 'bearer') return null;
  // Of the image's own name, whatever a mirror's `override_path` puts before it: scope.go, `RepositoryScope`.
  const own = pullScope(talk.image.repository);
  const scopes = new Set([...(challenge.params.get('scope') ?? own).split(' '), own]);
  const granted = yield* askToken(challenge, [...scopes].sort(), containerdToken, talk.limits.tokenBytes, {
    wish,
    answer,
  });
  if (granted.kind === 'failed') return granted;
  talk.authorization = granted.authorization;
  return null;
}

/** core/remotes/handlers.go, `Fetch`: length and digest of what comes must be those of its descriptor. */
function* fetchManifest(talk: Talk, { digest, mediaType, size }: Target, top: boolean): Walk {
  const told = yield* send(talk, {
    method: 'GET',
    of: { kind: 'manifest', digest, top, mediaType },
    ns: true,
  });
  if (told.kind === 'failed') return told;
  const { wish, answer } = told;
  if (answer.status > 299) return failed('status', wish, answer);
  const read = readAsFetcher(answer, talk.limits.manifestBytes);
  if (read.kind !== 'bytes') return failed(read.kind === 'unseen' ? 'bad-coding' : read.kind, wish, answer);
  if (read.bytes.length !== size) return failed('size-mismatch', wish, answer);
  if (!hasDigest(read.bytes, digest)) return failed('digest-mismatch', wish, answer);
  // Its store knows what it holds by sha256. plugins/content/local/writer.go, `Commit`.
  if (!digest.startsWith('sha256:')) return failed('bad-digest', wish, answer);
  const manifest = readContainerd(mediaType, read.bytes, talk.limits.manifestBytes);
  if (typeof manifest === 'string') return failed(manifest, wish, answer);
  if (manifest.kind === 'image') {
    return isKnownToContainerd(manifest)
      ? yield* fetchImage(talk, manifest)
      : failed('unsupported-type', wish, answer);
  }
  const entry = chooseEntry(manifest.entries, talk.platform, ['features', 'empty']);
  if (entry === null) {
    return { ...failed('platform-missing', wish, answer), platforms: platformsOf(manifest.entries) };
  }
  const kind = manifestKindOf(entry.mediaType);
  if (kind !== 'index' && kind !== 'image') return failed('unsupported-type', wish, answer);
  return yield* fetchManifest(talk, entry, false);
}

function* fetchImage(
  talk: Talk,
  { config, layers }: Extract<Manifest, { kind: 'image' }>,
): Generator<ClientRequest, Outcome, Answer> {
  const layer: Descriptor | null = talk.chooseLayer(layers);
  for (const of of blobsOf(config, layer)) {
    const told = yield* send(talk, { method: 'GET', of, ns: true });
    if (told.kind === 'failed') return told;
    const { wish, answer } = told;
    if (answer.status > 299) return failed('status', wish, answer);
    const read = (): Read => readAsFetcher(answer, talk.limits.blobBytes);
    if (of.kind === 'layer' && !isAsLong(answer, of.blob)) return failed('size-mismatch', wish, answer);
    if (of.kind === 'layer' && isGzipForTar(answer, of.blob)) return failed('unsupported-type', wish, answer);
    const isCoded = /gzip/i.test(headerOf(answer, 'content-encoding'));
    const reason = judgeBlob(answer.body, read, of.blob, { isCoded, checksSize: true });
    if (reason !== null) return failed(reason, wish, answer);
    if (of.kind !== 'config') continue;
    const { blobBytes } = talk.limits;
    const decoded = read();
    if (!fitsLayers(decoded, layers.length, blobBytes) || !isConfigOfSpec(decoded, blobBytes))
      return failed('bad-manifest', wish, answer);
  }
  return { kind: 'pulled' };
}

/** A descriptor may not promise more than the answer does. core/content/helpers.go, `copyWithBuffer`: "failed size validation". */
function isAsLong({ headers, length }: Response, { size }: Descriptor): boolean {
  if (headers['content-encoding'] !== undefined) return true;
  const total = /^bytes \d+-\d+\/(\d{1,15})$/.exec(headers['content-range']?.[0] ?? '')?.[1];
  const stated = total === undefined ? length : Number(total);
  return stated === null || stated >= size;
}

/** OCI's plain tar is not looked at for a compression, Docker's type is. core/images/mediatypes.go, `DiffCompression`. */
function isGzipForTar({ headers, body: { bytes } }: Response, { mediaType }: Descriptor): boolean {
  const isPlainTar = /^application\/vnd\.oci\.image\.layer\.(?:nondistributable\.)?v1\.tar$/.test(mediaType);
  return isPlainTar && headers['content-encoding'] === undefined && bytes[0] === 0x1f && bytes[1] === 0x8b;
}
