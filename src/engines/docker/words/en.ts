import type { UnprovenProcess } from '../../../host/prove-process.ts';
import { shellWord } from '../../../host/shell-word.ts';
import { excerptLines, type FileFinding, type ProblemCode } from '../daemon-json/index.ts';
import type { OutOfSight } from '../locate.ts';
import type { EntrySlip, MirrorProblem } from '../mirror-rules.ts';
import type { PendingKey } from '../pending.ts';
import type { FatalFinding } from '../plan/index.ts';
import type { DockerMessages } from './messages.ts';

export const dockerEn: DockerMessages = {
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
  refusal: (reason) => {
    switch (reason.kind) {
      case 'other-file':
        return [
          `The engine that runs here does not read ${reason.path}, but ${reason.reads}: nothing in the former would come into force, and nothing was changed. Leave --config out, have the engine started with --config-file=${reason.path}, or only write the file: --activate none.`,
        ];
      case 'file-moves':
        return [
          `The engine that runs reads ${reason.path}, and its next start reads ${reason.next}, as its service is set up now: a change of the former would be lost then, and a restart brings all of the latter into force. Nothing was changed. Restart the engine first, or name the new file: --config ${reason.next} --activate restart tells what else of it comes into force, and --activate none only writes it.`,
        ];
      case 'options-only':
        return [
          `Docker ${reason.version} takes mirrors as options of its daemon alone: daemon.json may name them from 1.12 on. Put --registry-mirror=https://… into DOCKER_OPTS in ${reason.path}, once for each mirror, and restart the engine: service docker restart.`,
        ];
      case 'hosts-toml':
        return [
          `${reason.path} names hosts for docker.io, and this engine then ignores registry-mirrors. Remove it, or put your mirrors there.`,
        ];
      case 'unreadable': {
        const { line, column, code, repairable } = reason.problem;
        const what = `${reason.path}:${line}:${column}: Docker cannot read this file: ${PROBLEMS[code]}.`;
        return [
          what,
          ...(reason.excerpt === null ? [] : excerptLines(reason.excerpt)),
          ...(reason.undo === undefined
            ? [
                repairable
                  ? '--repair makes strict JSON of it; comments and trailing commas go. With --no-probe it does that alone, and asks no mirror.'
                  : 'It has to be mended by hand: mend it there, then run this again.',
              ]
            : beforeUndo(reason.undo, repairable)),
        ];
      }
      case 'unrepairable':
        return [
          `${reason.path}:${reason.problem.line}:${reason.problem.column}: Docker cannot read this file: ${PROBLEMS[reason.problem.code]}.`,
          ...(reason.excerpt === null ? [] : excerptLines(reason.excerpt)),
          'It cannot be repaired without guessing: mend it by hand, then run this again.',
        ];
      case 'refused-file':
        return [
          `${reason.path}${reason.line === null ? '' : `:${reason.line}`}: the engine refuses this file as it stands, before any change of ours:`,
          ...reason.lines.map((line) => `  ${line}`),
          ...(reason.excerpt === null ? [] : excerptLines(reason.excerpt)),
          'It would not start with it. Fix that, then run this again. Nothing was changed.',
        ];
      case 'fatal-key': {
        const { key, line, code } = reason.finding;
        return [`${reason.path}:${line}: ${FATAL_KEYS[code](key)} Fix that line, then run this again.`];
      }
      case 'flag-conflict':
        return [
          reason.flags.length > 0
            ? "The engine's command line sets the same thing, and it does not start with both. Remove it there first:"
            : 'The engine that runs was started with an option that sets the same thing, and takes no file with both. Its service no longer has that option: restart the engine, then run this again.',
          ...(reason.flags.length > 0 ? reason.flags : reason.gone).map(
            ({ name, source }) =>
              `--${name}${source === null ? ' (of the running process)' : ` in ${source.path}, line ${source.line}`}`,
          ),
        ];
      case 'options-edited':
        return [
          `${reason.path} was edited since mirror-apply took --registry-mirror out of it: nothing was changed. Put the option back by hand, or run this again with --whole, which puts the old file back.`,
        ];
      case 'no-proxy-item':
        return [`--no-proxy: "${reason.item}" ${NO_PROXY[reason.problem]}.`];
      case 'proxy-url':
        return [
          `${reason.field === 'httpProxy' ? '--http-proxy' : '--https-proxy'} takes http://, https:// or socks5:// with a host and perhaps a port; ${PROXY_PROBLEMS[reason.problem]}${escaped(reason.character)}.`,
        ];
      case 'proxies-need-systemd':
        if (reason.rootless) {
          return [
            'This engine (before 23.0) takes its proxies from the environment in which it is started, and nobody but you starts it. Export HTTP_PROXY=http://host:port and HTTPS_PROXY=http://host:port there, then start dockerd-rootless.sh anew.',
          ];
        }
        return [
          'This engine (before 23.0) takes its proxies from its service, and there is no systemd here to give them. Put the lines "export HTTP_PROXY=http://host:port" and "export HTTPS_PROXY=http://host:port" into /etc/default/docker, which a shell reads, and restart the engine. Everybody can read that file (0644): where a password goes into it, run "chmod 600 /etc/default/docker" first.',
        ];
      case 'hidden-setting':
        return [
          `${reason.path}:${reason.line}: this line of the engine's service would take ${list(reason.variables)} away from what we write for it. Nothing was changed. Remove or change that line, then run this again.`,
        ];
      case 'undo-not-for-this-engine':
        return [
          `What stood in ${reason.path} before${reason.what === 'file' ? '' : ` (its ${reason.what})`} keeps the engine of today from starting. Nothing was changed.${printed(reason.backup)}`,
        ];
      default:
        return reason satisfies never;
    }
  },
  engine: (version, install, store, running) =>
    `Docker ${version?.text ?? '(version unknown)'}${install === 'rootful' ? '' : `, ${install}`}${store === null ? '' : `, ${store} image store`}${running ? '' : ', not running'}`,
  flaw: (why) => {
    switch (why.kind) {
      case 'form':
        return `${MIRROR_PROBLEMS[why.problem]}.`;
      case 'wrong-store':
        return 'works with the other image store only.';
      case 'untrusted-tls':
        return 'its certificate is not trusted; --allow-insecure takes it where insecure-registries lists it.';
      case 'http-forced':
        return 'this engine asks http mirrors by https, which fails.';
      case 'endangers-tls':
        return 'with an insecure or loopback mirror this engine stops verifying TLS of Docker Hub too; --allow-insecure takes it all the same.';
      default:
        return why satisfies never;
    }
  },
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

/** A repair is a run of its own, and the next undo without an id would take back that one. */
function beforeUndo(
  { backup, whole }: { readonly backup: string | null; readonly whole: boolean },
  repairable: boolean,
): readonly string[] {
  const undo = `mirror-apply --undo${backup === null ? '' : ` ${backup}`}`;
  return [
    repairable
      ? `First make strict JSON of it, with mirror-apply --repair; comments and trailing commas go. Then run: ${undo}`
      : `First mend it by hand, then run: ${undo}`,
    ...(whole
      ? [
          `Or put the file back whole, as it was before, without what others changed in it since: ${undo} --whole`,
        ]
      : []),
  ];
}

const UNREACHABLE = {
  'no-socket': 'its socket is not there',
  refused: 'nobody listens on its socket',
  'timed-out': 'it took too long',
  broken: 'what came was not the answer of an engine',
} as const;

const PROXY_PROBLEMS = {
  'other-scheme': 'this one has another scheme',
  malformed: 'this one cannot be parsed',
  'no-host': 'this one has no host',
  port: 'the port of this one is greater than 65535',
  path: 'this one has a path behind the host',
  query: 'this one has a ? or # behind the host',
  escape:
    'a character of its user or password has to be written with a percent sign (# as %23, / as %2F, @ as %40, % as %25, \\ as %5C, ^ as %5E)',
  'no-scheme':
    'this one has a user and no scheme, and the engine would show its password to others: write http:// in front',
  'new-scheme':
    'this engine, or the Go that it was built with, may not know socks5h: write socks5, which asks the proxy for names too',
} as const;

const PROBLEMS: Readonly<Record<ProblemCode, string>> = {
  'second-object': 'a second object begins here, and a file holds one: move its keys into the first',
  'missing-comma': 'a comma is missing before this',
  'missing-colon': 'a colon is missing between a key and its value',
  'odd-quotes': 'JSON has straight quotes ("), not curly or full-width ones',
  'wide-mark': 'a full-width mark stands here: JSON has , : { } [ ] of the Latin keyboard layout',
  invisible:
    'a character that cannot be seen stands here, as a paste from a web page brings along: delete it',
  hash: 'a comment begins with #, and JSON has no comments: delete it',
  html: 'it is a web page, not JSON: what was saved here is not the file that was meant',
  'open-string': 'the quotes that begin here are not closed on this line',
  'bad-escape': 'in a text a backslash is written twice (\\\\)',
  'control-character':
    'a tab or another control character stands in a text: write \\t or what it is called, or a blank',
  'wrong-bracket': 'another bracket is still open here: [ is closed by ], and { by }',
  equals: 'JSON has a colon between a key and its value, not =',
  'outside-quotes': 'this stands outside of quotes: one is missing before it, or there is one too many',
  'bare-value':
    'this value is neither a number nor true, false or null (in small letters): a text needs quotes',
  'byte-order-mark': 'it begins with a byte-order mark, which this version refuses',
  undecodable: 'it is not text in UTF-8 or UTF-16',
  'not-an-object': 'it is not an object in braces',
  'too-deep': 'it is nested too deeply',
  comment: 'it has a comment',
  'trailing-comma': 'it has a trailing comma',
  'single-quotes': 'it has single quotes where JSON has double ones',
  'bare-key': 'it has a key without quotes',
  'trailing-data': 'something follows its end',
  unfinished: 'it ends too early',
  'number-range': 'it has a number that is out of range',
  syntax: 'it is not JSON',
};

const NO_PROXY = {
  scheme: 'is a URL; a host is wanted, without http://',
  login: 'holds a user or a password; a host alone is wanted',
  'line-end': 'has a line break in it; separate items with commas',
  blank: 'contains a space; separate items with commas',
  separator: 'uses a separator other than a comma',
  wildcard: 'has a wildcard in the middle; only * alone or *.domain work',
  cidr: 'is not a CIDR range',
  port: 'has no valid port',
  dot: 'ends with a dot, with which it matches no registry; leave the dot out',
  host: 'is not a host name',
} as const;

const MIRROR_PROBLEMS: Readonly<Record<MirrorProblem | EntrySlip, string>> = {
  several: 'several addresses stand in one entry: give each an entry of its own',
  unseen:
    'a character that cannot be seen stands in it, as a paste from a web page brings along: type it anew',
  'wide-mark': "a full-width mark stands in it: write it with , . : / of the keyboard's Latin layout",
  'no-scheme': 'Docker wants http:// or https:// in front',
  'other-scheme': 'Docker takes http and https only',
  malformed: 'it is not a URL',
  'user-info': 'Docker takes no user or password in a mirror',
  'query-or-fragment': 'Docker takes no query or fragment in a mirror',
  path: 'this engine takes no path in a mirror; 24.0.8 and later do',
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

/** What keeps Docker from starting, and how it has to be written. */
const FATAL_KEYS: Readonly<Record<FatalFinding['code'], (key: string) => string>> = {
  'too-new': (key) =>
    `Docker before 23.0 does not start with "${key}". Take it out: proxies of this engine belong in its service, where mirror-apply --http-proxy or --https-proxy sets them.`,
  'wrong-case': (key) =>
    `Docker does not start with "${key}": capitals count in a key, and this one is written "${key.toLowerCase()}".`,
  'client-syntax': (key) =>
    `Docker does not start with "${key}" as it stands: "default" and "httpProxy" belong in ~/.docker/config.json, and here it is written "${key}": {"http-proxy": "…", "https-proxy": "…", "no-proxy": "…"}.`,
  'wrong-type': (key) =>
    `Docker does not start with the value of "${key}": ${key === 'proxies' ? 'it is written {"http-proxy": "…", "https-proxy": "…", "no-proxy": "…"}, with texts in quotation marks' : 'it is written as a list of texts, ["https://…"]'}.`,
};

/** `character`: the one that is meant. */
function escaped(character: string | null | undefined): string {
  return character == null ? '' : `; here ${character} as ${encodeURIComponent(character)}`;
}

/** How the old file can be had all the same. */
function printed(backup: string | null): string {
  return backup === null ? '' : ` As it was, it is printed by: mirror-apply --backups ${backup}.`;
}

function scope(where: 'pull' | 'build'): string {
  return where === 'pull' ? 'when it pulls' : 'in docker build';
}

function list(items: readonly string[]): string {
  return items.join(', ');
}

function containers(count: number): string {
  return `${count} running ${count === 1 ? 'container' : 'containers'}`;
}

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
