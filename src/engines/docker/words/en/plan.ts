import { shellWord } from '../../../../host/shell-word.ts';
import type { FileFinding } from '../../daemon-json/index.ts';
import type { PendingKey } from '../../pending.ts';
import type { DockerMessages } from '../messages.ts';
import { FATAL_KEYS, list, printed } from './parts.ts';

/** What it is, and what a plan means for it. */
export const planEn: Pick<DockerMessages, 'engine' | 'proxies' | 'containers' | 'warning'> = {
  engine: (version, install, store, running) =>
    `Docker ${version?.text ?? '(version unknown)'}${install === 'rootful' ? '' : `, ${install}`}${store === null ? '' : `, ${store} image store`}${running ? '' : ', not running'}`,
  proxies: (shown) =>
    shown.length === 0 ? 'The engine uses no proxies.' : `The engine uses the proxies: ${shown.join('  ')}`,
  containers: ({ containers: { stop, liveRestore } }) => {
    switch (liveRestore) {
      case 'none-run':
        return 'No container runs.';
      case 'on':
        return 'Containers go on running (live-restore is on).';
      case 'would-help':
        return `${containers(stop)} will stop, and only those with a restart policy come back. With "live-restore": true they would go on.`;
      case 'after-reload':
        return `${containers(stop)} will stop, and only those with a restart policy come back. "live-restore": true waits in the file: reload the engine first, with nothing but that, and they go on.`;
      case 'not-with-swarm':
        return `${containers(stop)} will stop; live-restore does not work with swarm.`;
      default:
        return liveRestore satisfies never;
    }
  },
  warning: (warning) => {
    switch (warning.kind) {
      case 'credentials':
        return warning.login.helper === undefined
          ? `Docker sends the login at Docker Hub${warning.login.user === null ? '' : ` of ${warning.login.user}`} (${warning.path}) to any mirror that asks for it: ${list(warning.hosts)}. Log out, or take mirrors that you trust.`
          : `If docker-credential-${warning.login.helper} keeps a login at Docker Hub (${warning.path} names it), Docker sends that to any mirror that asks for it: ${list(warning.hosts)}. Log out ("docker logout"), or take mirrors that you trust.`;
      case 'comments-dropped':
        return `${warning.count} ${warning.count === 1 ? 'comment goes' : 'comments go'}: Docker reads strict JSON only.`;
      case 'options-moved':
        return `--registry-mirror goes out of ${warning.path}, and ${warning.to} says the same from now on: the engine takes only one of them.`;
      case 'mark-dropped':
        return 'The byte-order mark goes: not every engine starts with it.';
      case 'odd-entries':
        return `${warning.path}: what stands among the mirrors and is not a text goes, as no engine starts with it: ${list(warning.entries)}.`;
      case 'pending': {
        const keys = list(warning.keys.map(named));
        const grave = warning.keys.some(({ effect }) => effect === 'data')
          ? ' Images and containers of today will be out of sight then.'
          : '';
        const down = warning.keys.filter(({ effect }) => effect === 'down').map(({ key }) => key);
        const end = down.length === 0 ? '' : ` The engine may not start with ${list(down)}.`;
        const moves = warning.keys.some(({ effect }) => effect === 'moves')
          ? ' The engine will listen elsewhere then.'
          : '';
        const opens = warning.keys.some(({ effect }) => effect === 'opens')
          ? ' The API of the engine will then be reachable at an address of the network where it is not today; without TLS, whoever reaches it is root here.'
          : '';
        const access = warning.keys.some(({ effect }) => effect === 'access')
          ? ' Fewer authorization plugins will decide who may do what then.'
          : '';
        const trust = warning.keys.some(({ effect }) => effect === 'trust')
          ? ' The engine will trust more registries without verifying their TLS then.'
          : '';
        const release = warning.keys.some(({ effect }) => effect === 'release')
          ? ' Another release of the engine starts then, as its program was replaced or its service names another.'
          : '';
        if (warning.by === 'start') {
          return `At its next start the engine takes up what ${pendingPlaces(warning.path, warning.keys)} then says and it does not use now: ${keys}.${grave}${end}${moves}${opens}${access}${trust}`;
        }
        return `The ${warning.by} brings into force what else was ${release === '' ? 'edited' : 'changed'} in ${pendingPlaces(warning.path, warning.keys)} and is not used yet: ${keys}.${grave}${end}${moves}${opens}${access}${trust}${release}`;
      }
      case 'pending-unseen': {
        const keys = warning.keys.map(({ key }) => key);
        const down = warning.keys.filter(({ effect }) => effect === 'down').map(({ key }) => key);
        const what = keys.length === 0 ? '' : ` Not shown by the engine: ${list(keys)}.`;
        const end = down.length === 0 ? '' : ` With a wrong value of ${list(down)} it does not start.`;
        if (warning.by === 'start') {
          return `At its next start the engine takes up what ${warning.path} then says of ${list(keys)}, which it does not show.${end}`;
        }
        return `${warning.path} was edited since the engine started. The ${warning.by} brings such edits into force, and what they do cannot all be told before.${what}${end}`;
      }
      case 'pending-units':
        return `systemd reads the engine's units anew for this (daemon-reload), and with them what others changed there since it last did: ${list(warning.paths)}. Whether the engine starts with that cannot be told before.`;
      case 'finding':
        return `${warning.path}:${warning.finding.line}: ${FINDINGS[warning.finding.code](warning.finding)}`;
      case 'path-after-v2':
        return `${list(warning.mirrors)}: this engine puts the path after /v2/ ${scope(warning.scope)}, where few mirrors answer.`;
      case 'http-forced':
        return `${list(warning.mirrors)}: this engine asks http mirrors by https ${scope(warning.scope)}, which fails.`;
      case 'tls-weakened':
        return `${list(warning.mirrors)}: with an insecure mirror this engine stops verifying TLS of Docker Hub too, ${scope(warning.scope)}.`;
      case 'loopback-of-rootless':
        return `${list(warning.mirrors)}: for a rootless engine a loopback address is its own namespace, not this machine.`;
      case 'hosts-toml-in-build':
        return `${warning.path}: docker build obeys this file and not registry-mirrors.`;
      case 'hosts-toml-stays':
        return `${warning.path} still names mirrors, and this engine obeys it.`;
      case 'desktop-proxies':
        return 'Docker Desktop ignores proxies in this file; set them in its settings. They are left out.';
      case 'proxy-not-ours':
        return `The engine goes on using ${list(warning.variables)}: it does not come from where mirror-apply sets it, but from the service's own environment or a flag, or a file was changed since the engine started. Look at "systemctl cat docker" and remove it there, then restart the engine.`;
      case 'proxy-set-beside':
        return `The engine goes on using ${list(warning.variables)}: what mirror-apply set goes, and the environment of the engine's own service sets it too. Look at "systemctl cat docker" and remove it there, then restart the engine.`;
      case 'no-proxy-extended':
        return `Added to no-proxy, since they were measured without a proxy: ${list(warning.hosts)}.`;
      case 'password-unseen':
        return 'The engine masks the password of its proxy, and somebody else may have edited the file since it started: whether it uses this one cannot be seen. --activate restart makes sure.';
      case 'made-private':
        return `${warning.path} will be readable by its owner alone: it holds a password.`;
      case 'build-keeps-mirrors':
        return warning.until === 'minutes'
          ? 'docker build goes on with the old mirrors for base images that it used in the last 15 minutes; a restart of the engine ends that at once.'
          : 'docker build with BuildKit goes on with the old mirrors until the engine is restarted; docker pull does not.';
      case 'build-token':
        return `docker build asks for its tokens in the docker client, which does not use the engine's proxies: in the shell that builds run "export ${warning.variables.map(({ name, value }) => `${name}=${shellWord(value)}`).join(' ')}" first${warning.variables.some(({ value }) => value.includes('xxxxx:')) ? ', with your user and password in the place of xxxxx:xxxxx' : ''}.`;
      case 'restart-pending':
        return 'Proxies take effect at the next restart of the engine.';
      case 'edited-since':
        return `${warning.path} was edited since: only our own settings go back, the rest stays. --whole puts the whole file back.`;
      case 'edits-dropped':
        return `${warning.path} was edited since: those edits go. The backup of this run keeps them.`;
      case 'old-file-unreadable':
        return `The engine of today would not start with ${warning.path} as it was: only our own settings go back.${printed(warning.backup ?? null)}`;
      default:
        return warning satisfies never;
    }
  },
};

