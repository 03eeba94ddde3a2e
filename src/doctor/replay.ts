import type { Client, Reason } from '../clients/index.ts';
import type { EndpointSeen, FailedEndpoint } from './seen.ts';

type Failed = EndpointSeen & { readonly outcome: FailedEndpoint };

/** What an engine makes of what its mirrors and the registry answer. */
export type Replay =
  | { readonly kind: 'pulls'; readonly by: EndpointSeen; readonly passed: readonly Failed[] }
  /** `shown`: whose failure the user gets to read. */
  | { readonly kind: 'fails'; readonly shown: Failed; readonly all: readonly Failed[] }
  /** It does not go on to the next: what this one sent is taken for an answer, or waited for without an end. */
  | { readonly kind: 'stops'; readonly at: Failed; readonly hangs: boolean }
  | { readonly kind: 'nobody' };

/**
 * Goes through the endpoints in the engine's order, as its store does (docs/registry-protocol.md). The classic store tries each and shows what the last one said, which is the
 * registry itself; a mirror that is silent on a blob it waits for without an end. containerd shows the first, goes on after a refusal or silence that ends, and stops at content
 * that is wrong. Pure.
 */
export function replay(client: Client, endpoints: readonly EndpointSeen[]): Replay {
  const passed: Failed[] = [];
  for (const endpoint of endpoints) {
    if (!hasFailed(endpoint)) return { kind: 'pulls', by: endpoint, passed };
    if (!endpoint.isUpstream) {
      if (waitsForEver(client, endpoint.outcome)) return { kind: 'stops', at: endpoint, hangs: true };
      if (client === 'containerd' && !GOES_ON.has(endpoint.outcome.reason))
        return { kind: 'stops', at: endpoint, hangs: false };
    }
    passed.push(endpoint);
  }
  const shown = client === 'classic' ? passed.at(-1) : passed[0];
  return shown === undefined ? { kind: 'nobody' } : { kind: 'fails', shown, all: passed };
}

export function hasFailed(endpoint: EndpointSeen): endpoint is Failed {
  return endpoint.outcome.kind === 'fails';
}

/** containerd: core/remotes/docker/{resolver,fetcher}.go, the loops over hosts. A host that lacks the platform gave its answer all the same. */
const GOES_ON: ReadonlySet<Reason> = new Set([
  'no-answer',
  'status',
  'login-wanted',
  'bad-challenge',
  'bad-token',
]);

/** Neither bounds the wait for headers: containerd before 2.3 nowhere, the classic store where it asks for blobs. */
function waitsForEver(client: Client, { code, stage }: FailedEndpoint): boolean {
  const isSilent = code === 'response-timeout' || code === 'stalled';
  return isSilent && (client === 'containerd' || stage === 'config' || stage === 'layer');
}
