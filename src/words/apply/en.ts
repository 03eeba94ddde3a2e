import type { RestartReason } from '../../change/types.ts';
import type { FatalFinding, MirrorProblem, ProblemCode, Unfitness } from '../../engines/docker/index.ts';
import type { Code, Verdict } from '../../probe/codes.ts';
import type { VerdictMessages } from '../verdict/messages.ts';
import type { ApplyMessages, WriteFailure } from './messages.ts';

export const applyEn: ApplyMessages = {
  help: {
    description:
      'Configure Docker to pull through the best mirrors, without losing anything of its configuration or a running container.',
    urls: 'mirrors to choose from instead of the catalogue',
    option: {
      top: 'how many mirrors are configured',
      engine: 'whose configuration',
      config: "the file, where it is not the engine's own (default: found from the engine)",
      dockerHost: "the engine's API socket (default: DOCKER_HOST, the context, the default socket)",
      from: 'take the results of an earlier mirror-check report instead of checking',
      maxAge: 'seconds after which such a report is too old',
      envProxy: "check through this shell's proxies instead of the engine's own",
      replace: 'drop mirrors that were configured before (default: they stay, after the chosen ones)',
      noProbe:
        'configure the given URLs without checking that they work; without URLs mirrors stay as they are',
      allowUnconfirmed: 'take mirrors whose image nobody could confirm',
      allowInsecure:
        'take http or untrusted TLS to a public host, or a loopback mirror on an engine that it endangers',
      httpProxy: "the engine's own proxy for http; '' clears it",
      httpsProxy: "the engine's own proxy for https; '' clears it",
      noProxy: "what the engine reaches without a proxy: hosts, .domains, CIDR; '' clears it",
      mirrorsOff: 'configure no mirrors (writes an empty list)',
      activate: 'how it takes effect: reload for mirrors, restart where needed and agreed to',
      repair: 'make strict JSON of a file that the engine cannot read; its comments go',
      verifyPull: 'afterwards pull this image through the engine, and put everything back if that fails',
      undo: 'put back what stood before the last apply, or before that one',
      backups: 'list the backups',
      dryRun: 'show what would be done and change nothing',
      print: 'print the new file and change nothing',
      yes: 'agree to the plan; containers are stopped only with --activate restart too',
      noInput: 'never ask; whatever needs an answer ends with status 6',
      format: 'form of the outcome',
      verbose: 'tell each step and why mirrors were passed over',
    },
    examples: [
      { command: 'sudo mirror-apply', does: 'the three best mirrors, after showing what changes' },
      { command: 'mirror-apply --dry-run', does: 'only show it' },
      { command: 'sudo mirror-apply --no-probe https://docker.example.com', does: 'this one, unmeasured' },
      { command: 'sudo mirror-apply --undo', does: 'back to what stood before' },
      {
        command: 'mirror-apply --print > new.json && sudo install -m 644 new.json /etc/docker/daemon.json',
        does: 'put the file in place yourself',
      },
    ],
    exit: [
      { code: '0', means: 'done, or nothing to do' },
      { code: '1', means: 'no mirror is fit to be configured; nothing was written' },
      { code: '2', means: 'wrong usage' },
      { code: '3', means: 'the file cannot be read or written, or it takes root; nothing was changed' },
      { code: '4', means: 'it failed, and the old state was put back and is in force' },
      { code: '5', means: 'as 4, but putting it back failed too' },
      { code: '6', means: 'consent is missing or was refused' },
      { code: '70', means: 'a fault of our own' },
      { code: '130, 143', means: 'stopped by a signal' },
    ],
  },
  usage: {
    engine: (name) => `--engine knows docker, not "${name}".`,
    onlyDockerHub: (registry) =>
      `Docker uses mirrors for docker.io alone: --registry ${registry} has no place in its configuration.`,
    endpoint: (source, text) => `${source} takes unix:///path, tcp://host:port or ssh://host, not "${text}".`,
    context: (name) => `The docker context "${name}" cannot be read.`,
    together: (option, other) => `${option} and ${other} contradict each other.`,
    nothingGiven: (option) => `${option} without URLs, proxies or --mirrors-off has nothing to do.`,
  },
  problem: {
    foreign: ({ install, endpoint, file, command }) => {
      const then = [
        file === null ? '' : ` Its configuration is ${file}.`,
        command === null ? '' : ` Activate a change there with: ${command}`,
      ].join('');
      switch (install) {
        case 'remote':
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
        case 'truenas':
          return `The engine is kept by ${NAMES[install]}, which writes its configuration itself.${then} Name a file with --config to edit it all the same.`;
        default:
          return install satisfies never;
      }
    },
    otherUser: (endpoint, name, uid, command) =>
      `The engine at ${endpoint} is the rootless one of ${name === null ? `the user with uid ${uid}` : `the user ${name}`}, who alone configures it: nothing was changed. Run this as that user: ${command}`,
    unreachable: (code) =>
      code === 'not-permitted'
        ? "The engine's socket is for root and the group docker only; run this with sudo."
        : code === 'not-supported'
          ? 'The engine wants TLS with client certificates, which this program does not speak; name its local socket with --docker-host.'
          : `The engine does not answer: ${UNREACHABLE[code]}. Is it up? Look at its log, then run this again.`,
    unsafeProgram: (what, install) => {
      const wrong = (): string => {
        if (what.kind === 'file-failure')
          return `${what.path} cannot be looked at (${what.errno ?? what.code})`;
        switch (what.reason) {
          case 'foreign-owner':
            return `${what.path} belongs to the user with uid ${what.uid}, who could change what root runs here`;
          case 'group-writable':
            return `the group of ${what.path} (gid ${what.gid}) can write to it, and so change what root runs here`;
          case 'world-writable':
            return `everybody can write to ${what.path}, and so change what root runs here`;
          default:
            return what.reason satisfies never;
        }
      };
      return `This program is not safe to run as root: ${wrong()}. Nothing was changed. Use a copy and a node that belong to root: ${install}`;
    },
    callersProgram: (path, install) =>
      `${path} belongs to the user who called sudo: whatever runs as that user can change what root runs here. A copy that belongs to root is safer: ${install}`,
    notWritten: (why) => {
      switch (why.kind) {
        case 'held':
          return `Another run (process ${why.holder.pid}) is changing this file right now.`;
        case 'containers-started':
          return `${containers(why.count)} started meanwhile, and the restart would stop ${why.count === 1 ? 'it' : 'them'}: nothing was changed. Run this again, or agree beforehand with --yes --activate restart.`;
        case 'unsafe':
          return `Other users can write to ${why.directory}: root does not write there, since they could redirect it. Nothing was changed.`;
        case 'changed-meanwhile':
          return `${writeFailure(why)} Nothing was changed; run this again.`;
        case 'file-failure':
          return `${writeFailure(why)} Nothing was changed.`;
        default:
          return why satisfies never;
      }
    },
    refusal: (reason, words) => {
      switch (reason.kind) {
        case 'no-fit-mirror':
          return [
            'No mirror is fit to be configured; nothing was written.',
            ...reason.unfit.map(({ displayUrl, why }) => unfit(displayUrl, why, words)),
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
            repairable
              ? '--repair makes strict JSON of it; comments and trailing commas go.'
              : 'It has to be mended by hand.',
          ];
        }
        case 'unrepairable':
          return [`${reason.path} cannot be repaired without guessing; mend it by hand.`];
        case 'fatal-key': {
          const { key, line, code } = reason.finding;
          return [`${reason.path}:${line}: ${FATAL_KEYS[code](key)} Mend that line, then run this again.`];
        }
        case 'flag-conflict':
          return [
            `The engine's command line sets the same thing, and it does not start with both. Remove it there first:`,
            ...reason.flags.map(
              ({ name, source }) =>
                `--${name}${source === null ? ' (of the running process)' : ` in ${source.path}, line ${source.line}`}`,
            ),
          ];
        case 'no-proxy-item':
          return [`--no-proxy: "${reason.item}" ${NO_PROXY[reason.problem]}.`];
        case 'proxy-url':
          return [
            `${reason.field === 'httpProxy' ? '--http-proxy' : '--https-proxy'} takes http://, https:// or socks5:// with a host and perhaps a port; ${PROXY_PROBLEMS[reason.problem]}.`,
          ];
        case 'proxies-need-systemd':
          return [
            'This engine (before 23.0) takes its proxies from its service, and there is no systemd here to give them. Set HTTP_PROXY and HTTPS_PROXY in /etc/default/docker.',
          ];
        case 'undo-not-for-this-engine':
          return [
            `What stood in ${reason.path} before (its ${reason.what}) keeps the engine of today from starting. Nothing was changed.`,
          ];
        default:
          return reason satisfies never;
      }
    },
    noEngine:
      'No Docker engine is found here: none runs and none is installed. Name its file with --config, or its socket with --docker-host.',
    noBackup: (id) =>
      id === null ? 'There is nothing to undo: no backup is kept.' : `There is no backup ${id}.`,
    badBackup: (id) =>
      `The backup ${id} is damaged or of a newer version; it is not used. Name another one with --undo; --backups lists them.`,
    childFailed: (code, detail) =>
      `The unprivileged process that asks the mirrors failed (${code})${detail === null || detail === '' ? '' : `: ${detail}`}.`,
    noNetwork: 'There is no network here: no mirror could be asked.',
    needsRoot: (command) => `This takes root. To do it: ${command}`,
    passwordLeftOut: 'The password is left out of it; put it in where xxxxx:xxxxx stands.',
    consentMissing: 'Nobody agreed to this plan and nobody can be asked: use --yes.',
    consentMissingForStop: (count) =>
      `This restarts the engine and stops ${containers(count)}: agree with --yes --activate restart.`,
    declined: 'Nothing was changed.',
  },
  plan: {
    engine: (version, install, store, running) =>
      `Docker ${version?.text ?? '(version unknown)'}${install === 'rootful' ? '' : `, ${install}`}${store === null ? '' : `, ${store} image store`}${running ? '' : ', not running'}`,
    file: (path) => `configured by ${path}`,
    mirrorsHead: 'Mirrors, in the order in which Docker asks them:',
    noMirrors: 'No mirrors.',
    keptMark: 'kept',
    newMark: 'new',
    dropped: (mirror, why, words) => {
      switch (why.kind) {
        case 'replaced':
          return `${mirror} goes: --replace.`;
        case 'mirrors-off':
          return `${mirror} goes: --mirrors-off.`;
        case 'verdict':
          return `${mirror} goes: ${verdict(why.verdict, why.code, mirror, words)}`;
        case 'form':
          return `${mirror} goes: ${MIRROR_PROBLEMS[why.problem]}.`;
        default:
          return why satisfies never;
      }
    },
    unfit,
    moreUnfit: (count) => `${count} ${count === 1 ? 'mirror was' : 'mirrors were'} not fit; -v tells why.`,
    effect: (activation) => {
      switch (activation.kind) {
        case 'at-each-pull':
          return 'Takes effect at the next pull: the engine reads it each time, and nothing is restarted.';
        case 'reload':
          return 'Takes effect by a reload: no container is touched.';
        case 'restart':
          return `Takes effect by a restart of the engine: ${RESTARTS[activation.why]}.`;
        case 'by-hand':
          return activation.command === null
            ? 'Takes effect when you restart the engine, which nobody but you keeps.'
            : `Takes effect when you run: ${activation.command}`;
        case 'none':
          return NO_EFFECTS[activation.why];
        default:
          return activation satisfies never;
      }
    },
    containers: ({ containers: { stop, liveRestore } }) => {
      switch (liveRestore) {
        case 'none-run':
          return 'No container runs.';
        case 'on':
          return 'Containers go on running (live-restore is on).';
        case 'would-help':
          return `${containers(stop)} will stop, and only those with a restart policy come back. With "live-restore": true they would go on.`;
        case 'not-with-swarm':
          return `${containers(stop)} will stop; live-restore does not work with swarm.`;
        default:
          return liveRestore satisfies never;
      }
    },
    warning: (warning) => {
      switch (warning.kind) {
        case 'credentials':
          return `Docker sends the login at Docker Hub${warning.login.user === null ? '' : ` of ${warning.login.user}`} (${warning.path}) to any mirror that asks for it: ${list(warning.hosts)}. Log out, or take mirrors that you trust.`;
        case 'comments-dropped':
          return `${warning.count} ${warning.count === 1 ? 'comment goes' : 'comments go'}: Docker reads strict JSON only.`;
        case 'mark-dropped':
          return 'The byte-order mark goes: this engine does not start with it.';
        case 'finding':
          return `${warning.path}:${warning.finding.line}: ${FINDINGS[warning.finding.code](warning.finding.key)}`;
        case 'path-after-v2':
          return `${list(warning.mirrors)}: this engine puts the path after /v2/ ${scope(warning.scope)}, where few mirrors answer.`;
        case 'http-forced':
          return `${list(warning.mirrors)}: this engine asks http mirrors by https ${scope(warning.scope)}, and so in vain.`;
        case 'tls-weakened':
          return `${list(warning.mirrors)}: with an insecure mirror this engine stops verifying TLS of Docker Hub too, ${scope(warning.scope)}.`;
        case 'plain-http':
          return `${list(warning.mirrors)}: plain http; anybody on the way can change what you pull by tag.`;
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
        case 'no-proxy-extended':
          return `Added to no-proxy, since they were measured without a proxy: ${list(warning.hosts)}.`;
        case 'made-private':
          return `${warning.path} will be readable by its owner alone: it holds a password.`;
        case 'restart-pending':
          return 'Proxies take effect at the next restart of the engine.';
        case 'unprobed':
          return `Not measured: ${list(warning.mirrors)}.`;
        case 'edited-since':
          return `${warning.path} was edited since: only our own settings go back, the rest stays.`;
        case 'old-file-unreadable':
          return `The engine of today would not start with ${warning.path} as it was: only our own settings go back.`;
        default:
          return warning satisfies never;
      }
    },
    warningMark: 'Note: ',
    longDiff: (path) => `${path}: too much changes to show it.`,
    question: 'Do this?',
    stopQuestion: (count) => `Do this, and stop ${containers(count)}?`,
    nothingToDo: (inForce) =>
      inForce
        ? 'Nothing to do: the engine already uses exactly these.'
        : 'Nothing to write: the files already say exactly this.',
    dryRun: 'Nothing was changed (--dry-run).',
  },
  outcome: {
    step: {
      writing: 'Writing and validating',
      activating: 'Activating, and waiting until the engine shows it',
      pulling: 'Pulling',
      'rolling-back': 'Putting the old state back',
    },
    done: (activation) => {
      switch (activation.kind) {
        case 'at-each-pull':
        case 'reload':
        case 'restart':
          return 'Done: in force, as the engine itself shows.';
        case 'by-hand':
          return activation.command === null
            ? 'Written. It takes effect when you restart the engine.'
            : `Written. To make it take effect, run: ${activation.command}`;
        case 'none':
          return activation.why === 'engine-down'
            ? 'Written. The engine is down; it takes effect at its next start.'
            : activation.why === 'asked'
              ? 'Written. It takes effect at the next reload or restart of the engine.'
              : 'Done.';
        default:
          return activation satisfies never;
      }
    },
    shown: (mirrors) =>
      mirrors.length === 0 ? 'The engine uses no mirrors.' : `The engine uses: ${mirrors.join('  ')}`,
    backup: (id, undo) => `Backup ${id}; "mirror-apply --undo${undo ? ` ${id}` : ''}" puts it back.`,
    lost: (what) => `Could not be kept: ${LOST[what]}.`,
    notPulled: (image) =>
      `${image} was not pulled (--verify-pull): the engine is not running. Start it, then run this again with the same --verify-pull.`,
    pulled: (image, seconds, kept) =>
      `${image} was pulled through the engine in ${seconds}${kept ? '' : ', and removed again'}.`,
    mishap: (mishap) => {
      switch (mishap.kind) {
        case 'invalid':
          return mishap.invalid.by === 'dockerd'
            ? 'Docker itself refuses the new file:'
            : 'The engine would not start with the new file:';
        case 'write':
          return writeFailure(mishap.failure);
        case 'activation':
          return applyEn.outcome.activationFailure(mishap.failure);
        case 'pull':
          return `The test pull failed: ${mishap.detail}`;
        default:
          return mishap satisfies never;
      }
    },
    activationFailure: (failure) => {
      switch (failure.kind) {
        case 'action-failed':
          return failure.action.kind === 'failed'
            ? `"${failure.action.command.join(' ')}" failed.`
            : failure.action.kind === 'not-up'
              ? 'The engine was not up to take the reload.'
              : failure.action.kind === 'not-permitted'
                ? 'The engine may not be signalled by this user.'
                : 'There is no service manager that could restart the engine.';
        case 'refused':
          return 'The engine refused the new file and kept its old settings.';
        case 'not-up':
          return 'The engine did not come back.';
        case 'not-shown':
          return 'The engine is up but does not show the new settings.';
        case 'stopped':
          return 'Stopped on the way.';
        default:
          return failure satisfies never;
      }
    },
    rolledBack: 'The old state was put back and is in force.',
    unchanged: 'Nothing was changed.',
    notPrinted: (reason) => `This could not be written to stdout: ${reason}.`,
    editedMeanwhile: (path, restored) =>
      restored
        ? `${path} was edited by somebody else meanwhile: only what this run had changed there went back, the rest stays as it was edited.`
        : `${path} was edited by somebody else meanwhile, and was not overwritten.`,
    notRolledBack: (backup, restart) =>
      `The old state could NOT be put back completely. ${backup === null ? '' : `The old files are kept in ${backup}. `}Look at the log, mend the file, then${restart === null ? ' start the engine' : ` run: ${restart}`}`,
    logHead: "The engine's own log:",
    backupsHead: 'Backups, newest first:',
    noBackups: 'There are no backups.',
    backupLine: (id, when, reason, files) =>
      `${id}  ${when}  before ${reason === 'apply' ? 'an apply' : 'an undo'}  ${files.join(' ')}`,
    unreadableBackup: (id) => `${id}  (damaged)`,
    stopping: 'Stopping in good order; once more Ctrl-C ends at once.',
  },
};

