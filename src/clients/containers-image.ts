import { MANIFEST_TYPES } from '../registry/media-types.ts';
import { pullScope } from '../registry/token.ts';
import { type Answer, headerOf, type Response } from './answer.ts';
import { blobsOf, hasDigest, judgeBlob } from './blob.ts';
import { distributionChallenges } from './challenge.ts';
import { isConfigOfSpec } from './config.ts';
import { isTransparentGzip, type Read, readTransparently } from './go/coding.ts';
import { parseMediaType } from './go/media-type.ts';
import { chooseEntry, type Manifest, platformsOf, readContainersImage } from './manifest.ts';
import { askToken, containersImageToken, type Granted, WITHOUT } from './token.ts';
import { ask, type ClientRequest, type Failure, failed, type Outcome, type Pull, type Walk } from './walk.ts';

/**
 * podman, buildah, skopeo and CRI-O. `/v2/` must answer 200 or 401; the tag is asked by GET, the rest by digest, and nothing but 200 is a success.
 * containers/image: docker/docker_client.go, docker/docker_image_src.go.
 */
export function* containersImage(pull: Pull): Walk {
  const ping: ClientRequest = { method: 'GET', of: { kind: 'ping' }, ns: false, authorization: null };
  const pinged = yield* ask(ping);
  if (pinged.kind === 'failed') return pinged;
  if (pinged.status !== 200 && pinged.status !== 401) return failed('status', ping, pinged);
  const granted = yield* authorize(pull, ping, pinged);
  if (granted.kind === 'failed') return granted;
  const { digest } = pull.image;
  const of: ClientRequest['of'] = digest === null ? { kind: 'tag' } : { kind: 'manifest', digest, top: true };
  return yield* pullManifest(pull, granted.authorization, of);
}

/**
 * docker_client.go, `setupRequestAuth`: the challenges of `/v2/` count, wherever its answer came from and whatever its status was; the first one of a known scheme is taken. Without a login Basic sends an
 * empty name and password, which some mirrors take.
 */
function* authorize(
  { image, imagePrefix, limits }: Pull,
  wish: ClientRequest,
  answer: Response,
): Generator<ClientRequest, Granted | Failure, Answer> {
  const challenges = distributionChallenges(answer.headers['www-authenticate'] ?? []);
  const challenge = challenges.find(({ scheme }) => scheme === 'bearer' || scheme === 'basic');
  if (challenge === undefined) return WITHOUT;
  if (challenge.scheme === 'basic') return { kind: 'granted', authorization: EMPTY_LOGIN };
  const scopes = [pullScope(`${imagePrefix}${image.repository}`)];
  return yield* askToken(challenge, scopes, containersImageToken, limits.tokenBytes, { wish, answer });
}

/** `:` in base64. */
const EMPTY_LOGIN = 'Basic Og==';

/** The digest of a tag is computed from the bytes; all others are verified. image/unparsed.go, `Manifest`. */
function* pullManifest(pull: Pull, authorization: string | null, of: ClientRequest['of']): Walk {
  const wish: ClientRequest = { method: 'GET', of, ns: false, authorization };
  const answer = yield* ask(wish);
  if (answer.kind === 'failed') return answer;
  if (answer.status !== 200) return failed('status', wish, answer);
  const read = readTransparently(answer, pull.limits.manifestBytes);
  if (read.kind !== 'bytes') return failed(read.kind === 'unseen' ? 'bad-manifest' : read.kind, wish, answer);
  if (of.kind === 'manifest' && !hasDigest(read.bytes, of.digest))
    return failed('digest-mismatch', wish, answer);
  const manifest = readContainersImage(
    headerOf(answer, 'content-type'),
    read.bytes,
    pull.limits.manifestBytes,
  );
  if (typeof manifest === 'string') return failed(manifest, wish, answer);
  if (manifest.kind === 'image') return yield* pullImage(pull, authorization, manifest);
  // An index inside an index: "Unexpectedly received a manifest list instead of a manifest for a single image".
  if (of.kind === 'manifest' && !of.top) return failed('unsupported-type', wish, answer);
  const contentType = parseMediaType(headerOf(answer, 'content-type'));
  const named = manifest.entries.filter(({ platform }) => platform !== undefined);
  // Docker's list has no entry without a platform; an OCI index may. manifest/{docker_schema2_list,oci_index}.go, `ChooseInstance`.
  const entry = chooseEntry(
    contentType === MANIFEST_TYPES.dockerList ? named : manifest.entries,
    pull.platform,
    [],
  );
  if (entry === null) {
    return { ...failed('platform-missing', wish, answer), platforms: platformsOf(manifest.entries) };
  }
  return yield* pullManifest(pull, authorization, { kind: 'manifest', digest: entry.digest, top: false });
}

function* pullImage(
  pull: Pull,
  authorization: string | null,
  { config, layers }: Extract<Manifest, { kind: 'image' }>,
): Generator<ClientRequest, Outcome, Answer> {
  for (const of of blobsOf(config, pull.chooseLayer(layers))) {
    const wish: ClientRequest = { method: 'GET', of, ns: false, authorization };
    const answer = yield* ask(wish);
    if (answer.kind === 'failed') return answer;
    if (answer.status !== 200) return failed('status', wish, answer);
    const read = (): Read => readTransparently(answer, pull.limits.blobBytes);
    // image/{docker_schema2,oci}.go, `ConfigBlob`: a config of another length than its descriptor says is not taken, a layer is.
    const rule = { isCoded: isTransparentGzip(answer), checksSize: of.kind === 'config' };
    const reason = judgeBlob(answer.body, read, of.blob, rule);
    if (reason !== null) return failed(reason, wish, answer);
    if (of.kind === 'config' && !isConfigOfSpec(read(), pull.limits.blobBytes))
      return failed('bad-manifest', wish, answer);
  }
  return { kind: 'pulled' };
}
