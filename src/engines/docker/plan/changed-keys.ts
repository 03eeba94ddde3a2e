import { readDaemonJson } from '../daemon-json/index.ts';
import type { EngineVersion } from '../version.ts';
import { readForPlan } from './file.ts';
import type { OurKey } from './input.ts';
import { PROXY_FIELDS } from './proxies.ts';

/** Which of our keys differ between two states of daemon.json: recorded with the backup, so that an undo knows what to put back. */
export function changedKeys(
  before: Uint8Array | null,
  after: Uint8Array | null,
  version: EngineVersion | null,
): readonly OurKey[] {
  const old = readForPlan('', before, version, true);
  const current = readDaemonJson(after, version);
  if (old.kind === 'refusal' || current.kind === 'problem') return ['registry-mirrors', 'proxies'];
  const { document } = old;
  const mirrors = JSON.stringify(document.registryMirrors) !== JSON.stringify(current.registryMirrors);
  const proxies = PROXY_FIELDS.some((field) => document.proxies[field] !== current.proxies[field]);
  return [...(mirrors ? ['registry-mirrors' as const] : []), ...(proxies ? ['proxies' as const] : [])];
}