const NAMES = {
  colima: 'Colima',
  lima: 'Lima',
  orbstack: 'OrbStack',
  'rancher-desktop': 'Rancher Desktop',
  synology: 'Synology DSM',
  truenas: 'TrueNAS',
} as const;

const FILE_FAILURES = {
  'not-found': 'is not there',
  'permission-denied': 'may not be accessed by this user',
  'not-permitted': 'cannot be changed: it or its directory is immutable, or belongs to somebody else',
  'read-only': 'is on a read-only file system',
  'no-space': 'cannot be written: no space left',
  'not-a-file': 'is not a plain file',
  'not-a-directory': 'lies under something that is no directory',
  'too-large': 'is larger than any configuration file',
  'dangling-symlink': 'is a symbolic link to nowhere',
  'symlink-loop': 'is a symbolic link in a circle',
  busy: 'is in use and cannot be replaced or removed',
  'already-exists': 'is there already',
  'name-too-long': 'has too long a name',
  changing: 'is being written to by somebody',
  'io-error': 'cannot be read or written: the device failed',
} as const;

function writeFailure(why: WriteFailure): string {
  return why.kind === 'changed-meanwhile'
    ? `${why.path} was changed by somebody else meanwhile.`
    : `${why.path} ${FILE_FAILURES[why.code]}.`;
}

