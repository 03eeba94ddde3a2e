import {
  type ChoiceOptions,
  confirmationFlaw,
  hostOf,
  isPlainHttp,
  type Judge,
  type OfferedMirror,
  plainHttpFlaw,
  verdictFlaw,
} from '../../choose/index.ts';
import type { Capabilities } from '../capabilities.ts';
import { isInsecure } from '../insecure.ts';
import { checkMirror, entrySlip } from '../mirror-rules.ts';
import type { EngineFacts } from './input.ts';
import type { DockerFlaw, Unfitness } from './types.ts';

export interface FitContext {
  readonly engine: Pick<EngineFacts, 'store'>;
  readonly capabilities: Capabilities;
  /** `insecure-registries` of file and command line together; null where neither sets it. */
  readonly insecureRegistries: readonly string[] | null;
  readonly options: ChoiceOptions;
}

/** What this engine says of a mirror. */
export function judgeOf(context: FitContext): Judge<DockerFlaw> {
  return {
    flaw: (candidate) => {
      const form = formFlaw(candidate.url, context);
      return form ?? probeFlaw(candidate, context) ?? insecurity(candidate, context);
    },
    form: (url) => formFlaw(url, context),
  };
}

function formFlaw(url: string, { capabilities }: FitContext): DockerFlaw | null {
  const slip = entrySlip(url);
  if (slip !== null) return { kind: 'form', problem: slip };
  const form = checkMirror(url, capabilities);
  return form.ok ? null : { kind: 'form', problem: form.problem };
}

/** Does the engine, with this mirror, stop verifying TLS for other hosts: Docker Hub among them? */
export function endangersTls(url: string, context: Omit<FitContext, 'options'>): boolean {
  const { capabilities, insecureRegistries } = context;
  return (
    capabilities.sharedTlsWeakness &&
    isInsecure(hostOf(url), insecureRegistries, capabilities.loopbackSecurable)
  );
}

function probeFlaw(candidate: OfferedMirror, context: FitContext): Unfitness | null {
  const { code } = candidate;
  switch (code) {
    case 'classic-only':
    case 'containerd-only':
      if (code !== `${context.engine.store}-only`) return { kind: 'wrong-store' };
      return confirmationFlaw(candidate, context.options);
    case 'tls-untrusted':
    case 'tls-expired':
    case 'tls-name-mismatch':
      return toleratesTls(candidate, context) ? null : { kind: 'untrusted-tls' };
    default:
      return verdictFlaw(candidate, context.options);
  }
}

function toleratesTls(
  { url }: OfferedMirror,
  { options, insecureRegistries, capabilities }: FitContext,
): boolean {
  return options.allowInsecure && isInsecure(hostOf(url), insecureRegistries, capabilities.loopbackSecurable);
}

function insecurity(candidate: OfferedMirror, context: FitContext): Unfitness | null {
  const { capabilities, engine, options, insecureRegistries } = context;
  const { url } = candidate;
  const insecure = isInsecure(hostOf(url), insecureRegistries, capabilities.loopbackSecurable);
  const forced = engine.store === 'containerd' && !capabilities.httpMirrorOnContainerdStore && !insecure;
  if (isPlainHttp(url) && forced) return { kind: 'http-forced' };
  if (!options.allowInsecure && engine.store !== 'classic' && endangersTls(url, context)) {
    return { kind: 'endangers-tls' };
  }
  return plainHttpFlaw(candidate, options);
}
