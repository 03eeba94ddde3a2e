import type { Activation } from '../../../change/types.ts';
import { maskCredentials } from '../../../registry/untrusted-text.ts';
import type { Capabilities } from '../capabilities.ts';
import { PROXY_FIELDS, PROXY_VARIABLES, type ProxyChanges } from './proxies.ts';
import type { PlanWarning } from './types.ts';

/** What `docker build` does not do at once, or not through the engine, though the change is in force. `changes`: of its proxies. */
export function afterwardsOf(
  activation: Activation,
  changes: ProxyChanges,
  { buildForgetsMirrors }: Pick<Capabilities, 'buildForgetsMirrors'>,
): readonly PlanWarning[] {
  const variables = PROXY_FIELDS.flatMap((field) => {
    const value = changes[field];
    return value ? [{ name: PROXY_VARIABLES[field], value: maskCredentials(value) }] : [];
  });
  const setsProxy = Boolean(changes.httpProxy || changes.httpsProxy);
  return [
    // BuildKit keeps the hosts of each repository that it has resolved (moby/buildkit:util/resolver/pool.go).
    ...(activation.kind === 'reload'
      ? [{ kind: 'build-keeps-mirrors', until: buildForgetsMirrors ? 'minutes' : 'restart' } as const]
      : []),
    // The client fetches the token of a build itself, with its own shell's proxies (moby/buildkit:session/auth/authprovider).
    ...(setsProxy ? [{ kind: 'build-token', variables } as const] : []),
  ];
}
