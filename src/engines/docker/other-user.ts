import { type Account, accountOf } from './accounts.ts';
import { type Endpoint, renderEndpoint } from './endpoint.ts';
import type { Asker } from './find-endpoint.ts';

/** A rootless engine of somebody else than who asks: its file, its service and its lock are that user's. */
export interface OtherUsersEngine {
  readonly kind: 'other-user';
  readonly endpoint: string;
  readonly uid: number;
  /** null: /etc/passwd does not know the uid. */
  readonly name: string | null;
  /** Who asks is root for that very user, by sudo: it takes no more than leaving the sudo out. */
  readonly callsSudo: boolean;
}

/**
 * Whose engine listens there, by the socket's own path; null: the asker's own, or one for all users. Decided before the socket is
 * touched: an engine that is down has the same owner, and root would otherwise plan a file of its own that this engine never reads.
 */
export async function otherUsersEngine(
  endpoint: Endpoint,
  asker: Asker,
  lookUp: (uid: number) => Promise<Account | null> = accountOf,
): Promise<OtherUsersEngine | null> {
  const uid = endpoint.kind === 'unix' ? ownerOf(endpoint.path) : null;
  if (uid === null || asker.platform !== 'linux' || asker.uid === uid) return null;
  const account = await lookUp(uid);
  const callsSudo = asker.uid === 0 && asker.env['SUDO_UID'] === String(uid);
  return {
    kind: 'other-user',
    endpoint: renderEndpoint(endpoint),
    uid,
    name: account?.name ?? null,
    callsSudo,
  };
}

/** https://docs.docker.com/engine/security/rootless/: `$XDG_RUNTIME_DIR/docker.sock`, and pam_systemd(8) names that folder. */
function ownerOf(socket: string): number | null {
  const uid = /^(?:\/var)?\/run\/user\/([1-9]\d*)\/docker\.sock$/.exec(socket)?.[1];
  return uid === undefined ? null : Number(uid);
}
