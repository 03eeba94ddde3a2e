import type { DaemonJsonDocument, Proxies } from '../daemon-json/index.ts';
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
  const variables = PROXY_FIELDS.flatMap((field): readonly PendingKey[] => {
    const value = next.proxies?.[field] ?? null;
    if (live === null || value === null || set.has(field) || proxies[field] !== null) return [];
    return looksSet(field, live[field] ?? '', value)
      ? []
      : [{ key: PROXY_VARIABLES[field], effect: 'other' }];
  });
  if (runs.fileChangedSince === false || isOurs(runs, 'restart')) return variables;
  const told = registryMirrors ?? valuesOfFlag(next.flags, 'registry-mirror');
  const others = !set.has('mirrors') && mirrors !== null && !sameMirrors(normalisedMirrors(told), mirrors);
  // One that is gone may be told by the service's environment, and then it stays.
  const waits = PROXY_FIELDS.filter((field) => {
    const value = proxies[field];
    return !set.has(field) && Boolean(value) && !looksSet(field, live?.[field] ?? '', value ?? null);
  });
  return [
    ...(others ? [{ key: 'registry-mirrors', effect: 'other' } as const] : []),
    ...(waits.length === 0
      ? []
      : [
          {
            key: 'proxies',
            values: waits.map((field) => `${PROXY_VARIABLES[field]}=${proxies[field]}`),
            effect: 'other',
          } as const,
        ]),
    ...variables,
  ];
}
