import { BODY_LIMITS, PROBE_BUDGET, type ProbeBudget } from '../limits.ts';

/** The steps in which one mirror is looked at. */
export type StepName =
  | 'ping'
  | 'token'
  | 'warm-pings'
  | 'manifest'
  | 'platform-manifest'
  | 'config'
  | 'layer'
  | 'further-images'
  | 'cross-check'
  | 'finalist';

export interface PlannedStep {
  readonly name: StepName;
  /** In which part of the survey the step is taken. */
  readonly round: 'first' | 'cross-check' | 'finalist';
  /** Requests it takes from the mirror's budget when all goes well. */
  readonly requests: number;
  /** Which bound of `Timeouts` its response headers have. */
  readonly headers: 'headersMs' | 'blobHeadersMs';
  /** Bound on the body that is kept; a streamed body has its own budget. */
  readonly bodyBytes: number;
  /** Short of budget, steps are left out in this order, 1 first; null is never left out. */
  readonly dropOrder: number | null;
  readonly reason: string;
}

/**
 * The probe of one mirror, in order. The driver walks this table; a step that finds something final ends the walk.
 * The sum of `requests` (one image) stays under `PROBE_BUDGET.requests`, which leaves room for a retry. Warm pings go first: what is asked by digest is asked in the other way too as long as requests last.
 */
export const PLAN: readonly PlannedStep[] = [
  {
    name: 'ping',
    round: 'first',
    requests: 1,
    headers: 'headersMs',
    bodyBytes: BODY_LIMITS.errorBytes,
    dropOrder: null,
    reason:
      'GET /v2/ on a new connection: DNS, TCP and TLS times, and the challenge that a classic engine goes by',
  },
  {
    name: 'token',
    round: 'first',
    requests: 1,
    headers: 'headersMs',
    bodyBytes: BODY_LIMITS.tokenBytes,
    dropOrder: null,
    reason: 'the realm that the mirror names must be reachable from here, or no pull gets further',
  },
  {
    name: 'manifest',
    round: 'first',
    requests: 4,
    headers: 'headersMs',
    bodyBytes: BODY_LIMITS.manifestBytes,
    dropOrder: null,
    reason:
      'the tag: HEAD with ns for containerd, HEAD without for the classic store, GET for containers-image; then what HEAD named, by digest',
  },
  {
    name: 'platform-manifest',
    round: 'first',
    requests: 1,
    headers: 'headersMs',
    bodyBytes: BODY_LIMITS.manifestBytes,
    dropOrder: null,
    reason: 'the manifest of the wanted platform, by digest, hashed',
  },
  {
    name: 'config',
    round: 'first',
    requests: 1,
    headers: 'blobHeadersMs',
    bodyBytes: BODY_LIMITS.configBytes,
    dropOrder: null,
    reason: 'the smallest blob of every image, whole and hashed: allow-lists and dead storage show here',
  },
  {
    name: 'warm-pings',
    round: 'first',
    requests: PROBE_BUDGET.warmPings,
    headers: 'headersMs',
    bodyBytes: BODY_LIMITS.errorBytes,
    dropOrder: 1,
    reason:
      'GET /v2/ again on the open connection: latency and jitter without set-up, where requests are left',
  },
  {
    name: 'layer',
    round: 'first',
    requests: 1,
    headers: 'blobHeadersMs',
    bodyBytes: BODY_LIMITS.errorBytes,
    dropOrder: null,
    reason: 'a ranged layer download: time to first byte, and a first rate',
  },
  {
    name: 'further-images',
    round: 'first',
    requests: 2,
    headers: 'headersMs',
    bodyBytes: BODY_LIMITS.errorBytes,
    dropOrder: 2,
    reason: 'each further image that the user named: a token for its scope, a HEAD by tag',
  },
  {
    name: 'cross-check',
    round: 'cross-check',
    requests: 1,
    headers: 'headersMs',
    bodyBytes: BODY_LIMITS.errorBytes,
    dropOrder: 3,
    reason: 'does this operator know the digest that another one serves?',
  },
  {
    name: 'finalist',
    round: 'finalist',
    requests: 1,
    headers: 'blobHeadersMs',
    bodyBytes: BODY_LIMITS.errorBytes,
    dropOrder: 4,
    reason: 'the layer again with the line to itself',
  },
];