const UNREACHABLE = {
  'no-socket': 'its socket is not there',
  refused: 'nobody listens on its socket',
  'timed-out': 'it took too long',
  broken: 'what came was no answer of an engine',
} as const;

const PROXY_PROBLEMS = {
  'other-scheme': 'this one has another scheme',
  malformed: 'this one cannot be parsed',
  path: 'this one has a path behind the host',
} as const;

const LOST = {
  owner: "the file's owner",
  mode: "the file's permission bits",
  extended:
    "the file's ACL and extended attributes, if it had any (that takes GNU cp); set them again with setfacl and setfattr",
  'selinux-label': "the file's SELinux label; restorecon sets it",
  'hard-links': 'the other names of the file: they go on showing the old text',
} as const;

const PROBLEMS: Readonly<Record<ProblemCode, string>> = {
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
  blank: 'has a blank in it; items are parted by commas',
  separator: 'uses a separator other than a comma',
  wildcard: 'has a wildcard in the middle; only * alone or *.domain work',
  cidr: 'is no CIDR range',
  port: 'has no valid port',
  host: 'is no host name',
} as const;

const MIRROR_PROBLEMS: Readonly<Record<MirrorProblem, string>> = {
  'no-scheme': 'Docker wants http:// or https:// in front',
  'other-scheme': 'Docker takes http and https only',
  malformed: 'it is no URL',
  'user-info': 'Docker takes no user or password in a mirror',
  'query-or-fragment': 'Docker takes no query or fragment in a mirror',
  path: 'this engine takes no path in a mirror; 24.0.8 and later do',
};

