import { isSettled } from '../../doctor/diagnose.ts';
import { isElsewhere, pullerOf } from '../../doctor/explained.ts';
import type { EngineSeen, Look, OutsideSeen, Seen, Subject } from '../../doctor/seen.ts';
import type { Asker, NodeFile } from '../../engines/engine.ts';
import { findNodeFile } from '../../engines/index.ts';
import { formatPlatform, hostPlatform } from '../../registry/platform.ts';
import type { How } from '../../words/doctor/cause.ts';
import { lookAtClient } from './look-at-client.ts';
import { lookAtEngine, shownEndpoint } from './look-at-engine.ts';
import { lookAtMachine } from './look-at-machine.ts';
import { prepareToAsk } from './look-outside.ts';
import type { OutsideTask } from './outside-task.ts';
import { imageOf, mirrorsOf, planOutside, shownMirror } from './plan-outside.ts';

export interface ExamineHost {
  readonly asker: Asker;
  readonly arch: string;
  readonly signal: AbortSignal;
  /** Before the network is asked, with the number of mirrors: that takes a while. */
  readonly onAsking: (mirrors: number) => void;
}

/** All looks, in their order: the machine's own first; nobody is asked where they have proven the cause. Changes nothing. */
export async function examine(subject: Subject, host: ExamineHost): Promise<Seen> {
  const { signal, onAsking } = host;
  const asking = prepareToAsk(signal);
  let isAsked = false;
  try {
    const { seen, task } = await lookHere(subject, host);
    if (isSettled(seen) || signal.aborted) return seen;
    if (isElsewhere(seen)) {
      const way = taskOfWay(seen.engine, task);
      isAsked = way !== null;
      const sight =
        way === null ? null : await asking.ask({ task: way, nameServers: seen.machine.nameServers });
      return withWay(seen, sight);
    }
    onAsking(task.endpoints.filter(({ isUpstream }) => !isUpstream).length);
    isAsked = true;
    const outside = await asking.ask({ task, nameServers: seen.machine.nameServers });
    return { ...seen, outside: seen.machine.namesClosed ? withoutBlindLooks(outside) : outside };
  } finally {
    if (!isAsked) await asking.leave();
  }
}

/** This machine, and what is to be asked of others. */
async function lookHere(
  subject: Subject,
  { asker, arch }: ExamineHost,
): Promise<{ readonly seen: Seen; readonly task: OutsideTask }> {
  const platform = hostPlatform(arch);
  const told = subject.kind === 'text' && subject.told.kind === 'told' ? subject.told : null;
  const puller = pullerOf(told);
  const [engine, client] = await Promise.all([
    puller === 'docker' ? lookAtEngine(asker).then((found) => ofVariable(found, asker)) : OTHER,
    lookAtClient(asker),
  ]);
  const image = imageOf(subject, mirrorsOf(engine));
  const node = puller === 'containerd' ? await findNodeFile(image.registry, asker) : null;
  const task = planOutside(subject, image, engine, platform, node);
  const names = [
    ...task.hosts.map(({ host }) => host),
    ...task.endpoints.map(({ candidate }) => hostOf(candidate.url)),
  ];
  const seen: Seen = {
    subject,
    image,
    platform: formatPlatform(platform),
    engine: withShownMirrors(engine),
    node: node === null ? null : { ...node, hosts: node.hosts.map(shownHost) },
    machine: await lookAtMachine(engine, node, names, asker.platform),
    client: { kind: 'seen', value: client },
    outside: { kind: 'not-seen', why: 'not-needed' },
  };
  return { seen, task };
}

/** A name that was not found by who may not read whom to ask is no fact about the name. */
function withoutBlindLooks(outside: Look<OutsideSeen>): Look<OutsideSeen> {
  if (outside.kind === 'not-seen') return outside;
  const { hosts, endpoints } = outside.value;
  const isBlind =
    hosts.some(({ how }) => how !== null && OF_NAMES.has(how.kind)) ||
    endpoints.some(({ outcome }) => outcome.kind === 'fails' && outcome.code === 'dns-failure');
  return isBlind ? { kind: 'not-seen', why: 'names-closed' } : outside;
}

const OF_NAMES: ReadonlySet<How['kind']> = new Set(['name-not-found', 'names-silent', 'names-broken']);

/** Whether anybody is there at all; null: only the docker command goes there (ssh). */
function taskOfWay(engine: EngineSeen, task: OutsideTask): OutsideTask | null {
  if (engine.kind !== 'foreign' || !engine.endpoint.startsWith('tcp://')) return null;
  const { hostname: host, port } = new URL(engine.endpoint);
  return { ...task, env: {}, hosts: [{ host, role: 'other', port: Number(port) }], endpoints: [] };
}

/** What is asked from here says nothing of the network there, but of the way. A connection is enough: what is spoken there is its own affair. */
function withWay(seen: Seen, sight: Look<OutsideSeen> | null): Seen {
  const how = sight?.kind === 'seen' ? (sight.value.hosts[0]?.how ?? null) : null;
  const { engine } = seen;
  const outside = { kind: 'not-seen', why: 'not-here' } as const;
  if (engine.kind !== 'foreign' || how === null || !NOBODY_THERE.has(how.kind)) return { ...seen, outside };
  return { ...seen, outside, engine: { ...engine, how } };
}

const NOBODY_THERE: ReadonlySet<How['kind']> = new Set([
  'name-not-found',
  'names-silent',
  'names-broken',
  'refused',
  'connect-timeout',
  'no-route',
  'fake-ip',
]);

const OTHER: EngineSeen = { kind: 'other' };

function hostOf({ origin }: { readonly origin: string }): string {
  return new URL(origin).hostname;
}

function shownHost({ url, resolves }: NodeFile['hosts'][number]): NodeFile['hosts'][number] {
  return { url: shownMirror(url), resolves };
}

/** What is told of the mirrors from here on; whom to ask has been planned. */
function withShownMirrors(engine: EngineSeen): EngineSeen {
  if (!('examined' in engine) || engine.examined === null) return engine;
  const { mirrors, file } = engine.examined;
  const told = {
    ...engine.examined,
    mirrors: mirrors?.map(shownMirror) ?? null,
    file: { ...file, mirrors: file.mirrors?.map(shownMirror) ?? null },
  };
  return { ...engine, examined: told };
}

/** Nobody answers, and that is where a variable of the user's leads: it is in the way, not the engine. */
function ofVariable(engine: EngineSeen, { env }: Asker): EngineSeen {
  if (engine.kind !== 'down' && engine.kind !== 'absent') return engine;
  const endpoint = env['DOCKER_HOST'] ?? '';
  return endpoint === ''
    ? engine
    : { kind: 'nobody-there', endpoint: shownEndpoint(endpoint), variable: 'DOCKER_HOST' };
}
