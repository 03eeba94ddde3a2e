import { type DaemonJsonDocument, PROXY_KEYS, type Proxies } from '../daemon-json/index.ts';
import { valuesOfFlag } from '../flags.ts';
import { normalisedMirrors, sameMirrors } from '../mirror-rules.ts';
import { isOurs, type PendingKey } from '../pending.ts';
import type { EngineFacts } from './input.ts';
import { looksSet, PROXY_FIELDS, PROXY_VARIABLES } from './proxies.ts';

/** What a run sets itself: what of it waits in the file is not somebody else's. */
export type SetByRun = ReadonlySet<'mirrors' | keyof Proxies>;

/** Our own keys count as well where somebody else wrote them and this run leaves them: a restart brings them into force. */
export function ownKeysPending(
  { registryMirrors, proxies }: Pick<DaemonJsonDocument, 'registryMirrors' | 'proxies'>,
  engine: Pick<EngineFacts, 'runs' | 'mirrors' | 'proxies' | 'next'>,
  set: SetByRun,
): readonly PendingKey[] {
  const { runs, mirrors, proxies: live, next } = engine;
  if (runs === null) return [];
  // Whoever wrote the file, and whenever: the environment has files of its own. What stands in daemon.json beats it.
  const given = PROXY_FIELDS.filter((field) => {
    const value = next.proxies?.[field] ?? null;
    if (live === null || value === null || set.has(field) || proxies[field] !== null) return false;
    return !looksSet(field, live[field] ?? '', value);
  });
  const gone = PROXY_FIELDS.filter((field) => !set.has(field) && isGone(field, proxies, engine));
  if (runs.fileChangedSince === false) return [...given, ...gone].map(variable);
  const variables = given.map(variable);
  // What our own run took out of the file waits there for a restart, and is not told as somebody else's.
  if (isOurs(runs, 'restart')) return variables;
  const told = registryMirrors ?? valuesOfFlag(next.flags, 'registry-mirror');
  const others = !set.has('mirrors') && mirrors !== null && !sameMirrors(normalisedMirrors(told), mirrors);
  // One that is gone may be told by the service's environment, and then it stays.
  const waits = PROXY_FIELDS.filter((field) => {
    const value = proxies[field];
    if (gone.includes(field)) return true;
    return !set.has(field) && Boolean(value) && !looksSet(field, live?.[field] ?? '', value ?? null);
  });
  return [
    ...(others ? [{ key: 'registry-mirrors', effect: 'other' } as const] : []),
    ...(waits.length === 0
      ? []
      : [
          {
            key: 'proxies',
            values: waits.map((field) => `${PROXY_VARIABLES[field]}=${proxies[field] ?? ''}`),
            effect: 'other',
          } as const,
        ]),
    ...variables,
  ];
}

function variable(field: keyof Proxies): PendingKey {
  return { key: PROXY_VARIABLES[field], effect: 'other' };
}

/** Does the engine use one that a restart takes away, since nothing sets it any more? Not seen is not gone. */
export function isGone(
  field: keyof Proxies,
  inFile: Proxies,
  { proxies: live, next }: Pick<EngineFacts, 'proxies' | 'next'>,
): boolean {
  const { allProxies, script, flags } = next;
  if (!live?.[field] || inFile[field] || allProxies === null || script !== null) return false;
  return !allProxies[field] && valuesOfFlag(flags, PROXY_KEYS[field]).length === 0;
}
