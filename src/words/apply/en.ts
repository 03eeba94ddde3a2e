import type { Activation, Awaited, RestartReason } from '../../change/types.ts';
import { closingCommand, isForEverybody, isOfAnother } from '../../host/closing-command.ts';
import { shellWord } from '../../host/shell-word.ts';
import { copyForRootEn } from '../frame/en.ts';
import type { ApplyMessages, UnsafePlace, WriteFailure } from './messages.ts';

export const applyEn: ApplyMessages = {
  help: {
    description:
      'Configure Docker to pull through the best mirrors, without losing anything of its configuration or a running container.',
    urls: 'mirrors to choose from instead of the catalogue',
    option: {
      top: 'how many mirrors are configured',
      engine:
        'whose configuration: docker, containerd, podman; shown only: cri-o, k3s, rke2, buildkit, buildx, nerdctl, kind; all: each that is here, in one change (default: docker where it is, else the only one)',
      config: "the file, where it is not the engine's own (default: found from the engine)",
      dockerHost: "the engine's API socket (default: DOCKER_HOST, the context, the default socket)",
      from: 'take the results of an earlier mirror-check report instead of checking',
      maxAge: 'seconds after which such a report is too old',
      report: 'also write what was measured to this file, as mirror-check does with -f json',
      envProxy: "check through this shell's proxies instead of the engine's own",
      replace: 'drop mirrors that were configured before (default: they stay, after the chosen ones)',
      exact:
        '--top is the number of all that stand there afterwards; one that no list names stays while it works',
      noProbe:
        'configure the given URLs without checking that they work; without URLs mirrors stay as they are',
      allowUnconfirmed: 'take mirrors whose image could not be confirmed',
      allowInsecure:
        'take http or untrusted TLS to a public host, or a loopback mirror on an engine that it endangers',
      httpProxy: "the engine's own proxy for http; '' clears it",
      httpsProxy: "the engine's own proxy for https; '' clears it",
      noProxy: "what the engine reaches without a proxy: hosts, .domains, CIDR; '' clears it",
      mirrorsOff: 'configure no mirrors (writes an empty list); with URLs: take out these alone',
      activate: 'how it takes effect: reload for mirrors, restart where needed and agreed to',
      repair: 'turn a file that the engine cannot read into strict JSON; its comments are lost',
      verifyPull: 'afterwards pull this image through the engine, and put everything back if that fails',
      undo: 'put back what stood before the last apply, or before that one',
      whole: 'with --undo: put the whole file back, edits of others since then are lost',
      backups: 'list the backups, or print the file as this one has it',
      dryRun: 'show what would be done and change nothing',
      print: 'print the new file and change nothing',
      withPending:
        'agree to what others edited in the file too, though it hides containers or ends the engine',
      unlessPending: 'change nothing where an edit of others would come into force along with it',
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
        command: 'mirror-apply --print > new.json && sudo cp new.json /etc/docker/daemon.json',
        does: 'put the file in place yourself',
      },
    ],
    exit: [
      { code: '0', means: 'done, or nothing to do' },
      { code: '1', means: 'no mirror is fit to be configured; nothing was written' },
      { code: '2', means: 'wrong usage' },
      { code: '3', means: 'the file cannot be read or written, or root is required; nothing was changed' },
      { code: '4', means: 'it failed, and the old state was put back and is in force' },
      { code: '5', means: 'as 4, but putting it back failed too' },
      { code: '6', means: 'consent is missing or was refused' },
      { code: '70', means: 'a fault of our own' },
      { code: '129', means: 'stopped: its terminal was closed' },
      { code: '130, 143', means: 'stopped by a signal' },
    ],
  },
  usage: {
    engine: (name, known) => `--engine knows ${known.join(', ')}, not "${name}".`,
    onlyDockerHub: (engine, registry) =>
      `${engine} uses mirrors for docker.io alone: --registry ${registry} has no place in its configuration.`,
    idBehindUndo: (id) => `The id of a backup comes right after --undo: --undo ${id}.`,
    together: (option, other) => `${option} and ${other} contradict each other.`,
    oneRegistry: (option) =>
      `${option} is for one --registry, and here are several. Run it once for each of them.`,
    onlyWith: (option, other) => `${option} has an effect only together with ${other}.`,
    nothingGiven: (option) => `${option} without URLs, proxies or --mirrors-off has nothing to do.`,
  },
  problem: {
    unsafeProgram: (what, copy, releases) => {
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
          case 'access-list':
            return `an access control list may let others write to ${what.path}, and so change what root runs here ("setfacl -b" takes it away)`;
          default:
            return what.reason satisfies never;
        }
      };
      return `This program is not safe to run as root: ${wrong()}. Nothing was changed. Use a copy and a node that belong to root: ${copyForRootEn(copy, releases)}`;
    },
    callersProgram: (path, copy, releases) =>
      `${path} belongs to the user who called sudo: whatever runs as that user can change what root runs here. A copy that belongs to root is safer: ${copyForRootEn(copy, releases)}`,
    noEngines: 'No engine was found here that can be configured for these registries.',
    whichEngine: (names) =>
      `Docker is not installed here, but several other engines are: say which one with --engine ${names.join(' or --engine ')}.`,
    notWritten: (why) => {
      switch (why.kind) {
        case 'held':
          return `Another run (process ${why.holder.pid}) is changing this file right now: nothing was changed. Wait until it is done, then run this again.`;
        case 'containers-started':
          return `${containers(why.count)} started meanwhile, and the restart would stop ${why.count === 1 ? 'it' : 'them'}: nothing was changed. Run this again, or agree beforehand with --yes --activate restart.`;
        case 'unsafe':
          return `${unsafePlace(why)}: root does not write there, since what it writes could be redirected. Nothing was changed. ${safeAgain(why)}`;
        case 'changed-meanwhile':
          return `${writeFailure(why)} Nothing was changed; run this again.`;
        case 'file-failure':
          return `${writeFailure(why)} Nothing was changed.`;
        default:
          return why satisfies never;
      }
    },
    noBackup: (id) =>
      id === null
        ? 'There is nothing to undo: no backup is kept.'
        : `There is no backup ${id}. --backups lists all of them.`,
    badBackup: (id) =>
      `The backup ${id} is damaged, or was made by a newer version, and is not used. Name another one with --undo; --backups lists them.`,
    noFileInBackup: (id, path) => `There was no ${path} before backup ${id}: there is nothing to print.`,
    notRepaired: (path) =>
      `${path} was not repaired either. --repair --no-probe repairs it alone, without asking any mirror.`,
    noFitNext: (given) =>
      given
        ? 'Give other addresses, or none: then mirror-apply chooses among its own. "mirror-check" shows how each of those does from here.'
        : '"mirror-check" shows how each does from here. Try again later, or give a mirror that you know: mirror-apply https://mirror.example',
    noNetwork: 'There is no network here: no mirror could be asked.',
    needsRoot: (command) => `Root is required. Run: ${command}`,
    passwordLeftOut: 'The password is left out of it; put it in where xxxxx:xxxxx stands.',
    consentMissing: 'There is no terminal to confirm this plan on: pass --yes.',
    consentMissingForStop: (count) =>
      `This restarts the engine and stops ${containers(count)}: agree with --yes --activate restart.`,
    consentMissingForPending: (keys, atStart) =>
      atStart
        ? `At its next start the engine would take up ${keys.join(', ')} as the new file has it, and it does not use that now: nothing was changed. Agree to it with --with-pending.`
        : `This would bring into force ${keys.join(', ')} too, which someone edited and the engine does not use yet: nothing was changed. Take that edit back, or agree to it with --with-pending.`,
    declined: 'Nothing was changed.',
  },
  plan: {
    foreignFile: (file) => {
      const who = {
        'foreign-owner': `belongs to the user with uid ${file.uid}`,
        'world-writable': 'can be written to by everybody',
        'group-writable': `can be written to by its group (gid ${file.gid})`,
        'access-list': 'has an access control list that may let others write to it',
      }[file.reason];
      const then = isOfAnother(file) ? '' : ` If that is not meant, run: ${closingCommand(file)}`;
      return `${file.directory} ${who}, and decides what root's engine does.${then}`;
    },
    otherEngines: (names) =>
      `Also installed here, and left alone: ${names.map((name) => `${name} (--engine ${name})`).join(', ')}.`,
    file: (path) => `configured by ${path}`,
    mirrorsHead: (engine) => `Mirrors, in the order in which ${engine} asks them:`,
    noMirrors: 'No mirrors.',
    keptMark: 'kept',
    newMark: 'new',
    verdict: (word, code, mirror, words) => {
      if (code === null) return `${words.verdict[word]}.`;
      const host = URL.canParse(mirror) ? new URL(mirror).host : '';
      return words.code[code]({ host, mirrorHost: host, httpStatus: null, image: null });
    },
    moreUnfit: (count) => `${count} ${count === 1 ? 'mirror was' : 'mirrors were'} not fit; -v tells why.`,
    effect: (activation) => {
      switch (activation.kind) {
        case 'at-each-pull':
          return 'Takes effect at the next pull: the engine reads it each time, and nothing is restarted.';
        case 'reload':
          return activation.leaves === undefined
            ? 'Takes effect by a reload: no container is touched.'
            : 'The mirrors take effect by a reload: no container is touched.';
        case 'restart':
          return `Takes effect by a restart of the engine: ${RESTARTS[activation.why]}.`;
        case 'by-hand':
          return activation.command === null
            ? 'Takes effect when you restart the engine, which nothing but you keeps running.'
            : `Takes effect when you run: ${activation.command}`;
        case 'none':
          return activation.why === 'asked' ? AWAITED[activation.awaits] : NO_EFFECTS[activation.why];
        default:
          return activation satisfies never;
      }
    },
    warningMark: 'Note: ',
    hiddenChange: '(user or password changed)',
    longDiff: (path) => `${path}: too much changes to show it.`,
    question: 'Do this?',
    stopQuestion: (count) => `Do this, and stop ${containers(count)}?`,
    nothingToDo: (inForce) =>
      inForce
        ? 'Nothing to do: the engine already uses exactly these.'
        : 'Nothing to write: the files already say exactly this.',
    nothingToUndo:
      'Nothing to put back: of what that run changed nothing is left. Other runs may still be in force: "mirror-apply --backups" lists them, "--undo ID" takes back one of them, and "--undo ID --whole" puts the whole file back as it was before it.',
    dryRun: 'Nothing was changed (--dry-run).',
    byOwner: 'With the mirrors chosen here, there:',
    byHand:
      'Nothing was changed: this file is only shown, since it was never tried with a real engine here. To put it in place:',
    printedPassword: (path) =>
      `This file contains a password: keep it where no one else can read it, and put it in place with sudo install -m 600 FILE ${path}`,
    otherFiles: 'The printed file alone does not do it. These belong to it:',
    otherFile: (path, what) =>
      what === 'goes' ? `${path}, which goes` : `${path}${what === 'secret' ? ' (mode 600)' : ''}:`,
    afterOtherFiles: 'Once they are in place, run:',
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
          return 'Done: it counts from the next pull on.';
        case 'reload':
        case 'restart':
          return leavesProxies(activation)
            ? 'Done: the mirrors are in force, as the engine itself shows; the proxies take effect at its next restart.'
            : 'Done: in force, as the engine itself shows.';
        case 'by-hand':
          return activation.command === null
            ? 'Written. It takes effect when you restart the engine.'
            : `Written. To make it take effect, run: ${activation.command}`;
        case 'none':
          return activation.why === 'engine-down'
            ? 'Written. The engine is down; it takes effect at its next start.'
            : activation.why === 'asked'
              ? `Written. ${AWAITED[activation.awaits]}`
              : 'Done.';
        default:
          return activation satisfies never;
      }
    },
    doneBut: (left) =>
      `Written, and the engine has started with it; but it goes on using ${left.join(', ')}, which is set elsewhere. Look at "systemctl cat docker" and remove it there, then restart the engine.`,
    shown: (mirrors) =>
      mirrors.length === 0 ? 'The engine uses no mirrors.' : `The engine uses: ${mirrors.join('  ')}`,
    backup: (id, undo, options) =>
      `Backup ${id}; "mirror-apply${options} --undo${undo ? ` ${id}` : ''}" puts it back.`,
    lost: (what) => `Could not be kept: ${LOST[what]}.`,
    notPulled: (image) =>
      `${image} was not pulled (--verify-pull): the engine is not running. Start it, then run this again with the same --verify-pull.`,
    pulled: (image, seconds, kept, by) =>
      `${image} was pulled through the engine in ${seconds}${kept ? '' : ', and removed again'}; ${by === null ? 'whether a mirror gave it was not seen' : `${by} gave it`}.`,
    mishap: (mishap, engine) => {
      switch (mishap.kind) {
        case 'invalid':
          return mishap.invalid.by === 'us'
            ? 'The engine would not start with the new file:'
            : `${engine} itself refuses the new file:`;
        case 'write':
          return writeFailure(mishap.failure);
        case 'activation':
          return applyEn.outcome.activationFailure(mishap.failure);
        case 'pull':
          return `The test pull failed: ${mishap.detail}`;
        case 'pulled-past':
          return `The test pull worked, but past the mirrors: ${mishap.from} gave the image.`;
        case 'another-part':
          return 'Another part of the same change failed.';
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
              ? 'The engine was not running to take the reload.'
              : failure.action.kind === 'not-permitted'
                ? 'This user is not allowed to signal the engine.'
                : 'There is no service manager that could restart the engine.';
        case 'refused':
          return 'The engine refused the new file and kept its old settings.';
        case 'not-up':
          return 'The engine did not come back.';
        case 'not-shown':
          return 'The engine is up but does not show the new settings.';
        case 'stopped':
          return 'Stopped before it was done.';
        default:
          return failure satisfies never;
      }
    },
    rolledBack: 'The old state was put back and is in force.',
    ownRolledBack: 'What this run had changed was put back and is in force.',
    staysInForce: ({ path, keys, hidesData, mayBe, told }, restart) => {
      const taken =
        keys.length === 0
          ? ''
          : `The ${told} brought into force what others had edited in ${path}, and that STAYS in force: ${keys.join(', ')}. `;
      const hidden = hidesData
        ? 'Images and containers of before are out of sight by that, and are not lost. '
        : '';
      const unseen =
        mayBe.length === 0
          ? ''
          : `By the ${told} these of ${path} may be in force now, which the engine does not show: ${mayBe.join(', ')}. `;
      const again =
        told === 'reload'
          ? 'reload or restart the engine.'
          : restart === null
            ? 'restart the engine.'
            : `run: ${restart}`;
      return `${taken}${hidden}${unseen}If that is not wanted, take it back there, then ${again}`;
    },
    stopped: (names, hidden) =>
      hidden
        ? `These containers ran before, and are out of sight: ${names.join(', ')}.`
        : `These containers ran before, and do not run now: start them with "docker start ${names.join(' ')}".`,
    dataElsewhere: (folder) =>
      `The engine keeps its images and containers in ${folder} now: those of before are out of sight, and are not lost. Look at what its service and its file name as data-root, set it back there, then restart the engine.`,
    unchanged: 'Nothing was changed.',
    notPrinted: (reason) => `This could not be written to stdout: ${reason}.`,
    editedMeanwhile: (path, restored) =>
      restored
        ? `${path} was edited by someone else meanwhile: only what this run had changed there was put back, the rest stays as it was edited.`
        : `${path} was edited by someone else meanwhile, and was not overwritten.`,
    refusedAlong: (path, keys) =>
      `The reload also took up what others had left in ${path}: ${keys.join(', ')}. The engine may have refused that and not this change. Correct it there, then run this again.`,
    oldFileUntried: (path, keys) =>
      `${path} was edited before this run, and the engine had not started with that yet: what keeps it down may stand there${keys.length === 0 ? '' : ` (${keys.join(', ')})`}.`,
    notRolledBack: (backup, restart, filesBack) =>
      filesBack
        ? `The old files are back as they were, but the engine does NOT show the old state. Look at its log, then${restart === null ? ' start the engine' : ` run: ${restart}`}`
        : `The old files could NOT all be put back. ${backup === null ? '' : `The old files are kept in ${backup}. `}Look at the log, repair the file, then${restart === null ? ' start the engine' : ` run: ${restart}`}`,
    logHead: "The engine's own log:",
    backupsHead: 'Backups, newest first:',
    noBackups: 'There are no backups.',
    printedOf: (path, others) =>
      `This is ${path}. The backup also has ${others.join(', ')}; --undo puts all of it back.`,
    backupLine: (id, when, reason, files) =>
      `${id}  ${when}  before ${reason === 'apply' ? 'an apply' : 'an undo'}  ${files.join(' ')}`,
    unreadableBackup: (id) => `${id}  (damaged)`,
    stopping: 'Stopping cleanly; press Ctrl-C again to stop at once.',
  },
};

