import { type Listener, listenersOf } from '../../host/listeners.ts';
import type { UnprovenProcess } from '../../host/prove-process.ts';
import type { ProgramProof } from '../../host/prove-program.ts';
import { ENGINE_API } from '../limits.ts';
import { type ApiFailure, isAnswered, isNobody } from './api/client.ts';
import { type LiveEngine, lookAtEngine } from './api/info.ts';
import { type Endpoint, renderEndpoint } from './endpoint.ts';
import { type EngineService, findEngineService } from './engine-service.ts';

/** The engine behind an endpoint, and what it says of itself; `live`: null where it is down. */
export interface Reached {
  readonly kind: 'reached';
  readonly endpoint: Endpoint;
  readonly service: EngineService;
  readonly live: LiveEngine | null;
  /** By us, at its address; else what is known of one that is down is its manager's word. */
  readonly asked: boolean;
}

/** What is here may be an engine, and nothing of it is believed or run before that is proven. */
export interface NotProven {
  readonly kind: 'not-proven';
  readonly endpoint: string;
  /** `socket`: something of this machine listens there that cannot be proven to be an engine. */
  readonly what:
    | { readonly kind: 'socket' }
    | { readonly kind: 'process'; readonly process: UnprovenProcess }
    | { readonly kind: 'program'; readonly program: Extract<ProgramProof, { why: 'unsafe' }> };
}

/** The engine runs, and nobody answers where it was asked: it is not down. */
export interface ListensElsewhere {
  readonly kind: 'listens-elsewhere';
  readonly endpoint: string;
  /** null: seen by its service manager alone. */
  readonly pid: number | null;
  /** Where it listens, whether it answers there or not; null: not ours to see. */
  readonly sockets: readonly string[] | null;
  /** Where it does answer; null: it is seen to do so nowhere. */
  readonly answersAt: string | null;
}

/** Somebody is there, and gives no answer that is of use. */
export interface Unreachable extends Pick<ApiFailure, 'code'> {
  readonly kind: 'unreachable';
  /** Where the engine of this machine does answer; null: it is seen to do so nowhere else. */
  readonly answersAt: string | null;
}

export type ReachProblem = NotProven | ListensElsewhere | Unreachable;

