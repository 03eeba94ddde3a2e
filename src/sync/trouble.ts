import type { RegistryFailure } from '../registry/push/index.ts';
import type { SyncReason } from '../words/sync/messages.ts';
import type { SyncTrouble } from './types.ts';

/** What a registry answered, as the reason why an image is not there. */
export function troubleAt(at: 'source' | 'destination', failure: RegistryFailure): SyncTrouble {
  const { status, cause, detail } = failure;
  const told = [status === null ? '' : `HTTP ${status}`, cause ?? '', detail ?? ''].filter(
    (word) => word !== '',
  );
  return { kind: 'trouble', at, code: codeAt(at, failure), detail: told.join(': ') || null };
}

/** What the source does not give to everybody is not there for us. */
function codeAt(at: 'source' | 'destination', { code }: RegistryFailure): SyncReason {
  const isWithheld = code === 'login' || code === 'denied' || code === 'not-found';
  return at === 'source' && isWithheld ? 'no-such-image' : code;
}
