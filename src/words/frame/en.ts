import type { ReferenceProblem } from '../../registry/reference.ts';
import type { CopyForRoot, FrameMessages, SourceOption, SourceReason, WantedType } from './messages.ts';

export const frameEn: FrameMessages = {
  help: {
    head: { usage: 'Usage:', arguments: 'Arguments:', options: 'Options:' },
    defaultValue: (value) => ` (default: ${value})`,
    choices: (values) => ` (one of: ${values})`,
    commandsHead: 'Commands:',
    examplesHead: 'Examples:',
    exitHead: 'Exit status:',
  },
  option: {
    image: 'an image that must be there; the first is the one whose pull is predicted (repeatable)',
    platform: "which platform's image, as os/arch[/variant]",
    for: 'the engine that is to pull: docker, containerd, podman …',
    registry: 'the registry that the mirrors stand in for',
    list: 'a catalogue (JSON, JSON5) or plain URLs, one a line; "-" is stdin, "builtin" is ours (repeatable)',
    all: 'also ask mirrors that are retired, closed to the public, or lack a personal address',
    only: 'only mirrors with this id, kind of operator or access (repeatable)',
    skip: 'no mirrors with this id, kind of operator or access (repeatable)',
    reference:
      "what the image is held against: hub, consensus, none, sha256:…, a file or URL with digests or an earlier report (default: the Hub's own, else what most operators serve)",
    hub: 'where Docker Hub itself is asked',
    previous:
      'an earlier report: mirrors that asked us to come back later are left alone until then, and less is read of those that do not throttle',
    noThroughput: 'only check availability, download no layer',
    timeout: "seconds for a mirror's first round",
    deadline: 'seconds for the whole run (default: from the number of mirrors)',
    concurrency: 'mirrors asked at once',
    bytes: 'layer bytes downloaded from a mirror: an eighth at first, the rest from finalists',
    finalists: 'how many of the best are measured again, alone or with room to spare',
    probeProxy: 'send the probes through this proxy (http, https, socks5)',
    noEnvProxy: 'ignore HTTP_PROXY, HTTPS_PROXY and NO_PROXY',
    ca: 'a file of certificate authorities to trust too (repeatable)',
    ip: 'use one address family only',
    vantage: 'a name for this place in the report',
    demo: 'check simulated mirrors on this machine; needs no network',
    lang: 'language of messages (default: from the locale)',
    color: 'use colours, even into a pipe',
    noColor: 'use no colours',
    quiet: 'no progress and no notes',
    verbose: 'tell each step, and all that was measured',
    version: 'print the version',
    help: 'print this help',
  },
  usage: {
    unknownOption: (option, meant) =>
      `There is no option ${option}.${meant === null ? '' : ` Did you mean ${meant}?`}`,
    emptyValue: (option) => `${option} has an empty value.`,
    missingValue: (option) => `${option} needs a value.`,
    conflict: (option, other) => `${option} and ${other} contradict each other.`,
    count: (option, value, least, most) =>
      `${option} takes a whole number from ${least} to ${most}, not "${value}".`,
    seconds: (option, value) =>
      `${option} takes seconds, more than 0 and at most 86400 (a day), not "${value}".`,
    size: (option, value) => `${option} takes a size such as 8MiB, 500kB or 1048576, not "${value}".`,
    oneOf: (option, value, allowed) => `${option} takes one of ${allowed.join(', ')}, not "${value}".`,
    url: (option, value) => `${option} takes an http:// or https:// URL without a password, not "${value}".`,
    platform: (value) => `--platform takes os/arch or os/arch/variant, as linux/arm64/v8, not "${value}".`,
    registry: (value) => `--registry takes a registry's host, as ghcr.io, not "${value}".`,
    vantage: (value) =>
      `--vantage takes up to 63 small letters, digits, dots and hyphens, beginning with a letter or digit and without "..", not "${value}".`,
    reference: (value) =>
      `--reference takes hub, consensus, none, a digest (sha256: and 64 hex digits), a file or a URL, not "${value}".`,
    image: (value, problem) => `"${value}" is not an image reference: ${referenceProblem(problem)}`,
    proxy: (variable, reason, shown) =>
      reason === 'scheme'
        ? `The proxy ${shown}${from(variable)} is of a kind that is not supported; http, https and socks5 are.`
        : `The proxy "${shown}"${from(variable)} is not a URL.`,
    source: (option, name, reason, detail) =>
      `${subject(option, name)} ${sourceReason(reason)}${detail === null ? '' : `: ${systemError(detail)}`}.${isReport(option) && reason === 'unreadable' ? ' "mirror-check -f json -o FILE" writes one.' : ''}`,
    trust: (variable, path, reason, detail) =>
      `${path}, which ${variable} names, ${sourceReason(reason)}${detail === null ? '' : ` (${systemError(detail)})`}. Let ${variable} name a plain file of PEM certificates, or unset it.`,
    demo: (code) =>
      `--demo simulates its mirrors on this machine's loopback, which cannot be used (${code}). Bring it up: ip link set lo up.`,
    other: (text) => text,
    noCommand: (names) => `Say what to do: ${listed(names, 'or')}.`,
    unknownCommand: (name, names) => `There is no command "${name}", only ${listed(names, 'and')}.`,
    required: (option) => `${option} is needed.`,
    extra: (argument) => `"${argument}" is one argument too many.`,
    type: (option, wanted) => `${option} takes ${WANTED[wanted]}.`,
    notAReport: (detail) => `This is not a report that mirror-check wrote: ${detail}`,
    seeHelp: (command) => `"${command} --help" tells what it takes.`,
  },
  note: {
    childFailed: (code, detail) =>
      `The unprivileged process that asks the mirrors failed (${code})${detail === null || detail === '' ? '' : `: ${detail}`}.`,
    cannotDrop: (code) =>
      `Root cannot become nobody here (${code}), and nothing is asked as root: run mirror-check as an ordinary user; mirror-apply takes its report (--from). A container or CI job that is root needs CAP_SETUID and CAP_SETGID.`,
    unconfined: (lacking) =>
      lacking.includes('no-new-privs')
        ? 'setpriv (util-linux) is missing here: the process that talks to mirrors runs as nobody, but set-uid programs would still work for it.'
        : 'The process that talks to mirrors runs as nobody, and set-uid programs do not work for it; its capability bounding set could not be emptied, since only root can read its code.',
    carriedOver: (count) =>
      `${count} ${count === 1 ? 'mirror' : 'mirrors'} asked to be left alone for a while: the earlier result stands.`,
    stopping: 'Stopping; press Ctrl-C again to end at once.',
    cannotWrite: (target, code) =>
      `The report cannot be written to ${target ?? 'stdout'}: ${systemError(code)}.`,
    crashed: (text, issues) => `A fault of our own: ${text}. Please report it at ${issues}`,
    systemFailure: (path, code) => `${path}: ${systemError(code)}.`,
    systemError,
  },
  service: {
    foreign: (paths) =>
      `Not written by this program, and where its own files would be: ${paths.join(', ')}. Nothing was changed. Move ${paths.length === 1 ? 'it' : 'them'} away first.`,
    needsRoot: 'This takes root: run the same with sudo.',
    unsafe: (path, copy, releases) =>
      `Someone other than root can change ${path}, which would run as a service. Install a copy that is root's own: ${copyForRootEn(copy, releases)}`,
    passing: (path, copy, releases) =>
      `${path} is not a suitable place for a service: it may be gone tomorrow, or invisible to it. Install it first: ${copyForRootEn(copy, releases)}`,
    noConsent: 'Nothing was done. Pass --yes to confirm.',
  },
};

