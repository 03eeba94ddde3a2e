import { cleanText } from '../../../registry/untrusted-text.ts';
import type { Symptom } from '../../../words/doctor/symptom.ts';
import { bare, lastWord, type PhraseRow, plain, wordBefore } from './row.ts';

/** The engine's own process, and what it needs of its machine; a container that does not start. */
export const ENGINE_ROWS: readonly PhraseRow[] = [
  plain({ kind: 'cri-disabled' }, 'unknown service runtime.v1'),
  {
    phrases: ['containerd.sock'],
    read: (before, after) =>
      /(?:dial(?:ing)?:? (?:dial )?(?:unix|")|connect endpoint '|cannot access containerd socket )/.test(
        before.slice(-SOCKET_WORDS),
      ) && !after.includes('permission denied')
        ? { kind: 'containerd-down' }
        : null,
  },
  plain({ kind: 'quota' }, 'isk quota exceeded'),
  plain({ kind: 'too-many-files' }, 'oo many open files'),
  // Go's own words for an end of the program.
  plain(
    { kind: 'program-crash' },
    'panic: runtime error: ',
    '[signal SIGSEGV',
    'fatal error: unexpected signal',
    'unexpected fault address',
  ),
  plain({ kind: 'no-memory' }, 'annot allocate memory', 'OOMKilled', 'signal: killed'),
  {
    phrases: [': no such file or directory'],
    read: (before) => {
      const path = before.split(' ').at(-1) ?? '';
      return path.startsWith('/') && path.includes('/GetImageBlob')
        ? { kind: 'folder-missing', path: cleanText(path.slice(0, path.indexOf('/GetImageBlob'))) }
        : null;
    },
  },
  {
    phrases: ['no space left on device'],
    read: (before) => {
      const path = before.endsWith(': ') && before.includes('write ') ? bare(lastWord(before)) : '';
      return { kind: 'disk-full', path: path.startsWith('/') ? cleanText(path) : null };
    },
  },
  plain(
    { kind: 'disk-full', path: null },
    'No space left on device',
    'ENOSPC',
    'not enough space on the disk',
    'low on resource: ephemeral-storage',
    'FreeDiskSpaceFailed',
  ),
  {
    phrases: ['read-only file system'],
    // Not a container's own root, which many are started with.
    read: (before) => {
      const path = before.endsWith(': ') ? bare(lastWord(before)) : '';
      return ENGINES_OWN.some((part) => path.includes(part))
        ? { kind: 'read-only', path: cleanText(path) }
        : null;
    },
  },
  plain({ kind: 'disk-fails' }, 'nput/output error', 'structure needs cleaning'),
  plain(
    { kind: 'id-range' },
    'insufficient UIDs or GIDs available',
    'enough IDs available in the namespace',
    'number of subordinate IDs',
    'cannot set up namespace using newuidmap',
    'no subuid ranges found for user',
    'newuidmap',
    'newgidmap',
  ),
  plain(
    { kind: 'daemon-config' },
    'Job for docker.service failed',
    'unable to configure the Docker daemon with file',
    'invalid mirror: ',
    'Failed to start Docker Application Container Engine',
    'docker.service: Failed with result',
    'docker.service: Start request repeated too quickly',
    'docker.socket: Failed with result',
    'for flag --registry-mirror',
    'specified both as a flag and in the configuration file',
    "directives don't match any configuration option",
  ),
  { phrases: ['Error starting daemon', 'failed to start daemon'], read: (_, after) => starting(after) },
  plain(
    { kind: 'store-broken' },
    'failed to get reader from content store',
    'content with digest ',
    'parent snapshot ',
    'layer does not exist',
    'failed to get layer sha256',
    'error creating overlay mount to ',
    'overlay2/l: invalid argument',
    'overlay/l: invalid argument',
    'consider removing the image to resolve the issue',
    'lease does not exist',
    'layer not known',
    'ImageInspectError',
  ),
  {
    phrases: ['/overlay/l/', '/overlay2/l/'],
    read: (before) => (wordBefore(before) === 'readlink' ? { kind: 'store-broken' } : null),
  },
  plain(
    { kind: 'engine-start-fails', what: 'storage' },
    'is unsupported for this graph driver',
    'kernel does not support overlay fs',
    'does not support Project Quota',
    'is not supported with the overlay2 graph driver',
    "' is not supported over ",
  ),
  plain(
    { kind: 'engine-start-fails', what: 'network' },
    'Failed to Setup IP tables',
    'Unable to enable SKIP DNAT rule',
    'No chain/target/match by that name',
  ),
  plain({ kind: 'download-locked' }, 'locked: unavailable'),
  {
    phrases: [': unavailable'],
    read: (before) => (/\blocked for \S+$/.test(before) ? { kind: 'download-locked' } : null),
  },
  plain(
    { kind: 'builder-gone' },
    'transport is closing',
    'error reading from server: EOF',
    'closing transport due to: connection error',
    'received prior goaway: code: NO_ERROR, debug data: "graceful_stop"',
    'no active session for ',
    'frontend grpc server closed unexpectedly',
    'buildkitd.sock',
    'failed to list workers: ',
    'failed to receive status: ',
    'the client connection is closing',
    'failed to get state for index ',
  ),
  {
    phrases: ['content digest sha256:', 'blob sha256:'],
    read: (_, after) => (/^[0-9a-f]+:? not found/.test(after) ? { kind: 'store-broken' } : null),
  },
  {
    phrases: ['standard_init_linux.go:'],
    read: (_, after) => ({
      kind: 'container-fails',
      trouble: after.includes('no such file or directory') ? 'program' : 'other',
    }),
  },
  plain(
    { kind: 'container-fails', trouble: 'port' },
    'port is already allocated',
    'Ports are not available',
    'driver failed programming external connectivity',
    'address already in use',
    'bind: An attempt was made to access a socket',
    'bind: Only one usage of each socket address',
  ),
  {
    phrases: ['he container name "', 'endpoint with name '],
    read: (_, after) =>
      /is already in use|already exists in network/.test(after)
        ? { kind: 'container-fails', trouble: 'name' }
        : null,
  },
  {
    phrases: [
      'OCI runtime create failed',
      'OCI runtime exec failed',
      'oci runtime error',
      'failed to create shim',
      'failed to create task for container',
      'failed to create containerd task',
      'OCI runtime attempted to invoke a command that was not found',
    ],
    read: (_, after) => ({
      kind: 'container-fails',
      trouble: /executable file not found|no such file or directory/.test(after) ? 'program' : 'other',
    }),
  },
  {
    phrases: [' is not running', ' is unhealthy'],
    read: (before) =>
      wordBefore(before).endsWith('ontainer') ? { kind: 'container-fails', trouble: 'other' } : null,
  },
  plain(
    { kind: 'container-fails', trouble: 'other' },
    'could not select device driver',
    'Mounts denied',
    'Are you trying to mount a directory onto a file',
    'no matching entries in passwd file',
    'failed to set up container networking',
    'Unknown runtime specified',
    'dependency failed to start: ',
    'unknown or invalid runtime name',
    'declared as external, but could not be found',
    'error while creating mount source path',
    'invalid mount config for type',
    'non-overlapping IPv4 address pool',
    'unable to start container process',
    'creating /etc/mtab symlink',
    'bind source path does not exist',
    'Error: statfs ',
    'error gathering device information',
    'cgroup mountpoint does not exist',
    'Pool overlaps with other one',
  ),
  {
    phrases: [
      'failed to register layer: ',
      're-exec error: ',
      'hcsshim::ImportLayer',
      'archive/tar: ',
      'packer failed to pack: ',
      'mount callback failed on ',
      'failed to extract layer ',
      'unable to unpack',
      'Error processing tar file',
      'ApplyLayer ',
      'error creating layer with ID ',
      'error extracting layer: ',
      'error unpacking rootfs: ',
    ],
    read: (_, after) => ({ kind: 'unpack', reason: cleanText(reasonIn(after)) }),
  },
];

/** `connection error: desc = "transport: Error while dialing: dial unix:///run/containerd/` */
const SOCKET_WORDS = 160;

/** What the engine was not content with. */
function starting(after: string): Symptom {
  if (after.includes('containerd.sock')) return { kind: 'containerd-down' };
  if (/graph ?driver|storage.?driver|driver not supported/i.test(after))
    return { kind: 'engine-start-fails', what: 'storage' };
  if (/network controller|iptables|bridge/i.test(after))
    return { kind: 'engine-start-fails', what: 'network' };
  if (/pid ?file|docker\.pid|still running|docker is not running/i.test(after))
    return { kind: 'engine-start-fails', what: 'twice' };
  return { kind: 'daemon-config' };
}

/** What an engine keeps: its downloads, layers, containerd's store. */
const ENGINES_OWN: readonly string[] = [
  '/tmp/GetImageBlob',
  '/io.containerd.',
  '/image/',
  '/overlay2/',
  '/vfs/',
  '/var/lib/docker/',
  '/var/lib/containerd/',
  '/containers/storage/',
];

/** Behind the digest and the mounts: the last of what is told from the outside in. */
function reasonIn(after: string): string {
  return after.split(': ').slice(-2).join(': ').trim();
}
