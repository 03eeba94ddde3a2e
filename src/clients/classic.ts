import { digestOf } from '../registry/digest.ts';
import { pullScope } from '../registry/token.ts';
import { type Answer, headerOf, type Response } from './answer.ts';
import { blobsOf, hasDigest, judgeBlob } from './blob.ts';
import { distributionChallenges } from './challenge.ts';
import { fitsLayers, isConfigForClassic } from './config.ts';
import { isTransparentGzip, type Read, readTransparently } from './go/coding.ts';
import { isGoDigest } from './go/digest.ts';
import { chooseEntry, isSupportedByClassic, type Manifest, platformsOf, readClassic } from './manifest.ts';
import { askToken, classicToken, type Granted, WITHOUT } from './token.ts';
import { ask, type ClientRequest, type Failure, failed, type Outcome, type Pull, type Walk } from './walk.ts';

/**
 * dockerd with the classic image store. It asks `/v2/`, whose challenge counts for all that follows and whose status does not; HEAD of the tag, or GET where that is refused or
 * states no digest; then everything by digest. Statuses from 200 to 399 are successes. moby: distribution/{registry,pull_v2}.go; distribution: registry/client/repository.go.
 */
export function* classic(pull: Pull): Walk {
  const ping: ClientRequest = { method: 'GET', of: { kind: 'ping' }, ns: false, authorization: null };
  const pinged = yield* ask(ping);
  if (pinged.kind === 'failed') return pinged;
  const granted = yield* authorize(pull, ping, pinged);
  if (granted.kind === 'failed') return granted;
  const { authorization } = granted;
  const digest = pull.image.digest ?? (yield* resolveTag(pull, authorization));
  if (typeof digest !== 'string') return digest;
  return yield* pullManifest(pull, authorization, digest, {
    top: true,
    verified: pull.image.digest !== null,
  });
}

/** moby: registry/auth.go, `PingV2Registry`; distribution: registry/client/auth/session.go: every Bearer challenge first, then every Basic one, for which there is no login. */
function* authorize(
  { image, imagePrefix, limits }: Pull,
  wish: ClientRequest,
  answer: Response,
): Generator<ClientRequest, Granted | Failure, Answer> {
  // Challenges are kept by the URL that gave them, so one from behind a redirect is never found again.
  if (answer.status !== 401 || answer.moved) return WITHOUT;
  const challenges = distributionChallenges(answer.headers['www-authenticate'] ?? []);
  const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
  const scopes = [pullScope(`${imagePrefix}${image.repository}`)];
  const granted =
    bearer === undefined
      ? WITHOUT
      : yield* askToken(bearer, scopes, classicToken, limits.tokenBytes, { wish, answer });
  if (granted.kind === 'failed') return granted;
  return challenges.some(({ scheme }) => scheme === 'basic') ? failed('login-wanted', wish, answer) : granted;
}

/** distribution: registry/client/repository.go, `tags.Get` and `descriptorFromResponse`. */
function* resolveTag(
  { limits }: Pull,
  authorization: string | null,
): Generator<ClientRequest, string | Failure, Answer> {
  const head: ClientRequest = { method: 'HEAD', of: { kind: 'tag' }, ns: false, authorization };
  const headed = yield* ask(head);
  if (headed.kind === 'failed') return headed;
  const statesDigest = isSuccess(headed) && headerOf(headed, 'docker-content-digest') !== '';
  const wish: ClientRequest = statesDigest ? head : { ...head, method: 'GET' };
  const answer = statesDigest ? headed : yield* ask(wish);
  if (answer.kind === 'failed') return answer;
  if (!isSuccess(answer)) return failed('status', wish, answer);
  const contentType = headerOf(answer, 'content-type');
  if (contentType === '') return failed('no-type', wish, answer);
  const stated = headerOf(answer, 'docker-content-digest');
  if (stated === '') {
    const read = readTransparently(answer, limits.manifestBytes);
    if (read.kind !== 'bytes')
      return failed(read.kind === 'unseen' ? 'bad-manifest' : read.kind, wish, answer);
    const manifest = readClassic(contentType, read.bytes, limits.manifestBytes);
    return typeof manifest === 'string' ? failed(manifest, wish, answer) : digestOf(read.bytes);
  }
  if (!isGoDigest(stated)) return failed('bad-digest', wish, answer);
  // Go takes the header away where it undoes gzip, and the classic store does without the body.
  const hasLength = answer.length !== null && !(wish.method === 'GET' && isTransparentGzip(answer));
  return hasLength ? stated : failed('no-length', wish, answer);
}

