import type { NodeFile } from '../../engines/engine.ts';
import { wholeName } from '../../registry/reference.ts';
import type { Certainty, Evidence } from '../../words/doctor/cause.ts';
import { type Case, type Explained, explained, saidBy } from '../explained.ts';
import { replay } from '../replay.ts';

/** The mirrors of who pulls for a kubelet here: a file that nobody reads, or one that does not say enough. Pure. */
export function ofNode(on: Case): readonly Explained[] {
  const { node } = on.seen;
  return node === null ? [] : [...notRead(on, node), ...notResolving(on, node), ...elsewhere(on, node)];
}

/** As with a file that is not in force: it is the cause where the pull fails and nothing says that a mirror was asked. */
function notRead(on: Case, node: NodeFile): readonly Explained[] {
  const { seen, told, replay } = on;
  // ctr goes by its own option alone, wherever the plugin looks.
  const isCtr = told?.through === 'ctr' && node.engine === 'containerd';
  const unread = isCtr ? ({ why: 'ctr' } as const) : node.unread;
  const isThere = node.state === 'there' && (node.hosts.length > 0 || unread?.why === 'bad-file');
  if (unread === null || !isThere) return [];
  const counts = replay?.kind === 'fails' && told?.saysMirror !== true;
  // Of a process that was started before, or was called by hand, nobody saw what it read.
  const isSeen = unread.why !== 'changed-since' && unread.why !== 'ctr';
  const certainty: Certainty = !counts ? 'possible' : isSeen ? 'proven' : 'likely';
  const config = 'config' in unread ? unread.config : null;
  const cause = {
    kind: 'mirrors-not-read',
    engine: node.engine,
    file: node.path,
    config,
    why: unread.why,
    line: unread.why === 'bad-file' ? unread.line : null,
    image: wholeName(seen.image),
    command: node.restartCommand,
  } as const;
  const says: Evidence | null =
    unread.why === 'bad-file'
      ? { look: 'files', kind: 'bad-line', path: node.path, line: unread.line }
      : unread.why === 'changed-since'
        ? { look: 'files', kind: 'changed-since', path: unread.config }
        : config === null
          ? null
          : { look: 'files', kind: 'file-says', path: config, what: SAYS[unread.why] ?? unread.why };
  return [explained(cause, certainty, [says, names(node), saidBy(on)])];
}

/** As it would be written there. */
const SAYS: Readonly<Record<string, string>> = {
  'no-config-path': 'config_path = ""',
  'two-folders': 'config_path = "…:…"',
  'mirrors-inside': '[plugins."…".registry.mirrors]',
};

function names({ path, hosts }: NodeFile): Evidence | null {
  return hosts.length === 0
    ? null
    : { look: 'files', kind: 'names-hosts', path, hosts: hosts.map(({ url }) => url) };
}

/** A tag is asked of hosts that may resolve alone: the others give what its digest proves. */
function notResolving(on: Case, node: NodeFile): readonly Explained[] {
  const { endpoints, seen } = on;
  if (on.replay?.kind !== 'pulls' || on.replay.by.isUpstream || seen.image.digest !== null) return [];
  const mayResolve = (url: string): boolean =>
    node.hosts.find((host) => host.url === url)?.resolves !== false;
  const asked = endpoints.filter(({ url, isUpstream }) => isUpstream || mayResolve(url));
  if (asked.length === endpoints.length || replay('containerd', asked).kind !== 'fails') return [];
  const mirror = on.replay.by.url;
  const works: Evidence = { look: 'image', kind: 'mirror-works', mirror };
  const lines: Evidence = {
    look: 'files',
    kind: 'file-says',
    path: node.path,
    what: 'capabilities = ["pull"]',
  };
  const hub = on.hosts.find(({ role, how }) => (role === 'registry' || role === 'other') && how !== null);
  const behind: Evidence | null =
    hub?.how == null ? null : { look: 'hosts', kind: 'host', host: hub.host, how: hub.how };
  return [
    explained({ kind: 'mirrors-not-resolving', path: node.path, mirror }, 'proven', [
      lines,
      works,
      behind,
      saidBy(on),
    ]),
  ];
}

/** Mirrors stand in a file, and it is that of another engine. */
function elsewhere(on: Case, { strays, state, path, engine }: NodeFile): readonly Explained[] {
  const [edited] = strays;
  if (edited === undefined || state !== 'absent') return [];
  const certainty = on.replay?.kind === 'fails' ? 'likely' : 'possible';
  const evidence: Evidence = { look: 'files', kind: 'file-says', path: edited, what: path };
  const command = `mirror-apply --engine ${engine} --top 3`;
  return [explained({ kind: 'wrong-file', edited, read: path, command }, certainty, [evidence, saidBy(on)])];
}