const RESTARTS: Readonly<Record<RestartReason, string>> = {
  proxies: 'proxies are read at the start alone',
  'cannot-reload': 'this engine cannot reload mirrors',
  asked: 'as asked',
};

const NO_EFFECTS = {
  'nothing-to-do': 'Nothing has to take effect.',
  'engine-down': 'The engine is down: takes effect at its next start.',
  asked: 'Takes effect at the next reload or restart of the engine.',
  'not-needed': 'The engine already uses it; only the file changes.',
} as const;

const FINDINGS = {
  'duplicate-key': (key: string) => `"${key}" stands there twice; Docker takes the last.`,
  'ignored-key': (key: string) => `"${key}" does nothing there: Docker accepts and ignores it.`,
  'wrong-case': (key: string) => `"${key}" has the wrong case: Docker does not start with it.`,
  'client-syntax': (key: string) =>
    `"${key}" is written as for ~/.docker/config.json: Docker does not start with it.`,
  'wrong-type': (key: string) => `"${key}" has a value of the wrong type.`,
  'invalid-utf-8': () => 'there are bytes that are no UTF-8; newer versions of Docker refuse them.',
} as const;

/** What keeps Docker from starting, and how it has to be written. */
const FATAL_KEYS: Readonly<Record<FatalFinding['code'], (key: string) => string>> = {
  'wrong-case': (key) =>
    `Docker does not start with "${key}": capitals count in a key, and this one is written "${key.toLowerCase()}".`,
  'client-syntax': (key) =>
    `Docker does not start with "${key}" as it stands: "default" and "httpProxy" belong into ~/.docker/config.json, and here it is written "${key}": {"http-proxy": "…", "https-proxy": "…", "no-proxy": "…"}.`,
  'wrong-type': (key) =>
    `Docker does not start with the value of "${key}": ${key === 'proxies' ? 'it is written {"http-proxy": "…", "https-proxy": "…", "no-proxy": "…"}, with texts in quotation marks' : 'it is written as a list of texts, ["https://…"]'}.`,
};