/**
 * Who asks first for what all clients ask by digest: containerd, with `?ns=` and its codings, or the classic store. The other asks for itself as well while a healthy mirror's requests last (`asksBothWays`); from then on
 * what came is taken for the other's answer too, unless it was refused, was wrong, or has a coding that the other did not offer. The ways alternate, so that a mirror that treats one of them differently throughout shows it
 * somewhere. What this cannot see:
 * - where a mirror hands out tokens itself, what it does to the top manifest for the classic store alone, or to a layer for containerd alone; where its own redirects use requests up, more of that kind;
 * - a coding of layers too long for the first round's bytes, which are asked for by range, as no engine does;
 * - wrong bytes of such a layer for one way only: of the other a beginning is read;
 * - a blob that is not there (404) for one way only;
 * - the other layers of an image, of which one is asked for: missing or wrong ones, and foreign ones with dead addresses;
 * - what depends on the order or the number of Accept lines.
 */
export const WAYS: Readonly<Record<ByDigest, 'classic' | 'containerd'>> = {
  top: 'containerd',
  child: 'classic',
  config: 'containerd',
  layer: 'classic',
};

/** What is asked by digest. */
export type ByDigest = 'top' | 'child' | 'config' | 'layer';

/** In which order they are asked both ways when requests are short: what one oddity is likeliest to be about alone comes first. The top manifest is the tag's, which is asked in every way. */
const BOTH_WAYS: readonly ByDigest[] = ['child', 'config', 'layer', 'top'];

/** In the order of a pull, each with the step that it is part of. */
const BY_DIGEST: Readonly<Record<ByDigest, StepName>> = {
  top: 'manifest',
  child: 'platform-manifest',
  config: 'config',
  layer: 'layer',
};

/**
 * Is `part`, which was asked in one way, asked in the other as well? Where that leaves what must follow, further images, and whatever of BOTH_WAYS comes before it.
 * `requests`: made so far; `bound`: how many there may be in this round; `each`: what one costs, 2 where the mirror redirects on its own server.
 */
export function asksBothWays(
  part: ByDigest,
  requests: number,
  bound: number,
  furtherImages: number,
  each = 1,
): boolean {
  const order: readonly string[] = Object.keys(BY_DIGEST);
  const ahead = BOTH_WAYS.slice(0, BOTH_WAYS.indexOf(part)).filter(
    (other) => order.indexOf(other) > order.indexOf(part),
  );
  const reserve = reserveFor(BY_DIGEST[part], furtherImages) + ahead.length;
  return requests + (1 + reserve) * each + furtherImages * planned('further-images').requests <= bound;
}

/** May one more warm ping be sent? `throughput`: the layer, in both ways, is still to come; else latency is all there is to rank by. */
export function affordsWarmPing(
  requests: number,
  bound: number,
  furtherImages: number,
  throughput: boolean,
): boolean {
  const downloads = throughput ? 2 * planned('layer').requests : 0;
  return requests + 1 + downloads + furtherImages * planned('further-images').requests <= bound;
}

/** What is kept for a third client that waits: GET of the tag, redirected once. */
export const TAG_GET = 2;

/**
 * How many requests the first round of a mirror may take. One of the budget is kept for those who make us ask more (`isOdd`), and one for the finalist's download where there is such a round;
 * where there are further images, all that their step keeps, or it would be left out for a look the other way.
 */
export function firstRoundBound(
  { requests }: Pick<ProbeBudget, 'requests'>,
  {
    finalists,
    isOdd,
    furtherImages = 0,
  }: { readonly finalists: boolean; readonly isOdd: boolean; readonly furtherImages?: number },
): number {
  const kept = (isOdd ? 0 : 1) + (finalists ? planned('finalist').requests : 0);
  return requests - (furtherImages === 0 ? kept : Math.max(kept, reserveFor('further-images', 0)));
}

/** A mirror was asked at most so often when GET of the tag is due: `/v2/`, a token, two HEADs and one that was challenged. With one that was asked more often the third client waits until the others are through. */
export const REQUESTS_BEFORE_TAG_GET = 5;

/** The planned step of that name. */
export function planned(name: StepName): PlannedStep {
  const step = PLAN.find((candidate) => candidate.name === name);
  if (step === undefined) throw new Error(`no such step: ${name}`);
  return step;
}

/**
 * How many requests must stay in reserve while `name` is taken: for the steps of the first round that still follow and are never dropped, and
 * for every optional step that is dropped later than this one. `furtherImages` says how often that step would be taken.
 */
export function reserveFor(name: StepName, furtherImages: number): number {
  const own = planned(name);
  const position = PLAN.indexOf(own);
  const rank = own.dropOrder ?? Number.POSITIVE_INFINITY;
  const outranks = (step: PlannedStep, index: number): boolean =>
    step.dropOrder === null ? index > position : step.dropOrder > rank;
  const times = (step: PlannedStep): number => (step.name === 'further-images' ? furtherImages : 1);
  return PLAN.filter(outranks).reduce((sum, step) => sum + step.requests * times(step), 0);
}
