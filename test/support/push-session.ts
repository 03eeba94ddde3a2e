import { type Credentials, PUSH, type PushLimits, RegistrySession } from '../../src/registry/push/index.ts';
import { createTransport } from '../../src/registry/transport/index.ts';
import { PLAIN_TRANSPORT } from '../relay/support.ts';

export interface PushSessionOptions {
  readonly credentials?: Credentials | null;
  readonly mayLogIn?: boolean;
  readonly signal?: AbortSignal;
  /** Beside those of the program. */
  readonly limits: Partial<PushLimits>;
}

/** A session to push by, with the registry of a test. */
export function openPushSession(
  base: URL,
  { credentials = null, mayLogIn = false, signal, limits }: PushSessionOptions,
): RegistrySession {
  return new RegistrySession({
    base,
    purpose: 'push',
    transport: createTransport(PLAIN_TRANSPORT),
    credentials,
    mayLogInAt: async () => mayLogIn,
    limits: { ...PUSH, ...limits },
    now: Date.now,
    signal: signal ?? new AbortController().signal,
  });
}
