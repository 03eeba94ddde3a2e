import type { RuledOut } from '../words/doctor/cause.ts';
import type { Case, Explained } from './explained.ts';
import { hasFailed } from './replay.ts';
import { hasBlobs } from './seen.ts';

/** What was looked at and is in order. Pure. */
export function ruledOut(on: Case, all: readonly Explained[]): readonly RuledOut[] {
  const { seen, replay, hosts, mirrors, endpoints } = on;
  const blamed: ReadonlySet<string> = new Set(all.map(({ cause }) => cause.kind));
  const none = (...kinds: readonly string[]): boolean => kinds.every((kind) => !blamed.has(kind));
  const { engine, machine, client } = seen;
  const examined = engine.kind === 'engine' ? engine.examined : null;
  const answered = hosts.filter(({ role }) => role !== 'blob');
  const clocks = [...hosts, ...endpoints].some(({ aheadMs }) => aheadMs !== null);
  const areWell = mirrors.length > 0 && !mirrors.some(hasFailed) && replay?.kind === 'pulls';
  const list: readonly (readonly [RuledOut, boolean])[] = [
    ['engine', examined !== null],
    ['file', examined !== null && none('file-broken', 'file-refused', 'file-not-in-force', 'wrong-file')],
    ['disk', machine.disk !== null && none('disk-full', 'read-only')],
    ['client-config', client.kind === 'seen' && none('helper-missing', 'client-config-broken')],
    ['clock', clocks && none('clock-wrong')],
    ['proxy', examined?.proxies?.https != null && hosts.length > 0 && none('proxy-fails')],
    ['hub', answered.length > 0 && answered.every(({ how, proxy }) => how === null && proxy === null)],
    ['mirrors', areWell && mirrors.every(hasBlobs)],
    ['mirrors-but-blobs', areWell && !mirrors.every(hasBlobs)],
  ];
  return list.filter(([, isSo]) => isSo).map(([what]) => what);
}
