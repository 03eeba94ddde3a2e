import type { Client } from '../clients/index.ts';
import type { RestartCost } from '../engines/engine.ts';
import { parseReference } from '../registry/reference.ts';
import type { Cause, Certainty, Evidence, WhyOtherwise } from '../words/doctor/cause.ts';
import type { Told } from '../words/doctor/symptom.ts';
import { type Replay, replay } from './replay.ts';
import type { EndpointSeen, EngineSeen, HostSeen, Seen } from './seen.ts';

/** A cause with all that is said of it but its words. */
export interface Explained {
  readonly cause: Cause;
  readonly certainty: Certainty;
  /** Two to four things that were seen. */
  readonly evidence: readonly Evidence[];
  readonly why: WhyOtherwise | null;
}

export function explained(
  cause: Cause,
  certainty: Certainty,
  evidence: readonly (Evidence | null)[],
  why: WhyOtherwise | null = null,
): Explained {
  return {
    cause,
    certainty,
    evidence: evidence.filter((item) => item !== null).slice(0, MOST_EVIDENCE),
    why,
  };
}

const MOST_EVIDENCE = 4;

/** What several rules look at, put together once. */
export interface Case {
  readonly seen: Seen;
  readonly told: Told | null;
  readonly hosts: readonly HostSeen[];
  readonly endpoints: readonly EndpointSeen[];
  readonly upstream: EndpointSeen | null;
  readonly mirrors: readonly EndpointSeen[];
  /** null: the network was not looked at. */
  readonly replay: Replay | null;
}

export function caseOf(seen: Seen): Case {
  const { subject, outside, engine } = seen;
  const told = subject.kind === 'text' && subject.told.kind === 'told' ? subject.told : null;
  const { hosts, endpoints } = outside.kind === 'seen' ? outside.value : NOTHING;
  const client = clientOf(engine, told);
  return {
    seen,
    told,
    hosts,
    endpoints,
    upstream: endpoints.find(({ isUpstream }) => isUpstream) ?? null,
    mirrors: endpoints.filter(({ isUpstream }) => !isUpstream),
    replay: outside.kind === 'seen' ? replay(client, endpoints) : null,
  };
}

/** By which rules a pull goes here: those of the engine's store, or of who wrote the text. */
export function clientOf(engine: EngineSeen, told: Told | null): Client {
  if (pullerOf(told) === 'podman') return 'containersImage';
  const store = 'examined' in engine ? (engine.examined?.store ?? null) : null;
  return store === 'containerd' || toldContainerd(told) ? 'containerd' : 'classic';
}

/** The engine is on another machine: DOCKER_HOST, a context, or a socket that leads there. */
export function isElsewhere({ engine }: Pick<Seen, 'engine'>): boolean {
  return engine.kind === 'foreign' && engine.install === 'remote';
}

/** A registry that may not be asked was exchanged for the Hub. */
export function isAskedRegistry({ told, seen }: Case): boolean {
  if (told === null || told.image === null) return true;
  const named = parseReference(told.image);
  return named.ok && named.value.registry === seen.image.registry;
}

/** Whose pull a text is of: another engine than Docker's has other mirrors, and Docker's may be down without a difference to it. */
export function pullerOf(told: Told | null): 'docker' | 'containerd' | 'podman' {
  if (told?.through === 'kubernetes' || told?.through === 'ctr') return 'containerd';
  return told?.teller === 'containers-image' ? 'podman' : 'docker';
}

const NOTHING = { hosts: [], endpoints: [] } as const;

/** Builds go containerd's way with both stores. */
function toldContainerd(told: Told | null): boolean {
  return told?.teller === 'containerd' || told?.teller === 'buildkit' || told?.through === 'kubernetes';
}

/** What a restart of the engine takes. */
export function restartOf({ seen: { engine } }: Case): RestartCost {
  return engine.kind === 'engine' ? engine.examined.restart : { command: null, stops: 0 };
}

/** The text says so. */
export function saidBy({ told }: Case): Evidence | null {
  return told === null ? null : { look: 'text', kind: 'said', symptom: told.symptom, host: told.host };
}
