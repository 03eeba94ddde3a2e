import type { EngineSeen } from '../../doctor/seen.ts';
import type { Asker, Engine, Found, Shapes } from '../../engines/engine.ts';
import { withEngine } from '../../engines/index.ts';
import { asObject, own } from '../../registry/json.ts';
import { cleanText } from '../../registry/untrusted-text.ts';

/** Docker's engine, by proof and by its own API. Starts nothing and changes nothing. */
export async function lookAtEngine(asker: Asker): Promise<EngineSeen> {
  return await withEngine('docker', async (engine) => {
    const found = await find(engine, asker);
    if (!isSeen(found)) return absent(found, asker);
    const { seen } = found;
    const { running, startCommand } = engine.facts(seen);
    const examined = engine.examine?.(seen) ?? null;
    const start = startCommand?.join(' ') ?? null;
    return running && examined !== null
      ? { kind: 'engine', examined, startCommand: start }
      : { kind: 'down', endpoint: null, startCommand: start, examined };
  });
}

function find<E extends Shapes>(engine: Engine<E>, asker: Asker): Promise<Found<E>> {
  return engine.find({ dockerHost: null, config: null, registry: 'docker.io' }, asker);
}

function isSeen<E extends Shapes>(
  found: Found<E>,
): found is { readonly kind: 'seen'; readonly seen: E['sighting'] } {
  return found.kind === 'seen';
}

/** Why there is no engine to be looked at, whatever its own words for it are. */
function absent(absence: { readonly kind: string }, { env }: Asker): EngineSeen {
  const field = (name: string): string | null => {
    const value = own(asObject(absence) ?? {}, name);
    return typeof value === 'string' ? value : null;
  };
  const endpoint = field('endpoint');
  switch (absence.kind) {
    case 'no-engine':
      return { kind: 'absent' };
    case 'foreign':
      return {
        kind: 'foreign',
        install: field('install') ?? '',
        file: field('file'),
        command: field('command'),
        endpoint: shownEndpoint(endpoint ?? ''),
        variable: variableOf(env),
        how: null,
      };
    case 'unreachable': {
      const code = field('code');
      return code === 'not-permitted'
        ? { kind: 'not-permitted', endpoint }
        : { kind: 'unseen', reason: code ?? absence.kind };
    }
    case 'bad-endpoint':
      return { kind: 'nobody-there', endpoint: shownEndpoint(field('text') ?? ''), variable: 'DOCKER_HOST' };
    case 'listens-elsewhere':
      return { kind: 'nobody-there', endpoint: shownEndpoint(endpoint ?? ''), variable: variableOf(env) };
    case 'file-failure':
      return field('code') === 'permission-denied'
        ? { kind: 'not-permitted', endpoint: field('path') }
        : { kind: 'unseen', reason: field('code') ?? absence.kind };
    default:
      return { kind: 'unseen', reason: absence.kind };
  }
}

/** As it was written, without a password, and not longer than a path may be. */
export function shownEndpoint(endpoint: string): string {
  return cleanText(endpoint.replace(/^([a-z]*:\/\/)?[^/]*@/i, '$1xxxxx:xxxxx@'), ENDPOINT_CHARS);
}

/** A socket's path has at most 108 bytes (unix(7)), and no name of a host more than 253. */
const ENDPOINT_CHARS = 280;

function variableOf(env: Asker['env']): string | null {
  return ['DOCKER_HOST', 'DOCKER_CONTEXT'].find((name) => (env[name] ?? '') !== '') ?? null;
}
