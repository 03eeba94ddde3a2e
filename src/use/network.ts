import { startNameChild } from '../host/names/child.ts';
import { dockerCertsFor, readCaFile, systemTrust } from '../host/trust.ts';
import { BODY_LIMITS, PROBE_BUDGET } from '../limits.ts';
import { packageInfo, userAgent } from '../package-info.ts';
import type { Network } from '../registry/transport/index.ts';
import type { ProxyRules } from '../registry/transport/proxy.ts';
import type { ProxyChoice, Transport } from '../registry/transport/types.ts';
import { cleanText } from '../registry/untrusted-text.ts';
import type { ProbeSettings } from './probe-settings.ts';
import type { SurveyProblem } from './survey-problem.ts';

/** The way out of this machine, as the options and the environment have it. */
export interface WayOut {
  readonly kind: 'way-out';
  /** A client of its own for each mirror; `admit` is asked before every request. */
  open(admit: (url: URL) => boolean): Transport;
  readonly proxyFor: (url: URL) => ProxyChoice;
  /** The CAs that count for every host, as PEM. */
  readonly trust: readonly string[];
}

/** What has been decided or read already. */
export interface NetworkGiven {
  /** An engine's own proxies, in place of the environment's. */
  readonly proxyFor?: ((url: URL) => ProxyChoice) | null;
  readonly caFor?: (host: string) => string | null;
  readonly trust?: readonly string[];
  /** How names are looked up; else in a process of its own. */
  readonly machine?: Network;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads CAs and proxies once for a run. */
export async function openNetwork(
  settings: Pick<ProbeSettings, 'probeProxy' | 'envProxy' | 'ca' | 'ip' | 'demo'>,
  env: Environment,
  { proxyFor = null, caFor = dockerCertsFor, trust, machine }: NetworkGiven = {},
): Promise<WayOut | SurveyProblem> {
  const { createTransport, networkOf } = await import('../registry/transport/index.ts');
  const rules = await proxyRules(settings, env, proxyFor);
  if (rules.kind === 'problem') {
    return { kind: 'proxy', variable: rules.variable, reason: rules.reason, shown: rules.shown };
  }
  const read = trust === undefined ? readTrust(settings.ca, env) : ({ kind: 'read', trust } as const);
  if (read.kind !== 'read') return read;
  const ca = read.trust;
  const agent = userAgent(packageInfo());
  const names = machine ?? networkOf(startNameChild);
  return {
    kind: 'way-out',
    proxyFor: rules.proxyFor,
    trust: ca,
    open: (admit) =>
      createTransport(
        {
          ca,
          caFor,
          proxyFor: rules.proxyFor,
          ipFamily: settings.ip,
          userAgent: agent,
          headerBytes: BODY_LIMITS.headerBytes,
          redirects: PROBE_BUDGET.redirects,
          admit,
        },
        names,
      ),
  };
}

export type ReadTrust =
  | { readonly kind: 'read'; readonly trust: readonly string[] }
  | Extract<SurveyProblem, { kind: 'trust' | 'source' }>;

/** The CAs that count for every host, as PEM: the machine's, the environment's, those of `--ca`. */
export function readTrust(files: readonly string[], env: Environment): ReadTrust {
  const trust = systemTrust(env);
  if (trust.kind === 'problem') return { ...trust, kind: 'trust', path: cleanText(trust.path) };
  const given: string[] = [];
  for (const name of files) {
    const file = readCaFile(name);
    if (file.kind === 'problem') {
      return { kind: 'source', option: 'ca', name, reason: file.reason, detail: file.detail };
    }
    given.push(file.pem);
  }
  return { kind: 'read', trust: [...trust.bundles, ...given] };
}

/** The demo is this machine's own; then an option counts more than an engine's setting, and that more than this shell's. */
async function proxyRules(
  { demo, probeProxy, envProxy }: Pick<ProbeSettings, 'demo' | 'probeProxy' | 'envProxy'>,
  env: Environment,
  proxyFor: ((url: URL) => ProxyChoice) | null,
): Promise<ProxyRules> {
  const { fixedProxy, NO_PROXIES, proxyFromEnvironment } = await import('../registry/transport/proxy.ts');
  if (!demo && probeProxy !== null) return fixedProxy(probeProxy.href);
  if (!demo && proxyFor === null && envProxy) return proxyFromEnvironment(env);
  return { kind: 'rules', proxyFor: demo ? NO_PROXIES : (proxyFor ?? NO_PROXIES) };
}
