import { cleanText } from '../../../registry/untrusted-text.ts';
import type { Symptom } from '../../../words/doctor/symptom.ts';
import { bare, lastWord, type PhraseRow, plain, wordBefore } from './row.ts';

/** What was typed, the client, its settings and its logins, and its way to the engine. */
export const COMMAND_ROWS: readonly PhraseRow[] = [
  {
    phrases: ['client version '],
    read: (_, after) => {
      const [, side, limit] =
        /^[\d.]+ is too (old|new)\. M(?:in|ax)imum supported API version is (\d+\.\d+)/.exec(after) ?? [];
      if (limit === undefined || (side !== 'old' && side !== 'new')) return null;
      return { kind: 'api-version', side, limit };
    },
  },
  {
    phrases: ['client is newer than server'],
    read: (_, after) => {
      const limit = /server API version: (\d+\.\d+)/.exec(after)?.[1];
      return limit === undefined ? null : { kind: 'api-version', side: 'new', limit };
    },
  },
  {
    phrases: ['did not resolve to an alias'],
    read: (before) => {
      const name = /short-name "([^"]+)" $/.exec(before)?.[1];
      return name === undefined ? null : { kind: 'short-name', name: cleanText(name) };
    },
  },
  {
    phrases: ['is not a docker command', 'unknown command: docker '],
    read: (before, after, phrase) => {
      const name = phrase.startsWith('is')
        ? /'(\w[\w-]*)' $/.exec(before)?.[1]
        : /^(\w[\w-]*)/.exec(after)?.[1];
      return { kind: 'command-wrong', what: 'plugin', name: name === undefined ? null : cleanText(name) };
    },
  },
  plain(
    { kind: 'command-wrong', what: 'plugin', name: 'buildx' },
    'the buildx component is missing or broken',
  ),
  // A shell's word for one of these, and not a program's for a file.
  {
    phrases: [': command not found', ': not found', ': No such file or directory'],
    read: (before) =>
      program(/(?:sh|sudo|env)(?:: (?:line )?\d+)?: ['‘]?\S*?([\w-]+)['’]?$/.exec(before.slice(-500))?.[1]),
  },
  {
    phrases: ['command not found: ', 'Unknown command: ', 'Unknown command '],
    read: (_, after) => program(/^['"]?([\w-]+)/.exec(after)?.[1]),
  },
  {
    phrases: [' is not recognized as ', ': executable file not found in ', ': file does not exist'],
    read: (before) => program(/(?:^|[\s:'‘"])([\w-]+)['’"]?$/.exec(before)?.[1]),
  },
  plain({ kind: 'command-wrong', what: 'program', name: 'docker' }, 'could not be found in this WSL'),
  plain(
    { kind: 'command-wrong', what: 'arguments', name: null },
    'unknown shorthand flag: ',
    'unknown flag: --',
    'flag needs an argument: ',
    'invalid publish opts format',
    'invalid containerPort: ',
    'unknown docker command: ',
    'feature is currently not supported for docker driver',
    'is not supported for the docker driver',
    'no such service: ',
    'ERROR: no builder "',
    'does not currently support exporting manifest lists',
    'unsupported transport "',
  ),
  {
    phrases: [' requires exactly ', ' requires at least ', 'accepts at most ', 'accepts '],
    read: (_, after) =>
      /^(?:\d+|one|two) arg/.test(after) ? { kind: 'command-wrong', what: 'arguments', name: null } : null,
  },
  {
    // docker-compose 1.x, in Python.
    phrases: ['Error while fetching server API version: '],
    read: (_, after) =>
      after.includes('PermissionError')
        ? { kind: 'no-permission' }
        : /FileNotFoundError|ConnectionRefusedError|Not supported URL scheme/.test(after)
          ? { kind: 'no-daemon', endpoint: null }
          : null,
  },
  plain({ kind: 'engine-slow' }, 'UnixHTTPConnectionPool(', 'COMPOSE_HTTP_TIMEOUT'),
  plain(
    { kind: 'content-trust' },
    'error contacting notary server',
    '://notary.docker.io',
    'remote trust data does not exist',
    'o valid trust data for ',
  ),
  plain(
    { kind: 'signature-policy' },
    'Source image rejected: ',
    'is rejected by policy',
    '/containers/policy.json',
  ),
  {
    // docker-py.
    phrases: [' not installed or not available in PATH'],
    read: (before) => {
      const word = lastWord(before);
      const at = word.indexOf('docker-credential-');
      return at < 0 ? null : { kind: 'helper-missing', program: cleanText(word.slice(at)) };
    },
  },
  {
    phrases: ['executable file not found'],
    read: (before) => {
      const program = bare(lastWord(before));
      return program.startsWith('docker-credential-')
        ? { kind: 'helper-missing', program: cleanText(program) }
        : null;
    },
  },
  plain(
    { kind: 'helper-failed' },
    'error getting credentials',
    'error storing credentials',
    'error listing credentials',
    'Error saving credentials',
    'Credentials store error: ',
    'pass not initialized',
    'pass store is uninitialized',
    'Cannot autolaunch D-Bus',
    'gcloud.auth.docker-helper',
    'logon session does not exist',
  ),
  plain(
    { kind: 'client-config' },
    'Error loading config file',
    'loading registries configuration ',
    'ailed to parse config file',
    'rror reading config file',
    'docker/config.json: invalid character',
  ),
  plain({ kind: 'restricted' }, 'has been restricted by your administrator'),
  plain({ kind: 'no-permission' }, 'permission denied while trying to connect to the '),
  {
    phrases: ['connect: permission denied'],
    read: (before) => (before.includes('dial unix ') ? { kind: 'no-permission' } : null),
  },
  {
    // Clients that are not Docker's: Java, PHP, Python.
    phrases: ['docker.sock'],
    read: (before, after) =>
      /^.{0,40}ermission denied/.test(after) || wordBefore(before) === 'EACCES'
        ? { kind: 'no-permission' }
        : /^.{0,40}(?:o such file|onnection refused)/.test(after) ||
            ['ENOENT', 'ECONNREFUSED'].includes(wordBefore(before))
          ? { kind: 'no-daemon', endpoint: null }
          : null,
  },
  {
    // Testcontainers.
    phrases: ['find a valid Docker environment', 'As no valid configuration was found'],
    read: (before, after) =>
      (before + after).includes('ermission denied')
        ? { kind: 'no-permission' }
        : { kind: 'no-daemon', endpoint: null },
  },
  plain(
    { kind: 'podman-down' },
    'Cannot connect to Podman',
    'unable to connect to Podman socket',
    'unix /run/podman/',
    'podman.sock: connect: ',
  ),
  {
    phrases: ['Is the docker daemon running'],
    read: (before) => {
      const [, endpoint = ''] = before.split('Cannot connect to the Docker daemon at ');
      const shown = cleanText(endpoint.trim().replace(/\.$/, ''));
      return { kind: 'no-daemon', endpoint: shown === '' ? null : shown };
    },
  },
  {
    phrases: ['failed to connect to the docker API at '],
    read: (_, after) => ({
      kind: 'no-daemon',
      endpoint: cleanText(/^[^\s;]+/.exec(after)?.[0] ?? '') || null,
    }),
  },
  plain(
    { kind: 'no-daemon', endpoint: null },
    'docker daemon is not running',
    'Cannot connect to the Docker daemon',
    "Couldn't connect to Docker daemon",
    'Bad response from Docker engine',
    'check if the server supports the requested API version',
    'Docker Desktop is unable to start',
    'Unexpected WSL error',
    'wsl update failed',
    'WSL update failed',
    'unable to determine if image already exists',
    'WSL 2 is missing',
    'Virtualization support not detected',
    'Docker Engine stopped',
    'Unit docker.service is masked',
    'deploying WSL2 distributions',
    'Docker Desktop is shutting down',
    'Docker Desktop is not running',
    'Docker Desktop stopped',
    'Docker Desktop distro terminated',
    'WSL distro terminated abruptly',
    'ardware assisted virtualization',
    'dial unix docker.raw.sock',
    '\\\\.\\pipe\\docker',
    'pipe/dockerDesktop',
    'Unit docker.service not found',
    'Unit docker.service could not be found',
    'docker: unrecognized service',
    'System has not been booted with systemd',
    'open //./pipe/docker',
    'error during connect: ',
  ),
  plain({ kind: 'needs-terminal' }, 'Cannot perform an interactive login from a non TTY'),
  {
    phrases: ['Unable to retrieve some image pull secrets ('],
    read: (_, after) => ({
      kind: 'pull-secret',
      name: cleanText(/^([^),]+)/.exec(after)?.[1] ?? '') || null,
    }),
  },
  plain({ kind: 'pull-secret', name: null }, 'FailedToRetrieveImagePullSecret'),
];

const PROGRAMS: ReadonlySet<string> = new Set([
  'docker',
  'docker-compose',
  'podman',
  'podman-compose',
  'nerdctl',
  'crictl',
  'kubectl',
]);

function program(name: string | undefined): Symptom | null {
  return name !== undefined && PROGRAMS.has(name) ? { kind: 'command-wrong', what: 'program', name } : null;
}