interface Asked {
  readonly top: boolean;
  /** Are the bytes held against the digest? Not those that a tag led to: the digest is then computed from what came. */
  readonly verified: boolean;
}

/** moby: distribution/pull_v2.go, `pullTag` and `pullManifestList`: an index inside an index is followed. */
function* pullManifest(
  pull: Pull,
  authorization: string | null,
  digest: string,
  { top, verified }: Asked,
): Walk {
  const wish: ClientRequest = {
    method: 'GET',
    of: { kind: 'manifest', digest, top },
    ns: false,
    authorization,
  };
  const answer = yield* ask(wish);
  if (answer.kind === 'failed') return answer;
  if (!isSuccess(answer) || answer.status === 304) return failed('status', wish, answer);
  const read = readTransparently(answer, pull.limits.manifestBytes);
  if (read.kind !== 'bytes') return failed(read.kind === 'unseen' ? 'bad-manifest' : read.kind, wish, answer);
  const manifest = readClassic(headerOf(answer, 'content-type'), read.bytes, pull.limits.manifestBytes);
  if (typeof manifest === 'string') return failed(manifest, wish, answer);
  if (verified && !hasDigest(read.bytes, digest)) return failed('digest-mismatch', wish, answer);
  if (manifest.kind === 'image') {
    return isSupportedByClassic(manifest)
      ? yield* pullImage(pull, authorization, manifest)
      : failed('unsupported-type', wish, answer);
  }
  const entry = chooseEntry(manifest.entries, pull.platform, ['features']);
  if (entry === null) {
    return { ...failed('platform-missing', wish, answer), platforms: platformsOf(manifest.entries) };
  }
  return yield* pullManifest(pull, authorization, entry.digest, { top: false, verified: true });
}

/** moby: distribution/pull_v2.go, `pullSchema2Layers`; distribution: registry/client/transport/http_reader.go. */
function* pullImage(
  pull: Pull,
  authorization: string | null,
  { config, layers }: Extract<Manifest, { kind: 'image' }>,
): Generator<ClientRequest, Outcome, Answer> {
  const layer = pull.chooseLayer(layers);
  for (const of of blobsOf(config, layer)) {
    const wish: ClientRequest = { method: 'GET', of, ns: false, authorization };
    const answer = yield* ask(wish);
    if (answer.kind === 'failed') return answer;
    if (!isSuccess(answer)) return failed('status', wish, answer);
    const read = (): Read => readTransparently(answer, pull.limits.blobBytes);
    const reason = judgeBlob(answer.body, read, of.blob, {
      isCoded: isTransparentGzip(answer),
      checksSize: false,
    });
    if (reason !== null) return failed(reason, wish, answer);
    if (of.kind !== 'config') continue;
    const config = read();
    const { blobBytes } = pull.limits;
    if (
      !fitsLayers(config, layers.length, blobBytes) ||
      !isConfigForClassic(config, pull.platform.os, blobBytes)
    )
      return failed('bad-manifest', wish, answer);
  }
  return { kind: 'pulled' };
}

/** distribution: registry/client/errors.go, `SuccessStatus`. */
function isSuccess({ status }: Response): boolean {
  return status >= 200 && status <= 399;
}
