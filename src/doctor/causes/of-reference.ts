import type { WalkStage } from '../../clients/index.ts';
import { isHubHost } from '../../registry/docker-hub.ts';
import type { Evidence } from '../../words/doctor/cause.ts';
import { type Case, clientOf, type Explained, explained, isAskedRegistry, saidBy } from '../explained.ts';
import { hasFailed } from '../replay.ts';

/** What the name or the image itself brings about, and texts that are proof by themselves. Pure. */
export function ofReference(on: Case): readonly Explained[] {
  const { seen } = on;
  const { subject } = seen;
  if (subject.kind === 'bad-image') {
    const { text, problem, better } = subject;
    const { kind } = problem;
    const what = kind === 'url' || kind === 'upper-case' || kind === 'marks' ? kind : 'other';
    return [explained({ kind: 'bad-reference', text, problem: what, better }, 'proven', [])];
  }
  return [
    ...bySymptom(on),
    ...platformMissing(on),
    ...notAnImage(on),
    ...unknownImage(on),
    ...unnamedImage(on),
  ];
}

function bySymptom(on: Case): readonly Explained[] {
  const { told } = on;
  switch (told?.symptom.kind) {
    case 'bad-reference': {
      const problem = told.symptom.upperCase ? 'upper-case' : 'other';
      const cause = { kind: 'bad-reference', text: '', problem, better: null } as const;
      return [explained(cause, 'proven', [saidBy(on)])];
    }
    case 'restricted':
      return [explained({ kind: 'restricted-by-administrator' }, 'proven', [saidBy(on)])];
    case 'schema1':
      return [explained({ kind: 'image-too-old', image: told.image }, 'proven', [saidBy(on)])];
    case 'not-an-image': {
      const { type } = told.symptom;
      return [explained({ kind: 'not-an-image', image: told.image, type }, 'proven', [saidBy(on)])];
    }
    case 'unpack': {
      const { reason } = told.symptom;
      return [explained({ kind: 'unpack-fails', reason }, 'likely', [saidBy(on)])];
    }
    case 'needs-terminal':
      return [explained({ kind: 'needs-terminal' }, 'proven', [saidBy(on)])];
    default:
      return [];
  }
}

function platformMissing(on: Case): readonly Explained[] {
  const { told, seen, endpoints } = on;
  const isTold = told?.symptom.kind === 'platform-missing';
  const lacking = endpoints.filter(hasFailed).filter(({ outcome }) => outcome.reason === 'platform-missing');
  const first = lacking.find(({ isUpstream }) => isUpstream);
  // A mirror may have it for fewer than there are: it takes the registry's own word.
  if (first === undefined && lacking.length > 0) return [];
  const isEverywhere = on.replay?.kind !== 'pulls';
  if (!isTold && (first === undefined || !isEverywhere)) return [];
  const mayBeMirror = first === undefined && mirrorsOf(on).length > 0;
  // Nobody has been asked yet.
  const isOpen = seen.outside.kind === 'not-seen' && seen.outside.why === 'not-needed';
  if (mayBeMirror && isOpen) return [];
  const platform = told?.symptom.kind === 'platform-missing' ? told.symptom.platform : null;
  const image = told === null ? seen.image.familiar : told.image;
  const variable = seen.client.kind === 'seen' ? seen.client.value.platform : null;
  const wanted = platform ?? seen.platform;
  const byVariable = variable !== null && isOfSame(wanted, variable);
  const cause = {
    kind: 'platform-missing',
    image,
    platform: platform ?? seen.platform,
    there: first?.outcome.platforms ?? [],
    askedBy: byVariable ? 'variable' : isOfSame(wanted, seen.platform) ? null : 'option',
  } as const;
  const index =
    first === undefined
      ? null
      : ({
          look: 'image',
          kind: 'platforms',
          image: seen.image.familiar,
          host: first.outcome.host,
          platforms: first.outcome.platforms,
        } as const);
  const shell: Evidence | null = byVariable
    ? { look: 'client', kind: 'platform-variable', value: variable }
    : null;
  return [explained(cause, mayBeMirror ? 'likely' : 'proven', [saidBy(on), index, shell])];
}

/** A variant, as `arm64/v8`, may be left out. */
function isOfSame(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}

/** By its manifest, which its registry gave, with its digest right. */
function notAnImage(on: Case): readonly Explained[] {
  const { upstream, seen, told } = on;
  if (told?.symptom.kind === 'not-an-image' || upstream === null || !hasFailed(upstream)) return [];
  const { reason, stage, host, status } = upstream.outcome;
  if (reason !== 'unsupported-type' || status !== 200 || !OF_MANIFESTS.has(stage)) return [];
  const image = seen.image.familiar;
  const evidence: Evidence = { look: 'image', kind: 'not-an-image', image, host };
  // containerd stores it all the same: it is a run that fails.
  const certainty = clientOf(seen.engine, told) === 'containerd' ? 'likely' : 'proven';
  return [explained({ kind: 'not-an-image', image, type: null }, certainty, [evidence, saidBy(on)])];
}

function mirrorsOf({ seen: { engine } }: Case): readonly string[] {
  return engine.kind === 'engine' ? (engine.examined.mirrors ?? []) : [];
}

/** The text says that an image is not there, and not which, or one of a registry that nobody may ask because of that. The last to speak is the registry itself. */
function unnamedImage(on: Case): readonly Explained[] {
  const { told } = on;
  if (told === null || (told.image !== null && isAskedRegistry(on))) return [];
  const { image } = told;
  if (told.symptom.kind === 'not-found')
    return [explained({ kind: 'image-not-found', image }, 'likely', [saidBy(on)])];
  return told.symptom.kind === 'access-denied'
    ? [explained({ kind: 'image-denied', image }, 'likely', [saidBy(on)])]
    : [];
}

/** The registry itself does not know it. A mirror's word is not enough: one that lags says the same. */
function unknownImage(on: Case): readonly Explained[] {
  const { seen, upstream, told } = on;
  const isNamed = seen.subject.kind === 'image' || told?.image != null;
  if (!isNamed || upstream === null || !hasFailed(upstream)) return [];
  const { status, stage, host } = upstream.outcome;
  if (status === null || !OF_MANIFESTS.has(stage)) return [];
  const image = seen.image.familiar;
  const evidence = { look: 'image', kind: 'unknown-there', image, host, status } as const;
  if (status === 404) {
    return [explained({ kind: 'image-not-found', image }, 'proven', [evidence, saidBy(on)])];
  }
  if (status !== 401 && status !== 403) return [];
  const isHub = isHubHost(host);
  const why = isHub ? ({ kind: 'denied-for-unknown' } as const) : null;
  return [explained({ kind: 'image-denied', image }, 'proven', [evidence, saidBy(on)], why)];
}

/** Where a registry's answer is one about the image. */
const OF_MANIFESTS: ReadonlySet<WalkStage> = new Set(['tag', 'manifest']);
