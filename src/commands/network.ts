import { dockerCertsFor, readCaFile, systemTrust } from '../host/trust.ts';
import { BODY_LIMITS, PROBE_BUDGET } from '../limits.ts';
import { packageInfo, userAgent } from '../package-info.ts';
import type { ProxyChoice, Transport } from '../registry/transport/types.ts';
import type { ProbeSettings } from './probe-settings.ts';
import type { SurveyProblem } from './survey-problem.ts';

/** The way out of this machine, as the options and the environment have it. */
export interface Network {
  /** A client of its own for each mirror; `admit` is asked before every request. */
  open(admit: (url: URL) => boolean): Transport;
  readonly proxyFor: (url: URL) => ProxyChoice;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads CAs and proxies once for a run. `proxyFor` (an engine's own proxies) overrides options and environment. */
export async function openNetwork(
  settings: Pick<ProbeSettings, 'probeProxy' | 'envProxy' | 'ca' | 'ip' | 'demo'>,
  env: Environment,
  proxyFor: ((url: URL) => ProxyChoice) | null = null,
): Promise<Network | SurveyProblem> {
  const { createTransport } = await import('../registry/transport/index.ts');
  const { fixedProxy, NO_PROXIES, proxyFromEnvironment } = await import('../registry/transport/proxy.ts');
  const rules =
    settings.demo || (proxyFor === null && settings.probeProxy === null && !settings.envProxy)
      ? { kind: 'rules' as const, proxyFor: NO_PROXIES }
      : settings.probeProxy !== null
        ? fixedProxy(settings.probeProxy.href)
        : proxyFor !== null
          ? { kind: 'rules' as const, proxyFor }
          : proxyFromEnvironment(env);
  if (rules.kind === 'problem') {
    return { kind: 'proxy', variable: rules.variable, reason: rules.reason, shown: rules.shown };
  }
  const given: string[] = [];
  for (const name of settings.ca) {
    const file = readCaFile(name);
    if (file.kind === 'problem') {
      return { kind: 'source', option: 'ca', name, reason: file.reason, detail: file.detail };
    }
    given.push(file.pem);
  }
  const ca = [...systemTrust(env), ...given];
  const agent = userAgent(packageInfo());
  return {
    proxyFor: rules.proxyFor,
    open: (admit) =>
      createTransport({
        ca,
        caFor: dockerCertsFor,
        proxyFor: rules.proxyFor,
        ipFamily: settings.ip,
        userAgent: agent,
        headerBytes: BODY_LIMITS.headerBytes,
        redirects: PROBE_BUDGET.redirects,
        admit,
      }),
  };
}