/** `a, b and c`. */
function listed(names: readonly string[], word: 'and' | 'or'): string {
  return names.join(', ').replace(/, ([^,]*)$/, ` ${word} $1`);
}

function from(variable: string | null): string {
  return variable === null ? '' : ` (from ${variable})`;
}

function referenceProblem(problem: ReferenceProblem): string {
  switch (problem.kind) {
    case 'empty':
      return 'it is empty.';
    case 'url':
      return 'it is a URL; leave the scheme out.';
    case 'image-id':
      return 'it is the id of a local image; registries know names.';
    case 'too-long':
      return `it is longer than ${problem.maxChars} characters.`;
    case 'upper-case':
      return `the name ${problem.repository} must be in small letters.`;
    case 'bad-repository':
      return `${problem.repository || 'an empty text'} is not a repository name.`;
    case 'bad-host':
      return `${problem.host} is not a host.`;
    case 'bad-tag':
      return `"${problem.tag}" is not a tag.`;
    case 'bad-digest':
      return `"${problem.digest}" is not a digest.`;
    default:
      return problem satisfies never;
  }
}

function subject(option: SourceOption, name: string): string {
  const what = name === '-' ? 'standard input' : name;
  switch (option) {
    case 'list':
      return `The list ${what}`;
    case 'reference':
      return `The reference ${what}`;
    case 'previous':
    case 'from':
      return `The report ${what}`;
    case 'compose':
      return `The compose file ${what}`;
    case 'env-file':
      return `The file of variables ${what}`;
    case 'ca':
      return `The CA file ${what}`;
    case 'images':
      return `The list of images ${what}`;
    case 'library':
      return `The official library ${what}`;
    case 'auth-file':
      return `The file of logins ${what}`;
    default:
      return option satisfies never;
  }
}

