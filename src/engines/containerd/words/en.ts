import type { LinesToWrite, NoEdit } from '../config-file.ts';
import type { ContainerdMessages } from './messages.ts';

export const containerdEn: ContainerdMessages = {
  engine: (version, running) => `containerd ${version} (CRI)${running ? '' : ', not answering'}`,
  noEngine: 'containerd is not installed here.',
  absence: (why) => {
    switch (why.kind) {
      case 'foreign-option':
        return [`${why.option} is for Docker; containerd is found by its own configuration.`];
      case 'bad-config':
        return [
          `containerd does not start with its configuration as it is${why.lines.length === 0 ? '' : `: ${why.lines.join(' ')}`}. Fix that first; nothing was changed.`,
        ];
      case 'cri-off':
        return [
          "containerd's CRI plugin is switched off here (disabled_plugins), as in Docker's own file: nothing pulls through it. If Docker is what pulls, use --engine docker.",
        ];
      case 'mirrors-inside':
        return [
          'config.toml names mirrors itself (registry.mirrors): as long as they stand there, no hosts.toml is read. Move them out first; nothing was changed.',
        ];
      case 'imports':
        return [
          `config.toml takes in ${why.files.join(', ')}. Before 2.0 such a file replaces whole tables, and what is then in force cannot be seen: nothing was changed.`,
        ];
      case 'two-folders':
      case 'no-config-path': {
        const { write, path } = why;
        if (write.kind !== 'lines') return [left(path, write)];
        return [`${NOT_READ[why.kind]} ${WRITE[write.into](path)}`, ...write.lines];
      }
      default:
        return why satisfies never;
    }
  },
  flaw: {
    form: 'it is not an address that a hosts.toml can name.',
    'wrong-client': 'it answers the classic way of asking alone, which is not that of containerd.',
  },
  refusal: (reason) => {
    switch (reason.kind) {
      case 'no-proxies-here':
        return 'containerd has its proxies from its service. Leave --http-proxy, --https-proxy and --no-proxy out.';
      case 'foreign-file':
        return reason.undo
          ? `${reason.path} was edited since mirror-apply wrote it: nothing was changed. --undo --whole puts the whole file back; the edits are then in that undo's backup alone.`
          : `${reason.path} is someone else's, or was edited since mirror-apply wrote it: nothing was changed. --replace puts a new one in its place.`;
      case 'certificates':
        return `Beside ${reason.path} lies a ca.crt, which containerd reads only as long as there is no hosts.toml: nothing was changed.`;
      case 'no-config-path':
      case 'two-folders':
        return `${NOT_READ[reason.kind]} With --activate restart, mirror-apply sets config_path = "${reason.folder}" in ${reason.path}, changes nothing else there, and restarts containerd; containers go on. Nothing was changed.`;
      case 'config-left':
        return left(reason.path, reason.why);
      default:
        return reason satisfies never;
    }
  },
  containersGoOn: 'No container stops: each goes on under its own shim. Pulls and starts wait for a moment.',
  warning: (warning) => {
    switch (warning.kind) {
      case 'resolves':
        return warning.others
          ? `${warning.mirror} alone says which image a tag is; the other mirrors give only content that its digest proves.`
          : `${warning.mirror} is trusted to say which image a tag is.`;
      case 'default-hidden':
        return `${warning.path} names hosts for all registries without a folder of their own. ${warning.registry} has one from now on and no longer goes by it; the undo takes the folder away.`;
      case 'only-a-pull-shows':
        return 'containerd does not show which mirrors it has read; only a pull proves it (--verify-pull <image>).';
      case 'nobody-resolves':
        return `No mirror is trusted to say which image a tag is: ${warning.registry} itself has to be reachable for that.`;
      default:
        return warning satisfies never;
    }
  },
};

function left(path: string, why: NoEdit): string {
  return `No hosts.toml is read yet, and ${path} is left as it is: ${leftBecause(why)} Nothing was changed.`;
}

const THEN = 'then restart containerd (containers go on), and run this again:';
const WRITE: Readonly<Record<LinesToWrite['into'], (path: string) => string>> = {
  'new-file': (path) => `There is no ${path} yet. Write it with all of these lines, ${THEN}`,
  end: (path) => `Put this at the end of ${path}, ${THEN}`,
  table: (path) => `Set it in the table that stands in ${path} already, as below, ${THEN}`,
};

const NOT_READ: Readonly<Record<'no-config-path' | 'two-folders', string>> = {
  'no-config-path': 'config_path is not set, so no hosts.toml is read.',
  'two-folders':
    'config_path names two folders: from 2.0 on containerd takes that for one, and reads no hosts.toml.',
};

function leftBecause(why: NoEdit): string {
  switch (why.kind) {
    case 'bad-toml':
      return `its line ${why.line} is not TOML.`;
    case 'file-version':
      return why.version === null
        ? 'it has no version line, so containerd 2 reads no registry settings from it.'
        : `this containerd does not read the registry settings of version ${why.version}.`;
    case 'old-keys':
      return `it has ${why.key} in its registry table, and beside a config_path the CRI plugin would not load. Move that out first.`;
    case 'imports':
      return 'it takes in other files, which replace whole tables before 2.0.';
    case 'kept-by':
      return `"${why.mark}" in it says that another tool keeps it. Set config_path there.`;
    case 'shape':
      return 'its registry table is written in a way that cannot be changed without touching more than one key.';
    default:
      return why satisfies never;
  }
}