const FILE_FAILURES = {
  'not-found': 'is not there',
  'permission-denied': 'is not accessible to this user',
  'not-permitted': 'cannot be changed: it or its directory is immutable, or belongs to someone else',
  'read-only': 'is on a read-only file system',
  'no-space': 'cannot be written: no space left',
  'not-a-file': 'is not a plain file',
  'not-a-directory': 'lies under something that is not a directory',
  'too-large': 'is larger than any configuration file',
  'dangling-symlink': 'is a symbolic link to nowhere',
  'symlink-loop': 'is a symbolic link in a circle',
  busy: 'is in use and cannot be replaced or removed',
  'already-exists': 'is there already',
  'name-too-long': 'has too long a name',
  changing: 'is being written to right now',
  'io-error': 'cannot be read or written: the device failed',
} as const;

function unsafePlace({ directory, reason, uid }: UnsafePlace): string {
  return reason === 'foreign-owner'
    ? `${directory} belongs to the user with uid ${uid}`
    : `Other users can write to ${directory}`;
}

function safeAgain(place: UnsafePlace): string {
  if (isForEverybody(place) || isOfAnother(place))
    return 'Keep the file in a folder in which only root can write.';
  return `If no one else has to write there, run: ${closingCommand(place)}, then this again.`;
}