function isReport(option: SourceOption): boolean {
  return option === 'previous' || option === 'from';
}

function sourceReason(reason: SourceReason): string {
  switch (reason) {
    case 'unreadable':
      return 'cannot be read';
    case 'unreachable':
      return 'cannot be fetched';
    case 'login':
      return 'is named with a user or a password, which everybody could read in the list of processes: fetch it yourself, and name the file';
    case 'not-a-file':
      return 'is not a plain file, and as root nothing else is read';
    case 'too-large':
      return 'is too large';
    case 'not-utf8':
      return 'is not text in UTF-8';
    case 'not-an-archive':
      return 'is neither a folder nor a .tar or .tar.gz archive with a folder library/ in it';
    case 'damaged-archive':
      return 'is an archive that is damaged, or was cut off on its way';
    case 'not-compose':
      return 'is not a compose file in YAML or JSON';
    case 'not-env':
      return 'is not a file of variables that Docker Compose reads';
    case 'not-a-config':
      return 'is not a file of logins in JSON, as docker login writes it';
    case 'not-a-report':
      return 'is not a report of mirror-check';
    case 'newer-schema':
      return 'is a report of a newer version than this program can read';
    case 'dated-ahead':
      return "is dated later than this machine's clock";
    case 'too-old':
      return 'is too old to act on';
    case 'no-digest':
      return 'has no digest in it';
    case 'no-certificate':
      return 'has no PEM certificate in it';
    case 'damaged':
      return 'has a damaged certificate in it';
    default:
      return reason satisfies never;
  }
}

function systemError(code: string): string {
  return SYSTEM_ERRORS.get(code) ?? code;
}

const WANTED: Readonly<Record<WantedType, string>> = {
  text: 'a string',
  texts: 'an array of strings',
  switch: 'true or false',
  number: 'a number',
  count: 'a whole number from 1',
  function: 'a function',
  signal: 'an AbortSignal',
  lang: "'en' or 'zh'",
  object: 'an object',
};

const SYSTEM_ERRORS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'permission denied'],
  ['EPERM', 'not permitted'],
  ['ENOENT', 'no such file or folder'],
  ['ENOTDIR', 'part of the path is not a folder'],
  ['EISDIR', 'it is a folder'],
  ['ENOSPC', 'no space left on the device'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EFBIG', 'the file would become too large'],
  ['EROFS', 'the file system is read-only'],
  ['EIO', 'the device failed'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['ELOOP', 'links lead in a circle'],
  [
    'FOREIGN_LINK',
    'a link on the way lies in a folder that others can write to, and root follows no such link',
  ],
  ['FOREIGN_FOLDER', 'it is a link or a folder of another user'],
  ['EADDRINUSE', 'the address is taken already'],
  ['EADDRNOTAVAIL', 'no interface of this machine has it'],
  ['EBUSY', 'it is in use'],
  ['EMFILE', 'too many open files'],
  ['ENXIO', 'no one is reading at the other end'],
]);

/** What to use in place of a program that somebody beside root can change, as the end of a sentence. `releases`: where the packages are. */
export function copyForRootEn({ install, mend }: CopyForRoot, releases: string): string {
  if (install !== null) return install;
  const packages = `the .deb, the .rpm or the program of install.sh, which need neither node nor npm (${releases})`;
  return mend === null
    ? packages
    : `${packages}. Or look whether anybody has changed it, and then make it root's own: ${mend}`;
}
