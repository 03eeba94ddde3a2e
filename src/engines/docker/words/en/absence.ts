import type { UnprovenProcess } from '../../../../host/prove-process.ts';
import type { OutOfSight } from '../../locate.ts';
import type { DockerMessages } from '../messages.ts';
import { list } from './parts.ts';

/** Why there is none to configure. */
export const absenceEn: Pick<
  DockerMessages,
  | 'endpoint'
  | 'context'
  | 'noEngine'
  | 'foreign'
  | 'otherUser'
  | 'notProven'
  | 'listensElsewhere'
  | 'configUnplaced'
  | 'startUnproven'
  | 'unreachable'
> = {
  endpoint: (source, text) => `${source} takes unix:///path, tcp://host:port or ssh://host, not "${text}".`,
  context: (name) => `The docker context "${name}" cannot be read.`,
  noEngine: (hidden) =>
    hidden
      ? 'No Docker engine is seen here; but processes of other users are hidden from you, so one may run. Run this with sudo, or name its socket with --docker-host.'
      : 'No Docker engine is found here: none runs and none is installed. Name its file with --config, or its socket with --docker-host.',
  foreign: ({ install, endpoint, file, command, outOfSight }) => {
    const then = [
      file === null ? '' : ` Its configuration is ${file}.`,
      command === null ? '' : ` Activate a change there with: ${command}`,
    ].join('');
    switch (install) {
      case 'remote':
        if (outOfSight !== undefined) return answersOutOfSight(endpoint, outOfSight);
        return `The engine at ${endpoint} does not run on this machine (or not where its files can be seen): the file here is not its file. Run mirror-apply over there.`;
      case 'podman':
        return `What answers at ${endpoint} is Podman, which does not read daemon.json.${then}`;
      case 'colima':
      case 'lima':
      case 'orbstack':
      case 'rancher-desktop':
        return `The engine belongs to ${NAMES[install]}, which writes its configuration itself: an edit inside would be lost.${then}`;
      case 'desktop-from-wsl':
        return `The engine is Docker Desktop's, configured from Windows and not from here.${then}`;
      case 'synology':
      case 'qnap':
      case 'truenas':
        // What is typed ends the line.
        return `The engine is kept by ${NAMES[install]}, which writes its configuration itself. Name a file with --config to edit it all the same.${then}`;
      case 'openwrt':
        return `OpenWrt (iStoreOS and its like) writes the engine's file from ${file} at each start: an edit would be lost. Add a mirror there with: ${command}`;
      default:
        return install satisfies never;
    }
  },
  otherUser: (endpoint, name, uid, command) =>
    `The engine at ${endpoint} is the rootless one of ${name === null ? `the user with uid ${uid}` : `the user ${name}`}, who alone configures it: nothing was changed. Run this as that user: ${command}`,
  notProven: ({ endpoint, what }, program) => {
    switch (what.kind) {
      case 'socket':
        return `Something of this machine listens at ${endpoint}, and it is not proven to be an engine: nothing it says is believed, and nothing was changed. Name the engine's own socket with --docker-host.`;
      case 'program':
        return `${program} would be the engine's program, but others can write to ${what.program.unsafe.directory}, so it is not run. Nothing was changed. Once only root can write there, run this again.`;
      case 'process':
        return `What is found for the engine at ${endpoint} is process ${what.process.pid}${program === null ? '' : ` (${program})`}, ${notProvenYet(what.process)} Nothing it says is believed, nothing of it was run, and nothing was changed.`;
      default:
        return what satisfies never;
    }
  },
  listensElsewhere: ({ endpoint, pid, sockets, answersAt }) => {
    const engine = `The engine runs${pid === null ? '' : ` (process ${pid})`}, but nobody answers at ${endpoint}`;
    if (sockets === null) {
      return `${engine}. Where it does listen, only root can see: run this with sudo, or name its socket with --docker-host. Nothing was changed.`;
    }
    if (sockets.length === 0) {
      return `${engine}, nor anywhere else yet. If it is still starting, wait and run this again. Nothing was changed.`;
    }
    return answersAt === null
      ? `${engine}: it listens at ${list(sockets)}, and gives no answer there either. It may still be starting, or want TLS with client certificates, which this program does not speak. Nothing was changed.`
      : `${engine}: it answers at ${answersAt}. Name that with --docker-host. Nothing was changed.`;
  },
  configUnplaced: (file) =>
    `The engine is started with --config-file ${file}, which begins in the folder where the engine runs, and that cannot be seen from here. Name the file by its whole path with --config. Nothing was changed.`,
  startUnproven: (program) =>
    `The engine is down, and what its service starts is ${program}, which may start any engine with any file: which one is not known from here. Nothing was changed. Name the file that it reads with --config, or start the engine and run this again.`,
  unreachable: ({ code, answersAt }) => {
    if (code === 'not-permitted') {
      return "The engine's socket is for root and the group docker only; run this with sudo.";
    }
    if (code === 'not-supported') {
      const local = answersAt === null ? '' : `, ${answersAt},`;
      return `The engine wants TLS with client certificates, which this program does not speak; name its local socket${local} with --docker-host.`;
    }
    return answersAt === null
      ? `The engine does not answer: ${UNREACHABLE[code]}. Is it up? Look at its log, then run this again.`
      : `The engine gave no answer where it was asked: ${UNREACHABLE[code]}. It does answer at ${answersAt}: name that with --docker-host. Nothing was changed.`;
  },
};

const NAMES = {
  colima: 'Colima',
  lima: 'Lima',
  orbstack: 'OrbStack',
  'rancher-desktop': 'Rancher Desktop',
  synology: 'Synology DSM',
  qnap: 'QNAP Container Station',
  truenas: 'TrueNAS',
} as const;

function answersOutOfSight(endpoint: string, { name, pid }: OutOfSight): string {
  const engine = `An engine answers at ${endpoint}${name === null ? '' : ` (it calls itself ${name})`}`;
  return pid === null
    ? `${engine}, but no process that is seen from here listens there: it runs outside this container, in another one, or beyond a tunnel. Its file is not here, and nothing was changed. Run mirror-apply where it runs.`
    : `${engine}: process ${pid}, which lives among other files than ours, as in a container. The file here is not its file, and nothing was changed. Run mirror-apply in there.`;
}

const UNREACHABLE = {
  'no-socket': 'its socket is not there',
  refused: 'nobody listens on its socket',
  'timed-out': 'it took too long',
  broken: 'what came was not the answer of an engine',
} as const;

function notProvenYet({ why, directory }: UnprovenProcess): string {
  switch (why) {
    case 'replaced':
      return 'whose program was replaced since it started. Restart the engine, then run this again.';
    case 'unsafe':
      return directory === null
        ? 'and others can write into its program.'
        : `and others can write to ${directory}. Once only root can write there, run this again.`;
    case 'other-program':
      return 'which is not an engine by any name that is known here.';
    case 'other-owner':
      return 'which another user runs.';
    case 'other-root':
    case 'other-namespace':
      return 'which lives in another root directory or namespace: it, or this shell, is in a container. Run this outside of it.';
    case 'other-mounts':
      return 'whose files may be others than those seen from here: it has mounts of its own, as a container has, or this shell has. Run this where the engine was started, or have a service manager keep it.';
    case 'not-permitted':
    case 'gone':
      return 'which cannot be looked at.';
    default:
      return why satisfies never;
  }
}