export interface ReachOptions {
  readonly endpoint: Endpoint;
  /** Somebody named it; else the engine is looked for where it listens. */
  readonly named: boolean;
  readonly local: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Asks the engine behind an endpoint, if it runs; one that listens elsewhere than usual is asked there. Starts nothing. */
export async function reachEngine({
  endpoint,
  named,
  local,
  env,
}: ReachOptions): Promise<Reached | ReachProblem> {
  const service = await findEngineService(endpoint, env);
  const { mayBeAsked, answerer, unproven, kept } = service;
  const pid = kept?.identity.pid ?? null;
  const sockets = pid === null ? null : await apiSocketsOf(pid);
  const others = (sockets ?? []).filter((socket) => !isSameEndpoint(socket, endpoint));
  // Nothing that a stranger says is believed: that somebody is there is all that is wanted of him.
  if (local && answerer === 'stranger' && (await isAnswered(endpoint))) return notProven(endpoint, unproven);
  // One on another machine is refused whatever it says.
  const asked = local && answerer !== 'stranger' && mayBeAsked && answerer !== 'activator';
  // systemd gives its socket to an engine that may have no use for it: nobody answers there, and the engine elsewhere.
  const live = asked ? await lookAtEngine(endpoint, patience(named || others.length === 0)) : null;
  if (live?.kind === 'engine') return { kind: 'reached', endpoint, service, live, asked };
  const found = await firstToAnswer(others, env);
  // What somebody named is not replaced by what was found: it is told.
  if (found !== null && !named) return found;
  const answersAt = found === null ? null : renderEndpoint(found.endpoint);
  if (live !== null && !isNobody(live.code)) return { kind: 'unreachable', code: live.code, answersAt };
  if (!local || !isUp(service)) return { kind: 'reached', endpoint, service, live: null, asked };
  if (kept === null && unproven !== null && unproven.why !== 'gone') return notProven(endpoint, unproven);
  return {
    kind: 'listens-elsewhere',
    endpoint: renderEndpoint(endpoint),
    pid,
    sockets: sockets?.map(renderEndpoint) ?? null,
    answersAt,
  };
}

/** Of these sockets of the engine's, the first at which it answers. It listens at some without a word: what systemd handed it, or TLS. */
async function firstToAnswer(
  sockets: readonly Endpoint[],
  env: ReachOptions['env'],
): Promise<Reached | null> {
  for (const endpoint of sockets) {
    const service = await findEngineService(endpoint, env);
    if (service.answerer !== 'engine') continue;
    const live = await lookAtEngine(endpoint, patience(sockets.length === 1));
    if (live.kind === 'engine') return { kind: 'reached', endpoint, service, live, asked: true };
  }
  return null;
}

/** `only`: there is no other address to ask, so that it is waited for as for any answer. */
function patience(only: boolean): AbortSignal | undefined {
  return only ? undefined : AbortSignal.timeout(ENGINE_API.elsewhereMs);
}

function notProven(endpoint: Endpoint, process: UnprovenProcess | null): NotProven {
  const what = process === null ? ({ kind: 'socket' } as const) : ({ kind: 'process', process } as const);
  return { kind: 'not-proven', endpoint: renderEndpoint(endpoint), what };
}

/** It runs, by proof or by its manager's word. One on its way up may not answer yet: then it counts as down, as it was. */
function isUp({ kept, status }: EngineService): boolean {
  if (status === 'activating' || status === 'deactivating') return false;
  return kept !== null || status === 'active';
}

/** /var/run is /run. */
function isSameEndpoint(one: Endpoint, other: Endpoint): boolean {
  const text = (endpoint: Endpoint): string =>
    renderEndpoint(endpoint).replace('unix:///var/run/', 'unix:///run/');
  return text(one) === text(other);
}

/** Where this process may serve its API, what people use most first; null: not ours to see. */
export async function apiSocketsOf(pid: number): Promise<readonly Endpoint[] | null> {
  const listeners = await listenersOf(pid);
  if (listeners === null) return null;
  const endpoints = listeners.flatMap(endpointOf);
  const shown = new Set<string>();
  const each = endpoints.filter((endpoint) => {
    const text = renderEndpoint(endpoint);
    return !shown.has(text) && shown.add(text).size <= MAX_SOCKETS;
  });
  return [...each.filter(({ kind }) => kind === 'unix'), ...each.filter(({ kind }) => kind !== 'unix')];
}

/** Each is asked, and a swarm's manager listens on some that answer nothing. */
const MAX_SOCKETS = 8;

function endpointOf(listener: Listener): readonly Endpoint[] {
  if (listener.kind === 'unix') {
    return servesApi(listener.path) ? [{ kind: 'unix', path: listener.path }] : [];
  }
  return [{ kind: 'tcp', host: hostOf(listener.address), port: listener.port, tls: false }];
}

/** It has more of its own: for its networks (moby libnetwork/sandbox_externalkey_unix.go), for plugins that want its metrics, for a swarm. */
export function servesApi(socket: string): boolean {
  return !/\/libnetwork\/[^/]+\.sock$|\/metrics\.sock$|\/swarm\/control\.sock$/.test(socket);
}

/** Where one connects to who listens on this address of /proc/net/tcp or tcp6: words of four bytes, each from its last. Pure. */
export function hostOf(address: string): string {
  const bytes = (address.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).toReversed());
  if (bytes.every((byte) => byte === '00')) return bytes.length === 4 ? '127.0.0.1' : '[::1]';
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join('.');
  const groups = (bytes.join('').match(/.{4}/g) ?? []).map((group) =>
    group.replace(/^0{1,3}/, '').toLowerCase(),
  );
  const text = groups.join(':').replace(/(?:^|:)(?:0(?::|$)){2,}/, '::');
  return `[${text}]`;
}
