import type { Certainty, RuledOut, SideFinding } from '../words/doctor/cause.ts';
import { ofClient } from './causes/of-client.ts';
import { ofHosts } from './causes/of-hosts.ts';
import { ofMachine } from './causes/of-machine.ts';
import { ofMirrors } from './causes/of-mirrors.ts';
import { ofNetwork } from './causes/of-network.ts';
import { ofNode } from './causes/of-node.ts';
import { ofReference } from './causes/of-reference.ts';
import { ofText } from './causes/of-text.ts';
import { type Case, caseOf, type Explained, isElsewhere } from './explained.ts';
import { findingsOf } from './findings.ts';
import { nowOf } from './now.ts';
import { ruledOut } from './ruled-out.ts';
import type { NotSeen, Seen } from './seen.ts';

/**
 * - `healthy`: nothing that was seen keeps a pull from coming through.
 * - `cause`: `causes` has it first.
 * - `unknown`: a pull fails, or the network could not be looked at, and no cause is known.
 * - `rights`: the engine may not be asked by this user.
 */
export type DiagnosisVerdict = 'healthy' | 'cause' | 'unknown' | 'rights';

export interface Diagnosis {
  readonly verdict: DiagnosisVerdict;
  readonly seen: Seen;
  /** Best first; those that are only possible are among the findings. */
  readonly causes: readonly Explained[];
  readonly findings: readonly SideFinding[];
  readonly ruledOut: readonly RuledOut[];
  /** Is what the text says so now? null: there is no text that could be read. */
  readonly now: 'so' | 'not-so' | 'not-seen' | null;
  /** A pull of this program's own came through. */
  readonly comesThrough: boolean;
  readonly notSeen: readonly {
    readonly look: 'engine' | 'client' | 'outside';
    readonly why: NotSeen['why'] | string;
  }[];
}

/** From what was seen to its causes. Pure. */
export function diagnose(seen: Seen): Diagnosis {
  const on = caseOf(seen);
  // In the order in which one hides the others: a wrong name is wrong whatever the network does.
  const all = RULES.flatMap((rule) => rule(on));
  const causes = all.filter(({ certainty }) => certainty !== 'possible').toSorted(byCertainty);
  return {
    verdict: verdictOf(on, causes),
    seen,
    causes,
    findings: findingsOf(on, all, causes),
    ruledOut: ruledOut(on, all),
    now: nowOf(on, causes),
    comesThrough: on.replay?.kind === 'pulls',
    notSeen: notSeenOf(seen, causes),
  };
}

/** Before anybody is asked: is the cause known already? */
export function isSettled(seen: Seen): boolean {
  const { verdict, causes } = diagnose(seen);
  return verdict === 'cause' && causes[0]?.certainty === 'proven';
}

const RULES: readonly ((on: Case) => readonly Explained[])[] = [
  ofReference,
  ofText,
  ofMachine,
  ofNetwork,
  ofClient,
  ofNode,
  ofMirrors,
  ofHosts,
];

const ORDER: readonly Certainty[] = ['proven', 'likely', 'possible'];

function byCertainty(a: Explained, b: Explained): number {
  return ORDER.indexOf(a.certainty) - ORDER.indexOf(b.certainty);
}

function verdictOf(on: Case, causes: readonly Explained[]): DiagnosisVerdict {
  const { seen, replay, told } = on;
  if (causes.length > 0) return 'cause';
  if (seen.engine.kind === 'not-permitted') return 'rights';
  if (isElsewhere(seen)) return 'unknown';
  if (replay?.kind === 'fails' || replay?.kind === 'stops') return 'unknown';
  if (isBeyondRequests(on)) return 'unknown';
  // What the text speaks of and nobody could look at.
  const unseen = seen.outside.kind === 'not-seen' && BLIND.has(seen.outside.why);
  return unseen && told?.phase !== 'local' ? 'unknown' : 'healthy';
}

/** That a pull of ours comes through is no answer to a text that was not understood, nor to one of what the engine's own process meets: whom it trusts. */
function isBeyondRequests({ seen: { subject, machine }, told }: Case): boolean {
  if (subject.kind !== 'text') return false;
  if (subject.told.kind === 'unknown-text') return subject.told.excerpt !== '';
  // Node's own roots are among those that we ask by.
  return told?.symptom.kind === 'unknown-authority' && machine.authorities === null;
}

/** Somebody was to be asked, and that came to nothing. */
const BLIND: ReadonlySet<NotSeen['why']> = new Set(['failed', 'names-closed']);

function notSeenOf(
  { engine, client, outside, image }: Seen,
  causes: readonly Explained[],
): Diagnosis['notSeen'] {
  const list: { look: 'engine' | 'client' | 'outside'; why: string }[] = [];
  if (engine.kind === 'not-permitted') list.push({ look: 'engine', why: 'needs-root' });
  if (engine.kind === 'foreign' || engine.kind === 'unseen') list.push({ look: 'engine', why: 'not-here' });
  if (engine.kind === 'absent') list.push({ look: 'engine', why: 'nobody-there' });
  if (client.kind === 'not-seen') list.push({ look: 'client', why: client.why });
  const hasLogin = client.kind === 'seen' && client.value.hubLogin !== null && image.registry === 'docker.io';
  if (hasLogin && causes.length === 0) list.push({ look: 'client', why: 'login-not-sent' });
  if (outside.kind === 'not-seen') list.push({ look: 'outside', why: outside.why });
  return list;
}
