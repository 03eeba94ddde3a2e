import type { Cause, Certainty, Evidence } from '../../words/doctor/cause.ts';
import type { SelfTold, Symptom } from '../../words/doctor/symptom.ts';
import { type Case, type Explained, explained, restartOf, saidBy } from '../explained.ts';
import { FILES } from '../limits.ts';

/** What a text says of things beside the pull: it is proof of these by itself, or of a state of the machine that no request shows. Pure. */
export function ofText(on: Case): readonly Explained[] {
  return [...missingFolder(on), ...noAuthorities(on), ...noFilesLeft(on), ...told(on)];
}

function told(on: Case): readonly Explained[] {
  const symptom = on.told?.symptom;
  const found = symptom === undefined ? null : causeOf(on, symptom);
  return found === null ? [] : [explained(found.cause, found.certainty, [saidBy(on)])];
}

/** Symptoms that are causes as they stand. Of some the text is proof by itself; the others are states of a machine, which may have passed. */
const CERTAINTY: Readonly<Record<AsItStands['kind'], Certainty>> = {
  'container-fails': 'proven',
  'project-file': 'proven',
  'command-wrong': 'proven',
  'id-range': 'likely',
  'tls-for-http': 'likely',
  'login-locked': 'likely',
  'pull-secret': 'proven',
  'pull-canceled': 'likely',
  'image-not-here': 'likely',
  'no-reason': 'likely',
  'download-locked': 'likely',
  'kubelet-limit': 'likely',
  'engine-too-old': 'likely',
  'odd-answer': 'likely',
  'no-ports': 'likely',
  'bad-certificate': 'likely',
  'program-crash': 'likely',
  'builder-gone': 'likely',
  'bad-address': 'likely',
  'store-broken': 'likely',
  'disk-fails': 'likely',
  'no-memory': 'likely',
  'cri-disabled': 'likely',
  'signature-policy': 'proven',
  'podman-down': 'likely',
  'engine-slow': 'likely',
};

type AsItStands = Exclude<SelfTold, { kind: 'engine-start-fails' }>;

function isCause(symptom: Symptom): symptom is AsItStands {
  return Object.hasOwn(CERTAINTY, symptom.kind);
}

/** An engine that runs now has started since, and one that does not is seen not to. */
function startCertainty({ seen: { engine } }: Case): Certainty {
  return engine.kind === 'down' ? 'proven' : engine.kind === 'engine' ? 'possible' : 'likely';
}

function causeOf(
  on: Case,
  symptom: Symptom,
): { readonly cause: Cause; readonly certainty: Certainty } | null {
  const { told } = on;
  if (isCause(symptom)) return { cause: symptom, certainty: CERTAINTY[symptom.kind] };
  switch (symptom.kind) {
    case 'engine-start-fails':
      return { cause: symptom, certainty: startCertainty(on) };
    case 'run-failed':
      return { cause: { kind: 'build-command-fails', trouble: symptom.trouble }, certainty: 'proven' };
    case 'build-file':
      return { cause: { kind: 'build-file-missing', path: symptom.path }, certainty: 'proven' };
    case 'api-version': {
      const { side, limit } = symptom;
      return { cause: { kind: 'client-release', side, limit }, certainty: 'proven' };
    }
    case 'short-name':
      return { cause: { kind: 'short-name', name: symptom.name }, certainty: 'proven' };
    case 'no-names':
      return { cause: { kind: 'certificate-without-names', host: told?.host ?? null }, certainty: 'proven' };
    case 'content-trust':
      return { cause: { kind: 'content-trust' }, certainty: 'proven' };
    case 'unverified-account':
      return { cause: { kind: 'account-unverified' }, certainty: 'proven' };
    // It was so: whether it is so now, no request of ours would show.
    case 'containerd-down':
      return { cause: { kind: 'containerd-down' }, certainty: 'likely' };
    case 'quota':
      return { cause: { kind: 'disk-quota' }, certainty: 'likely' };
    case 'too-many-files':
      return { cause: { kind: 'too-many-files' }, certainty: 'likely' };
    default:
      return null;
  }
}

/** The engine makes the folder for its downloads when it starts, and never again. */
function missingFolder(on: Case): readonly Explained[] {
  const { told, seen } = on;
  const gone = seen.machine.missingFolder;
  if (gone !== null) {
    const evidence: Evidence = { look: 'engine', kind: 'not-there', path: gone };
    return [explained({ kind: 'folder-missing', path: gone }, 'proven', [evidence, saidBy(on)])];
  }
  if (told?.symptom.kind !== 'folder-missing') return [];
  // Where the engine was seen, its folder was looked for.
  const certainty = seen.machine.disk === null ? 'likely' : 'possible';
  return [explained({ kind: 'folder-missing', path: told.symptom.path }, certainty, [saidBy(on)])];
}

/** A pull takes a socket and a file for each layer. Go's resolver, which reads its files anew, then says that a name does not exist. */
function noFilesLeft(on: Case): readonly Explained[] {
  const { engine } = on.seen;
  const files = engine.kind === 'engine' ? engine.examined.openFiles : null;
  if (files === null || files.limit - files.open >= FILES.least) return [];
  const evidence: Evidence = { look: 'engine', kind: 'open-files', ...files };
  return [explained({ kind: 'too-many-files' }, 'proven', [evidence, saidBy(on)])];
}

/** Without one no certificate is right, whoever sent it. */
function noAuthorities(on: Case): readonly Explained[] {
  const { told, seen } = on;
  if (seen.machine.authorities !== false) return [];
  const isOf = told === null || told.symptom.kind === 'unknown-authority';
  const evidence: Evidence = { look: 'engine', kind: 'no-authorities' };
  return [
    explained({ kind: 'no-authorities', restart: restartOf(on) }, isOf ? 'proven' : 'possible', [
      evidence,
      saidBy(on),
    ]),
  ];
}
