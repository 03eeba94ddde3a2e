import type { Capabilities } from '../capabilities.ts';
import { hostOf, isInsecure, isPublicHost } from '../insecure.ts';
import { checkMirror } from '../mirror-rules.ts';
import type { ApplyCandidate, ApplyOptions, EngineFacts } from './input.ts';
import type { Unfitness } from './types.ts';

export interface FitContext {
  readonly engine: Pick<EngineFacts, 'store'>;
  readonly capabilities: Capabilities;
  /** `insecure-registries` of file and command line together; null where neither sets it. */
  readonly insecureRegistries: readonly string[] | null;
  readonly options: Pick<ApplyOptions, 'allowUnconfirmed' | 'allowInsecure'>;
}

/** May this mirror be configured on this engine? null: yes. What is unsafe never may; docs/interface.md has the rule. */
export function unfitness(candidate: ApplyCandidate, context: FitContext): Unfitness | null {
  const form = checkMirror(candidate.url, context.capabilities);
  if (!form.ok) return { kind: 'form', problem: form.problem };
  return verdictUnfitness(candidate, context) ?? insecurity(candidate, context);
}

/** Does the engine, with this mirror, stop verifying TLS for other hosts: Docker Hub among them? */
export function endangersTls(url: string, context: Omit<FitContext, 'options'>): boolean {
  const { capabilities, insecureRegistries } = context;
  return (
    capabilities.sharedTlsWeakness &&
    isInsecure(hostOf(url), insecureRegistries, capabilities.loopbackSecurable)
  );
}

function verdictUnfitness(candidate: ApplyCandidate, context: FitContext): Unfitness | null {
  const { verdict, code } = candidate;
  const { store } = context.engine;
  switch (code) {
    case 'classic-only':
    case 'containerd-only':
      if (code !== `${store}-only`) return { kind: 'wrong-store' };
      return confirmation(candidate, context);
    case 'unconfirmed':
      return confirmation({ ...candidate, confirmed: false }, context);
    case 'tls-untrusted':
    case 'tls-expired':
    case 'tls-name-mismatch':
      return toleratesTls(candidate, context) ? null : { kind: 'untrusted-tls' };
    default:
      if (verdict === null) return null;
      return verdict === 'usable' ? confirmation(candidate, context) : { kind: 'verdict', verdict, code };
  }
}

/** A URL that the user gave or had configured counts as confirmed by its owner. */
function confirmation({ confirmed, origin }: ApplyCandidate, { options }: FitContext): Unfitness | null {
  const byOwner = origin === 'argument' || origin === 'configured';
  return confirmed || byOwner || options.allowUnconfirmed ? null : { kind: 'unconfirmed' };
}

function toleratesTls(
  { url }: ApplyCandidate,
  { options, insecureRegistries, capabilities }: FitContext,
): boolean {
  return options.allowInsecure && isInsecure(hostOf(url), insecureRegistries, capabilities.loopbackSecurable);
}

function insecurity({ url }: ApplyCandidate, context: FitContext): Unfitness | null {
  const { capabilities, engine, options, insecureRegistries } = context;
  const host = hostOf(url);
  const plain = /^http:/i.test(url);
  const insecure = isInsecure(host, insecureRegistries, capabilities.loopbackSecurable);
  if (plain && engine.store === 'containerd' && !capabilities.httpMirrorOnContainerdStore && !insecure) {
    return { kind: 'http-forced' };
  }
  if (options.allowInsecure) return null;
  if (engine.store !== 'classic' && endangersTls(url, context)) return { kind: 'endangers-tls' };
  return plain && isPublicHost(host) ? { kind: 'plain-http' } : null;
}
