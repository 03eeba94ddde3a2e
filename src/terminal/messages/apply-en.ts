import type { DockerdFlag, NotLocated } from '../../engines/docker/index.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import type { ApplyMessages } from './apply-messages.ts';
import { verdictMessages } from './verdict.ts';

const verdictName = verdictMessages.en.verdict;
const list = (items: readonly string[]): string => items.join(', ');
const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;
const verb = (items: readonly unknown[], one: string, many: string): string =>
  items.length === 1 ? one : many;
const line = (at: { readonly line: number; readonly column: number }): string =>
  `line ${at.line}, column ${at.column}`;
const run = ({ command }: NotLocated): string => (command === null ? '' : ` Then run: ${command}`);

function flag({ name, value, source }: DockerdFlag): string {
  const proxy = name.endsWith('proxy') ? '' : value === null ? '' : `=${cleanText(value)}`;
  const where = source === null ? 'the running process' : `${source.path}, line ${source.line}`;
  return `--${name}${proxy} (${where})`;
}

const mirrorProblem: ApplyMessages['mirrorProblem'] = {
  'no-scheme': 'it does not begin with https:// or http://',
  'other-scheme': 'it begins with neither https:// nor http://',
  malformed: 'it is not a valid address',
  'user-info': 'there is a user or password in it',
  'query-or-fragment': 'there is a ? or # in it',
  path: 'there is a path in it, which Docker takes from 24.0.8 on',
};

const offence = {
  comment: 'a comment',
  'trailing-comma': 'a comma before a closing bracket',
  'single-quotes': 'a single quote',
  'bare-key': 'a key without quotes',
  'trailing-data': 'something behind the end of the object',
  unfinished: 'the end of the file, with brackets still open',
  'number-range': 'a number too large to be read',
  'too-deep': 'brackets nested too deep',
  syntax: 'something that is not JSON',
  'not-an-object': 'a value that is not an object',
  undecodable: 'bytes that are neither UTF-8 nor UTF-16',
  'byte-order-mark': 'a byte-order mark, which this release of Docker cannot read',
} as const;

