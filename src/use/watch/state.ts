import { join } from 'node:path';
import type { EngineName } from '../../engines/engine.ts';
import { makeOutputFolder, writeOutputFile } from '../../host/output-file.ts';
import { readTextFile } from '../../host/read-text.ts';
import { packageInfo } from '../../package-info.ts';
import { schemaValidator } from '../../package-schema.ts';
import { WATCH } from './limits.ts';
import type { Applied, ApplyWhy, WatchState } from './types.ts';

/** The state as JSON: schema/watch-status.schema.json. Instants as ISO 8601, UTC. */
interface StateJson extends Omit<WatchState, 'lookedAt' | 'fullAt' | 'last' | 'awaited' | 'failure'> {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: string; readonly version: string };
  readonly lookedAt: string | null;
  readonly fullAt: string | null;
  /** Absent: an earlier release wrote it. */
  readonly awaited?: WatchState['awaited'];
  readonly last: { readonly at: string; readonly why: ApplyWhy; readonly applied: Applied } | null;
  /** Absent: an earlier release wrote it. */
  readonly failure?: { readonly at: string; readonly exitCode: number; readonly why: string } | null;
}

/** systemd's folder for the service's state, or the same place where something else starts us. */
export function stateFile(env: Readonly<Record<string, string | undefined>>): string {
  const folder = env['STATE_DIRECTORY']?.split(':', 1)[0] || '/var/lib/mirror-watch';
  return join(folder, 'state.json');
}

/** Beside the state: what was measured last, for the next time that all are. */
export function reportFile(env: Readonly<Record<string, string | undefined>>): string {
  return join(stateFile(env), '..', 'report.json');
}

/** Beside the state: what is remembered of this engine's mirrors. */
export function memoryFile(env: Readonly<Record<string, string | undefined>>, engine: EngineName): string {
  return join(stateFile(env), '..', `mirrors-${engine}.json`);
}

/** null: there is none, or it cannot be read as one, which is as good. */
export async function readState(path: string): Promise<WatchState | null> {
  const read = await readTextFile(path, WATCH.stateBytes);
  if (!read.ok) return null;
  let json: unknown;
  try {
    json = JSON.parse(read.text);
  } catch {
    return null;
  }
  const held = await isState(json);
  if (held.kind === 'invalid') return null;
  const { engine, mirrors, awaited = [], lookedAt, fullAt, last, failure = null } = held.value;
  return {
    engine,
    mirrors,
    awaited,
    lookedAt: lookedAt === null ? null : Date.parse(lookedAt),
    fullAt: fullAt === null ? null : Date.parse(fullAt),
    last: last === null ? null : { ...last, at: Date.parse(last.at) },
    failure: failure === null ? null : { ...failure, at: Date.parse(failure.at) },
  };
}

/** Rejects with the system's error. */
export async function writeState(path: string, state: WatchState): Promise<void> {
  await makeOutputFolder(join(path, '..'));
  await writeOutputFile(path, `${JSON.stringify(stateJson(state), null, 2)}\n`);
}

/** Pure but for our version. */
export function stateJson({ lookedAt, fullAt, last, failure, ...rest }: WatchState): StateJson {
  const iso = (at: number): string => new Date(at).toISOString();
  const { name, version } = packageInfo();
  return {
    schemaVersion: 1,
    tool: { name, version },
    ...rest,
    lookedAt: lookedAt === null ? null : iso(lookedAt),
    fullAt: fullAt === null ? null : iso(fullAt),
    last: last === null ? null : { ...last, at: iso(last.at) },
    failure: failure === null ? null : { ...failure, at: iso(failure.at) },
  };
}

const isState = schemaValidator<StateJson>('schema/watch-status.schema.json', 'state');