function writeFailure(why: WriteFailure): string {
  if (why.kind === 'file-failure' && why.code === 'not-a-file' && why.errno === 'EISDIR') {
    return `${why.path} is a directory, which "docker run -v" makes where a file is missing. If nothing is in it, run: sudo rmdir ${shellWord(why.path)}, then this again.`;
  }
  return why.kind === 'changed-meanwhile'
    ? `${why.path} was changed by someone else meanwhile.`
    : `${why.path} ${FILE_FAILURES[why.code]}.${wayOut(why.code, shellWord(why.path))}`;
}

function wayOut(code: keyof typeof FILE_FAILURES, path: string): string {
  switch (code) {
    case 'not-permitted':
      return ` If "lsattr -d ${path}" shows an i, run: sudo chattr -i ${path}, then this again.`;
    case 'dangling-symlink':
    case 'symlink-loop':
      return ` If nothing needs the link, run: sudo rm ${path}, then this again.`;
    case 'not-a-file':
      return ` If nothing needs it, run: sudo rm ${path}, then this again.`;
    default:
      return '';
  }
}

const LOST = {
  owner: "the file's owner",
  mode: "the file's permission bits",
  extended:
    "the file's ACL and extended attributes, if it had any (that takes GNU cp); set them again with setfacl and setfattr",
  'selinux-label': "the file's SELinux label; restorecon sets it",
  'hard-links': 'the other names of the file: they go on showing the old text',
} as const;

const RESTARTS: Readonly<Record<RestartReason, string>> = {
  proxies: 'proxies are read only when it starts',
  'cannot-reload': 'this engine cannot reload mirrors',
  option: 'it goes on with an option that it was started with',
  asked: 'as asked',
};

const NO_EFFECTS = {
  'nothing-to-do': 'Nothing has to take effect.',
  'engine-down': 'The engine is down: takes effect at its next start.',
  'not-needed': 'The engine already uses it; only the file changes.',
} as const;

const AWAITED: Readonly<Record<Awaited, string>> = {
  reload: 'It takes effect at the next reload or restart of the engine.',
  restart: 'It takes effect at the next restart of the engine; a reload does not do it.',
  each: 'The mirrors take effect at the next reload or restart of the engine, the proxies at its next restart alone.',
};

function leavesProxies(activation: Activation): boolean {
  return activation.kind === 'reload' && activation.leaves === 'proxies';
}

function containers(count: number): string {
  return `${count} running ${count === 1 ? 'container' : 'containers'}`;
}
