import type { LinesToWrite, NoEdit } from '../config-file.ts';
import type { ContainerdMessages } from './messages.ts';

export const containerdEn: ContainerdMessages = {
  engine: (version, running) => `containerd ${version} (CRI)${running ? '' : ', not answering'}`,
  absence: (why, badConfig) => {
    switch (why.kind) {
      case 'bad-config':
        return [badConfig(why.lines.at(-1) ?? '')];
      case 'cri-off':
        return [
          "containerd's CRI plugin is switched off here (disabled_plugins), as in Docker's own file: nothing pulls through it. If Docker is what pulls, use --engine docker.",
        ];
      case 'mirrors-inside':
        return [
          'config.toml names mirrors itself (registry.mirrors): as long as they stand there, no hosts.toml is read. Move them out first; nothing was changed.',
        ];
      case 'tls-inside':
        return [
          'config.toml has tls for a registry (registry.configs) beside its config_path: with both the CRI plugin does not load at the next start. Move that into the hosts.toml of its registry first; nothing was changed.',
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
  refusal: (reason) => {
    switch (reason.kind) {
      case 'no-config-path':
      case 'two-folders':
        return `${NOT_READ[reason.kind]} With --activate restart, mirror-apply sets config_path = "${reason.folder}" in ${reason.path}, changes nothing else there, and restarts containerd; containers go on. Nothing was changed.`;
      case 'changed-since':
        return `${reason.path} was changed after containerd was started: which hosts.toml it reads now is not known. Restart containerd (containers go on), or let mirror-apply do that with --activate restart. Nothing was changed.`;
      case 'config-left':
        return left(reason.path, reason.why);
      default:
        return reason satisfies never;
    }
  },
  containersGoOn: 'No container stops: each goes on under its own shim. Pulls and starts wait for a moment.',
};

function left(path: string, why: NoEdit): string {
  return `No hosts.toml is read yet, and ${path} is left as it is: ${leftBecause(why, path)} Nothing was changed.`;
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

function leftBecause(why: NoEdit, path: string): string {
  switch (why.kind) {
    case 'bad-toml':
      return `its line ${why.line} is not TOML.`;
    case 'file-version':
      return why.version === null || why.version === 1
        ? `it ${why.version === null ? 'has no version line' : 'is of version 1'}, so containerd 2 reads no registry settings from it. "containerd --config ${path} config migrate" prints what is in force in a version that it reads: put that in the file's place, then run this again.`
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