function unfit(mirror: string, why: Unfitness, words: VerdictMessages): string {
  switch (why.kind) {
    case 'form':
      return `${mirror}: ${MIRROR_PROBLEMS[why.problem]}.`;
    case 'verdict':
      return `${mirror}: ${verdict(why.verdict, why.code, mirror, words)}`;
    case 'wrong-store':
      return `${mirror}: works with the other image store only.`;
    case 'unconfirmed':
      return `${mirror}: nobody confirms its image; --allow-unconfirmed takes it.`;
    case 'plain-http':
      return `${mirror}: plain http to a public host; --allow-insecure takes it.`;
    case 'untrusted-tls':
      return `${mirror}: its certificate is not trusted; --allow-insecure takes it where insecure-registries lists it.`;
    case 'http-forced':
      return `${mirror}: this engine asks http mirrors by https, and so in vain.`;
    case 'endangers-tls':
      return `${mirror}: with an insecure or loopback mirror this engine stops verifying TLS of Docker Hub too; --allow-insecure takes it all the same.`;
    default:
      return why satisfies never;
  }
}

function verdict(word: Verdict, code: Code | null, mirror: string, words: VerdictMessages): string {
  if (code === null) return `${words.verdict[word]}.`;
  const host = URL.canParse(mirror) ? new URL(mirror).host : '';
  return words.code[code]({ host, mirrorHost: host, httpStatus: null, image: null });
}

function scope(where: 'pull' | 'build'): string {
  return where === 'pull' ? 'when it pulls' : 'in docker build';
}

function containers(count: number): string {
  return `${count} running ${count === 1 ? 'container' : 'containers'}`;
}

function list(items: readonly string[]): string {
  return items.join(', ');
}
