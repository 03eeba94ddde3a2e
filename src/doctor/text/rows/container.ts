import { type PhraseRow, plain, wordBefore } from './row.ts';

/** The image is here, and a container of it does not start. */
export const CONTAINER_ROWS: readonly PhraseRow[] = [
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
];