export const applyMessagesEn: ApplyMessages = {
  help: {
    description:
      "Configure the best mirrors in Docker's daemon.json, without losing a byte of it or a running container.",
    urls: 'mirrors to choose from instead of the catalogue',
    option: {
      from: 'choose from an earlier report instead of measuring now',
      maxAge: 'refuse a report older than this',
      top: 'how many mirrors are configured',
      engine: 'whose configuration',
      config: "the file, where it is not the engine's own",
      dockerHost: "the engine's API socket (default: DOCKER_HOST, the context, the default socket)",
      replace: 'drop the mirrors that were there before instead of keeping them behind the chosen ones',
      noProbe: 'configure the given addresses unmeasured; without any, mirrors stay as they are',
      allowUnconfirmed: 'take mirrors whose image nobody could confirm',
      allowInsecure:
        'take http, untrusted TLS to a public host, and mirrors that weaken the TLS of the engine',
      httpProxy: "the engine's proxy for http; an empty value clears it",
      httpsProxy: "the engine's proxy for https; an empty value clears it",
      noProxy: 'what the engine reaches without a proxy: hosts, .domains, CIDR ranges, with commas between',
      envProxy: "probe through the shell's proxies instead of the engine's",
      mirrorsOff: 'configure no mirrors',
      activate: 'how it takes effect; auto: a reload where that is enough, a restart only with consent',
      verifyPull: 'afterwards pull this image through the engine, and say how long it took',
      repair: 'make strict JSON of a file with comments or trailing commas; the comments are lost',
      undo: 'put back what stood before the last apply, or before the one with this id',
      backups: 'list the backups',
      dryRun: 'show the plan and change nothing',
      print: 'print the new file and change nothing',
      yes: 'agree to the plan; stops containers only with --activate restart',
      noInput: 'never ask: what needs an answer ends in exit 6',
      format: 'form of the outcome',
    },
    examples: [
      { command: 'sudo mirror-apply', does: 'measure, show the plan, ask, and configure the best three' },
      { command: 'mirror-apply --dry-run', does: 'only show what would change' },
      {
        command: 'sudo mirror-apply https://docker.example.com --no-probe',
        does: 'configure exactly this one',
      },
      {
        command: 'sudo mirror-apply --from report.json --yes',
        does: 'use an earlier report, without a question',
      },
      { command: 'sudo mirror-apply --undo', does: 'put back what stood there before' },
      {
        command: 'mirror-apply --print > new.json && sudo install -m 644 new.json /etc/docker/daemon.json',
        does: 'write the file yourself',
      },
    ],
    exit: [
      { code: '0', means: 'done, or nothing to do' },
      { code: '1', means: 'no mirror is fit to be configured; nothing was written' },
      { code: '2', means: 'wrong usage' },
      { code: '3', means: 'the file cannot be read or written; nothing was changed' },
      { code: '4', means: 'it did not take effect; the old state was put back and is in force' },
      { code: '5', means: 'as 4, but the old state could not be put back: the message says what to do' },
      { code: '6', means: 'consent is missing' },
      { code: '70', means: 'a fault of ours' },
      { code: '130, 143', means: 'stopped by a signal' },
    ],
  },
  plan: {
    engine: (version, store, path) =>
      `Docker ${version ?? 'of unknown release'}${store === null ? '' : `, ${store} image store`}: ${path}`,
    engineDown: (path) => `Docker is not running: ${path}`,
    nothingToDo: 'Nothing to do: the configuration is as it should be, and in force.',
    mirrorsHead: 'Mirrors, in the order in which Docker asks them:',
    chosen: 'chosen',
    kept: 'kept',
    dropped: 'dropped',
    unfitHead: (number) => `${count(number, 'mirror')} passed over:`,
    noMirrors: 'No mirrors: Docker asks Docker Hub itself.',
    diffTooLong: (path) => `Too many lines of ${path} change to be shown.`,
    activation: {
      none: ({ why }) =>
        ({
          'nothing-to-do': 'Nothing needs to take effect.',
          'engine-down': 'It takes effect when Docker starts.',
          asked: 'It does not take effect yet: you asked to leave the engine alone.',
          'not-needed': 'What is in force stays in force.',
        })[why],
      reload: () => 'It takes effect by a reload: no container notices.',
      restart: ({ why, containers }) => {
        const because = {
          proxies: 'proxies are only read at the start',
          'cannot-reload': 'this release cannot read mirrors anew',
          asked: 'you asked for it',
        }[why];
        const effect = {
          on: 'Containers go on running: live-restore is on.',
          'none-run': 'No container is running.',
          'would-help': `${count(containers.stop, 'running container')} will stop, and only those with a restart policy come back. With "live-restore": true they would go on.`,
          'not-with-swarm': `${count(containers.stop, 'running container')} will stop, and only those with a restart policy come back. In a swarm live-restore is not possible.`,
        }[containers.liveRestore];
        return `It takes effect by a restart of Docker, since ${because}. ${effect}`;
      },
      'by-hand': ({ command }) =>
        command === null
          ? 'It takes effect when you restart dockerd: no service manager runs it, so we cannot.'
          : `It takes effect when you run: ${command}`,
    },
    throughEmptyList:
      'Docker keeps mirrors in force when their key is gone, so the file is written twice: first with an empty list, then as it was.',
    askApply: 'Apply this plan?',
    askStopContainers: (number) => `Restart Docker now and stop ${count(number, 'running container')}?`,
    needsConsent: 'Nothing was changed: this needs your consent. Add --yes, or run it on a terminal.',
    needsRestartConsent: (number) =>
      `Nothing was changed: ${count(number, 'running container')} would stop. Add --activate restart to agree, or --activate none to restart Docker yourself later.`,
    dryRun: 'A dry run: nothing was changed.',
    needsRoot: (path, command) =>
      `Nothing was changed: ${path} can only be written by its owner. Run: ${command}`,
  },
  warning: {
    credentials: ({ login, path, hosts }) =>
      `You are logged in at Docker Hub${login.user === null ? '' : ` as ${cleanText(login.user)}`} (${path}). This Docker hands that login to any mirror that asks for one: ${list(hosts)} could read it. "docker logout" removes it.`,
    'comments-dropped': (w) => `${count(w.count, 'comment')} will be lost: JSON has none.`,
    'mark-dropped': () =>
      'The byte-order mark at the start of the file goes, since this Docker cannot read it.',
    finding: ({ finding, path }) =>
      `${path}, line ${finding.line}: ${applyMessagesEn.finding[finding.code](cleanText(finding.key))}`,
    'path-after-v2': ({ mirrors, scope }) =>
      `${scope === 'pull' ? 'This Docker' : '"docker build" of this Docker'} puts the path of ${list(mirrors)} behind /v2/, where the mirror may not expect it.`,
    'http-forced': ({ mirrors, scope }) =>
      `${scope === 'pull' ? 'This Docker' : '"docker build" of this Docker'} asks ${list(mirrors)} by https all the same.`,
    'tls-weakened': ({ mirrors, scope }) =>
      `Because of ${list(mirrors)} ${scope === 'pull' ? 'this Docker' : '"docker build" of this Docker'} no longer checks TLS certificates, not even that of Docker Hub. Give the mirror a certificate and an address that is not local instead.`,
    'plain-http': ({ mirrors }) =>
      `Whoever stands between you and ${list(mirrors)} can change what you pull.`,
    'loopback-of-rootless': ({ mirrors }) =>
      `In a rootless Docker ${list(mirrors)} ${verb(mirrors, 'is', 'are')} looked for in its own network, not on this machine.`,
    'hosts-toml-in-build': ({ path }) => `"docker build" obeys ${path} instead of these mirrors.`,
    'hosts-toml-stays': ({ path }) =>
      `The mirrors in ${path} stay in use; this command does not change that file.`,
    'desktop-proxies': () =>
      'Docker Desktop ignores proxies in daemon.json: set them in its settings. They were left out.',
    'no-proxy-extended': ({ hosts }) =>
      `${list(hosts)} ${verb(hosts, 'was', 'were')} measured without a proxy, and so added to no-proxy.`,
    'made-private': ({ path }) =>
      `${path} will hold a password, so only its owner may read it from now on (0600).`,
    'restart-pending': () => 'The proxies take effect at the next restart of Docker only.',
    unprobed: ({ mirrors }) => `Not measured: ${list(mirrors)}.`,
    'edited-since': ({ path }) =>
      `${path} was edited since, so only the mirrors and proxies go back; the rest stays as it is now.`,
    'old-file-unreadable': ({ path }) =>
      `Docker of today would not start with ${path} as it was, so only the mirrors and proxies go back.`,
  },
  refusal: {
    'no-fit-mirror': ({ unfit }) =>
      unfit.length === 0
        ? 'There is no mirror to choose from. Nothing was changed.'
        : 'No mirror is fit to be configured. Nothing was changed.',
    'hosts-toml': ({ path }) =>
      `${path} takes the place of registry-mirrors in this Docker, so a change of daemon.json would do nothing. Edit or remove that file, then try again.`,
    unreadable: ({ path, problem }) =>
      `Docker does not read ${path}: ${line(problem)}: ${offence[problem.code]}. ${
        problem.repairable
          ? 'Nothing was changed. Add --repair to have it rewritten as the strict JSON that Docker reads (comments are lost).'
          : 'Nothing was changed. Correct it, then try again.'
      }`,
    unrepairable: ({ path, code }) =>
      `${path} cannot be repaired: ${
        {
          'not-json5': 'it is not JSON with comments either',
          'no-json-value': 'it holds a value that JSON cannot say (NaN, Infinity, or a number too large)',
          undecodable: 'its bytes are neither UTF-8 nor UTF-16',
        }[code]
      }. Nothing was changed. Correct it by hand, then try again.`,
    'fatal-key': ({ path, finding }) =>
      `${path}, line ${finding.line}: ${applyMessagesEn.finding[finding.code](cleanText(finding.key))} Correct it, then try again.`,
    'flag-conflict': ({ path, flags }) =>
      `Docker does not start with the same setting on its command line and in ${path}. Take it off the command line first: ${flags.map(flag).join('; ')}. Nothing was changed.`,
    'no-proxy-item': ({ item, problem }) =>
      `--no-proxy: "${cleanText(item)}" ${
        {
          scheme: 'is a URL; give the host alone',
          blank: 'has a blank in it; put commas between hosts',
          separator: 'is more than one; put commas between hosts',
          wildcard: 'has a * where Docker knows none; * alone, or *.example.com',
          cidr: 'is not an address range; as in 10.0.0.0/8',
          port: 'has no valid port',
          host: 'is not a host',
        }[problem]
      }.`,
    'proxy-url': ({ field, problem }) =>
      `--${field === 'httpProxy' ? 'http-proxy' : 'https-proxy'} ${
        {
          'other-scheme': 'must be an http, https or socks5 proxy',
          malformed: 'is not a valid address; as in http://proxy.example.com:3128',
          path: 'is an address with a path; as in http://proxy.example.com:3128',
        }[problem]
      }.`,
    'proxies-need-systemd': () =>
      'Docker before 23.0 takes its proxies from the environment of its service, and without systemd that is for you to set: HTTP_PROXY, HTTPS_PROXY and NO_PROXY. Nothing was changed.',
    'undo-not-for-this-engine': ({ path, what }) =>
      `Docker of today would not start with the ${what} that ${path} had. Nothing was changed.`,
  },
  foreign: {
    remote: ({ endpoint }) =>
      `${endpoint} is an engine on another machine: the file here is not its file. Run mirror-apply there.`,
    podman: ({ file }) =>
      `This is Podman, which has its mirrors in ${file}. mirror-apply does not write that file.`,
    colima: (found) =>
      `This engine runs in Colima, which rewrites its file at each start. Put registry-mirrors into the docker: section of ${found.file}.${run(found)}`,
    orbstack: (found) =>
      `This engine runs in OrbStack. Put registry-mirrors into ${found.file}.${run(found)}`,
    'rancher-desktop': (found) =>
      `This engine runs in Rancher Desktop, which does not read ~/.docker/daemon.json. Set its mirrors with a provisioning script.${run(found)}`,
    lima: (found) =>
      `This engine runs in a Lima machine (${found.file}). Run mirror-apply inside it: ${found.command}`,
    'desktop-from-wsl': (found) =>
      `This is Docker Desktop's engine, whose file lies on the Windows side. Run mirror-apply in Windows, or edit it in Docker Desktop: Settings, Docker Engine.${run(found)}`,
    synology: (found) =>
      `This engine is Synology's. Its file is ${found.file}; pass it with --config, or use Container Manager.${run(found)}`,
    truenas: () =>
      'This engine is kept by TrueNAS, which rewrites its file. Set the mirrors in its web interface.',
  },
  unfit: {
    form: ({ problem }) => `not an address for this Docker: ${mirrorProblem[problem]}`,
    verdict: ({ verdict, code }) => `${verdictName[verdict]}${code === null ? '' : ` (${code})`}`,
    'wrong-store': () => 'works with the other image store only',
    unconfirmed: () => 'nobody could confirm what it serves; --allow-unconfirmed takes it',
    'plain-http': () => 'http to a public host; --allow-insecure takes it',
    'untrusted-tls': () =>
      'its certificate is not trusted; --allow-insecure takes it if insecure-registries lists it',
    'http-forced': () => 'http, which this Docker would turn into https',
    'endangers-tls': () =>
      'would switch off the TLS checks of this Docker, for Docker Hub too; --allow-insecure takes it',
  },
  dropped: {
    replaced: () => 'replaced, as you asked',
    'mirrors-off': () => 'switched off, as you asked',
    verdict: ({ verdict, code }) => `${verdictName[verdict]}${code === null ? '' : ` (${code})`}`,
    form: ({ problem }) => `Docker does not start with it: ${mirrorProblem[problem]}`,
  },
  mirrorProblem,
  finding: {
    'duplicate-key': (key) => `"${key}" stands there more than once; Docker takes the last.`,
    'ignored-key': (key) =>
      key === 'registry-mirror'
        ? '"registry-mirror" does nothing; the key is "registry-mirrors".'
        : `"${key}" does nothing here; it belongs into "proxies".`,
    'wrong-case': (key) => `Docker does not start with "${key}"; the key is "${key.toLowerCase()}".`,
    'client-syntax': () =>
      'Docker does not start with "default" in "proxies": that is how ~/.docker/config.json has it.',
    'wrong-type': (key) => `Docker does not start with this kind of value for "${key}".`,
    'invalid-utf-8': () => 'There are bytes here that are no UTF-8; Docker from 23.0 on refuses the file.',
  },
};