const FINDINGS: Readonly<Record<FileFinding['code'], (finding: FileFinding) => string>> = {
  'duplicate-key': ({ key }) => `"${key}" stands there twice; Docker takes the last. Keep that one.`,
  'ignored-key': ({ key }) =>
    key === 'registry-mirror'
      ? '"registry-mirror" does nothing there: Docker accepts and ignores it. In the file it is "registry-mirrors": ["https://…"].'
      : `"${key}" does nothing there: Docker accepts and ignores it. It belongs in "proxies": {"${key}": "…"}.`,
  'misplaced-key': ({ key, within }) =>
    `"${key}" does nothing inside "${within}": it belongs ${key.endsWith('-proxy') ? `in "proxies": {"${key}": "…"}` : 'at the top of the file'}, beside "${within}".`,
  'wrong-case': ({ key }) => `"${key}" has the wrong case: Docker does not start with it.`,
  'client-syntax': ({ key }) =>
    `"${key}" is written as for ~/.docker/config.json: Docker does not start with it.`,
  'wrong-type': ({ key }) => `"${key}" has a value of the wrong type.`,
  'invalid-utf-8': () => 'there are bytes that are no UTF-8; newer versions of Docker refuse them.',
  'too-new': ({ key }) => FATAL_KEYS['too-new'](key),
};

function scope(where: 'pull' | 'build'): string {
  return where === 'pull' ? 'when it pulls' : 'in docker build';
}

function containers(count: number): string {
  return `${count} running ${count === 1 ? 'container' : 'containers'}`;
}

/** The file, the command line, the environment, or several. */
function pendingPlaces(path: string, keys: readonly PendingKey[]): string {
  const options = keys.filter(({ key }) => key.startsWith('--')).length;
  const variables = keys.filter(({ key }) => key.endsWith('_PROXY')).length;
  const programs = keys.filter(({ effect }) => effect === 'release').length;
  const places = [
    ...(programs > 0 ? ["the engine's program"] : []),
    ...(options + variables + programs < keys.length ? [path] : []),
    ...(options > 0 ? ['the options of its service'] : []),
    ...(variables > 0 ? ['the environment of its service'] : []),
  ];
  return places.join(' and ');
}

/** `proxies (HTTPS_PROXY=http://p:1)` */
function named({ key, values }: PendingKey): string {
  return values === undefined ? key : `${key} (${values.join(' ')})`;
}
