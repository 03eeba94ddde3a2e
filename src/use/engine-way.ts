import type { Probing } from '../engines/engine.ts';
import type { EngineWay } from './run-host.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The engine's own way out, or (`byShell`) this shell's. Its CAs are those that the engine was told of. Pure. */
export function engineWay(
  { environment, proxies, certsDir }: Probing,
  env: Environment,
  { byShell }: { readonly byShell: boolean },
): EngineWay {
  const trust = kept(TRUST_VARIABLES, { ...env, ...environment });
  const out = proxies === null || byShell ? kept(PROXY_VARIABLES, env) : Object.entries(proxies);
  return { env: Object.fromEntries([...trust, ...out]), certsDir };
}

function kept(names: readonly string[], from: Environment): readonly (readonly [string, string])[] {
  return names.flatMap((name) => {
    const value = from[name];
    return value === undefined ? [] : [[name, value] as const];
  });
}

const TRUST_VARIABLES = ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS'] as const;
const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap((name) => [
  name,
  name.toLowerCase(),
]);
