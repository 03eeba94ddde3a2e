import type { MirrorTrouble, SyncMessages, SyncPlace, SyncReason, UnreadReason } from './messages.ts';

export const syncEn: SyncMessages = {
  help: {
    description:
      'Keep images of Docker Hub in a registry of your own: what changed is copied, by digest, and nothing else is pulled.',
    argument: 'where to: https://registry.example/path, then the images',
    option: {
      official: 'the whole official library, as its own list has it',
      library:
        "where that list lies: a checkout, a .tar.gz of one, or an address (default: the library's own)",
      images: 'a file with an image a line; "-" is stdin (repeatable)',
      compose: 'the images of a compose file; "-" is stdin (repeatable)',
      tags: 'of the library, tags that match only: "latest", "*-alpine", "nginx:1.2?" (repeatable)',
      platform:
        'this platform only, as os/arch[/variant]: each tag gets its manifest (repeatable; default: all, and the index as it is)',
      mirror: 'take bytes from this mirror (repeatable, best first; default: those that a survey finds)',
      from: 'take bytes from the mirrors of this earlier report (JSON)',
      noMirrors: 'take bytes from Docker Hub alone',
      state: 'the file in which it is remembered what was put there',
      authFile: 'a file of logins, as docker login writes it (default: those of docker and podman)',
      loginAt: 'a token service of another site that may be sent the login (host; repeatable)',
      ca: 'a file of certificate authorities to trust too (repeatable)',
      proxy:
        'reach Docker Hub and mirrors through this proxy (http, https, socks5); the destination is reached as the environment says',
      verify: 'look through what is in sync, down to the last layer, and copy again what is missing there',
      prune: 'take away tags that an earlier run put there and that are wanted no more',
      dryRun: 'look what would be copied, and change nothing',
      yes: 'agree to what --prune takes away',
      noInput: 'never ask; without --yes nothing is taken away',
      format: 'form of the result',
    },
    examples: [
      {
        command: 'mirror-sync registry.example:5000 nginx redis:7-alpine',
        does: 'two images, with all their platforms',
      },
      {
        command: 'mirror-sync m.example/hub --official --tags latest --platform linux/amd64',
        does: 'the newest of every official image, for one platform',
      },
      {
        command: 'mirror-sync registry.example --compose compose.yaml -n',
        does: 'what a compose file needs and is not there yet',
      },
    ],
    exit: [
      { code: '0', means: 'in sync' },
      {
        code: '1',
        means:
          'some images failed, an input was read only in part, or Docker Hub or the destination cannot be reached',
      },
      { code: '2', means: 'wrong usage' },
      { code: '3', means: 'the state or the output cannot be written, or another run has the state' },
      { code: '7', means: "stopped before Docker Hub's pull limit was used up; the next run goes on" },
      { code: '70', means: 'a fault of our own' },
      { code: '129', means: 'stopped: its terminal was closed' },
      { code: '130, 143', means: 'stopped by a signal; the next run goes on' },
    ],
  },
  usage: {
    noDestination: 'Say where to: mirror-sync https://registry.example nginx.',
    destination: (value, problem) =>
      ({
        unparsable: `The first argument is the destination, a registry, as https://registry.example/path or registry.example:5000, not "${value}".`,
        login:
          'The destination is named without user and password: they would stand in the process list. Use "docker login", or --auth-file.',
        hub: `Docker Hub is where images come from, not a destination: name a registry of your own, not "${value}".`,
        api: `Name the registry without /v2/, which every request begins with: not "${value}".`,
        path: `The path of the destination "${value}" cannot begin a repository's name: it takes lower-case letters and digits, with . _ - between them.`,
      })[problem],
    tags: (value) =>
      `--tags takes a tag in which * and ? stand for other characters, with its image before a colon if need be, as nginx:*-alpine, not "${value}".`,
    tagsOfNothing:
      '--tags narrows the official library; images that are named bear their tag themselves. Add --official, or leave --tags out.',
    loginAt: (value) => `--login-at takes a host, as auth.example or auth.example:5001, not "${value}".`,
    foreignImage: (value) => `"${value}" is not an image of Docker Hub; mirror-sync copies from there.`,
    asRoot:
      'mirror-sync reads what strangers send and does not run as root. Run it as another user; as a service, with DynamicUser= (docs/sync.md); in a container that is root: setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/tmp mirror-sync …',
    nothingWanted: (why, destination) =>
      why === 'no-tag'
        ? 'No tag of the official library matches --tags and --platform.'
        : `No image to copy to ${destination} is named: give some after it, or --images, --compose or --official.`,
    listLine: (name, line, sentence) =>
      `${name === '-' ? 'standard input' : name}, line ${line}: ${sentence}`,
    listLength: (name, most) =>
      `${name} has more than ${most.toLocaleString('en')} lines: it is not taken for a list of images.`,
    notAState: (path, isTooLarge) =>
      `${path} ${isTooLarge ? 'is too large for a state' : 'is not a state'} of mirror-sync, and a run would write over it. Name another file with --state: one that is not there yet, or is empty.`,
    otherDestination: (path, shown) =>
      `The state ${path} is of another destination, ${shown}. Name another file with --state.`,
  },
  note: {
    compose: ({ file, images, others, unset, unread, override }) =>
      [
        `${file}: ${images.length === 0 ? 'no image of Docker Hub' : images.join(', ')}.`,
        ...(others.length === 0
          ? []
          : [`Not copied, for they are named at other registries: ${others.join(', ')}.`]),
        ...(unset.length === 0
          ? []
          : [
              `Without a value here: ${unset.join(', ')}. Set them in the environment, or name their file in COMPOSE_ENV_FILES.`,
            ]),
        ...(unread.length === 0
          ? []
          : [
              `Not read: ${unread.join(', ')}. Compose puts it together: docker compose config | mirror-sync … --compose -`,
            ]),
        ...(override === null
          ? []
          : [
              `Docker Compose reads ${override} as well where no file is named: name it with --compose if it counts.`,
            ]),
      ].join(' '),
    libraryFile: (name, reason, detail) =>
      `The library's file ${name} ${UNREAD[reason]}${detail === null ? '' : ` (${detail})`}: its images are not looked at.`,
    namesakes: (names, destination) =>
      `Kept, for a compose file names the same at another registry, which may be ${destination} by another name: ${names.join(', ')}.`,
    emptyList: (name) =>
      `${name === '-' ? 'Standard input' : name} names no image: it counts as read in part, for it may have been cut off.`,
    noContact: (at, code, why, destination) => {
      if (at !== 'destination') return `${why}.`;
      return `${destination}: ${why}.${code === 'unreachable' ? ' (The first argument is the destination.)' : ''}`;
    },
    noList: 'Nothing was done. --proxy names a way to it; --library takes a copy of the library.',
    nothingBegun: 'Stopped before anything was copied.',
    helper: (helper, host) =>
      `The login at ${host} may be kept by docker-credential-${helper}, which is not asked. If it is needed, write it into a file and name that with --auth-file.`,
    noLogin: (why, path, host) =>
      ({
        none: `${path} has no login for ${host}: ${host} is asked without one.`,
        undecodable: `${path} has an entry for ${host} that is no login ("auth" is the base64 of user:password): ${host} is asked without one.`,
        broken: `${path} is not a file of logins (not JSON): it is passed over.`,
        unreadable: `${path} cannot be read: it is passed over.`,
      })[why],
    loginRefused: (path, host) =>
      `The login for ${host} in ${path} was sent, and refused: log in again ("docker login"), or name another file with --auth-file.`,
    mirrors: (urls) =>
      urls.length === 0
        ? 'No mirror is used: bytes come from Docker Hub.'
        : `Bytes come from ${urls.join(', ')}, else from Docker Hub.`,
    busy: (pid, since) => `Another run (process ${pid}, since ${since}) has this state: nothing was done.`,
    state: (path, why) => `${path} cannot be used: ${why}.`,
    checking: (done, of) => `${done} of ${of} images looked at`,
    copying: (name, number, of) => `copying ${name} (${number} of ${of})`,
    bytes: (way, bytes, total) => `${way} ${bytes} of ${total}`,
  },
  prune: {
    list: (count, names, more) =>
      `${count} ${count === 1 ? 'tag' : 'tags'} of an earlier run ${count === 1 ? 'is' : 'are'} wanted no more:\n${names.map((name) => `  ${name}`).join('\n')}${more === 0 ? '' : `\n  and ${more} more`}`,
    question: 'Take them away from the destination?',
    listUntagged: (count) =>
      `${count} ${count === 1 ? 'manifest' : 'manifests'} of earlier runs ${count === 1 ? 'is' : 'are'} under no tag of theirs any more; what nothing there needs would go.`,
    untagged: (count) =>
      `${count} ${count === 1 ? 'manifest' : 'manifests'} that no tag was and nothing needed ${count === 1 ? 'was' : 'were'} taken away.`,
    noConsent: (wasAsked) => `Nothing was removed.${wasAsked ? '' : ' Pass --yes to confirm.'}`,
    skipped: (why) =>
      why === 'unread'
        ? 'Nothing is taken away, for what names the images could be read only in part.'
        : 'Nothing is taken away, for not all images are in order at the destination.',
    end: (name, end) => `${name}: ${PRUNED[end]}`,
  },
  image: {
    copied: (name, sent, mounted) =>
      `copied   ${name} (${sent} sent${mounted === 0 ? '' : `, ${mounted} mounted`})`,
    inSync: (name) => `in sync  ${name}`,
    wouldCopy: (name) => `to copy  ${name}`,
    left: (name) => `left     ${name}`,
    failed: (name, why) => `FAILED   ${name}: ${why}`,
    replaces: (tags) => `; replaces what others put there: ${tags.join(', ')}`,
    moreTags: (count) => ` +${count}`,
  },
  trouble: (at, code, detail) => `${sentence(at, code)}${detail === null ? '' : ` (${detail})`}`,
  summary: {
    totals: ({ inSync, copied, wouldCopy, failed, left, pruned }, destination) => {
      const parts = [
        `${inSync} in sync`,
        ...(copied > 0 ? [`${copied} copied`] : []),
        ...(wouldCopy > 0 ? [`${wouldCopy} to copy`] : []),
        ...(failed > 0 ? [`${failed} failed`] : []),
        ...(left > 0 ? [`${left} left for the next run`] : []),
        ...(pruned > 0 ? [`${pruned} ${pruned === 1 ? 'tag' : 'tags'} taken away`] : []),
      ];
      return `${destination}: ${parts.join(', ')}.`;
    },
    traffic: (received, sent, mounted) =>
      `Received ${received}, sent ${sent}${mounted === 0 ? '' : `; ${mounted} ${mounted === 1 ? 'blob was' : 'blobs were'} there in another repository`}.`,
    quota: (spent, remaining, limit) =>
      `Docker Hub: ${spent} ${spent === 1 ? 'pull' : 'pulls'} spent${limit === null ? (spent === 0 ? '' : '; it told no limit') : `; of ${limit} it had ${remaining ?? 'an unknown number'} left when it was asked last`}.`,
    mirror: (url, trouble, count) =>
      trouble === 'wrong-bytes'
        ? `${url} sent wrong bytes (${count}); nothing of them was used.`
        : `${url} failed ${count} ${count === 1 ? 'time' : 'times'} (${TROUBLE[trouble]}); nothing of that was used.`,
    unread: (items) => `The run ended with 1, for not all was read: ${items.join(', ')}.`,
    stopped:
      'Stopped: half of the pulls that Docker Hub had left are spent, or it grants no more now. The next run goes on where this one ended.',
  },
};

const TROUBLE: Readonly<Record<MirrorTrouble, string>> = {
  unreachable: 'it cannot be reached',
  silent: 'it sent no answer',
  stalled: 'what it sent stopped coming',
  cut: 'what it sent ended too early',
  refused: 'it refuses',
  limited: 'it asks to come back later',
  failed: 'an error of its own',
  'not-it': 'an answer of another length or kind',
  'wrong-bytes': 'wrong bytes',
};

const UNREAD: Readonly<Record<UnreadReason, string>> = {
  unset: 'has a variable without a value',
  empty: 'names no image',
  'not-read': 'was not read',
  unreadable: 'cannot be read',
  'too-large': 'is too large',
  malformed: "is not in the library's format, or has no tags",
};

const PRUNED: Readonly<Record<Parameters<SyncMessages['prune']['end']>[1], string>> = {
  deleted: 'taken away',
  'would-delete': 'would be taken away, unless something else there needs it',
  gone: 'was gone already',
  foreign: 'is something else by now, and left alone',
  shared:
    'left there: this registry deletes whole manifests, and another tag, an index or a digest that is wanted there needs this one',
};

const WHO: Readonly<Record<SyncPlace, string>> = {
  source: 'Docker Hub',
  destination: 'the destination',
  here: 'this machine',
};

function sentence(at: SyncPlace, code: SyncReason): string {
  const who = WHO[at];
  switch (code) {
    case 'unreachable':
      return at === 'destination'
        ? `${who} cannot be reached; a plain-http registry is named http://…, a private CA with --ca`
        : `${who} cannot be reached; --proxy names a way to it where there is one`;
    case 'server-error':
      return `${who} answered with an error of its own`;
    case 'limited':
      return `${who} gets too many requests`;
    case 'login':
      return `${who} wants a login: "docker login" there, or --auth-file`;
    case 'denied':
      return `${who} does not allow it: the login needs the right to pull and to push there`;
    case 'not-found':
      return `${who} has no registry there, or no such repository; some registries want projects to be made first`;
    case 'read-only':
      return `${who} takes nothing: it is read-only, or a pull-through cache`;
    case 'too-large':
      return `${who} does not take so much at once; look for a limit on request bodies in the proxy before it (nginx: client_max_body_size 0)`;
    case 'refused':
      return `${who} gave an answer that was not to be expected`;
    case 'foreign-location':
      return `${who} sends on to another site, which gets neither login nor bytes; if that is where uploads go, the proxy before it has to pass on the Host header, or the registry needs http.host; if it is a token service of yours, --login-at allows it`;
    case 'downgrade':
      return `${who} sends on from https to plain http; let the proxy before it send X-Forwarded-Proto, or set http.relativeurls`;
    case 'moved':
      return `${who} sends everybody on to another address: name that one`;
    case 'wrong-digest':
      return `what ${at === 'source' ? `${who} sent` : `arrived at ${who}`} has another digest`;
    case 'missing-parts':
      return `${who} says that parts of the image are missing`;
    case 'no-such-image':
      return `${who} does not have it, or not for everybody`;
    case 'no-platform':
      return 'it is not there for a platform that was asked for';
    case 'no-bytes':
      return 'neither mirrors nor Docker Hub gave its layers';
    case 'bad-manifest':
      return `what ${who} has there is not an image that can be copied`;
    case 'partial-index':
      return 'the destination takes no index of which platforms are missing, so that this one was refused or not tried: name one --platform, or none for all';
    case 'foreign-layers':
      return 'the destination does not take the image, which has layers that are fetched elsewhere (urls): it has to allow those addresses (distribution: validation.manifests.urls.allow)';
    case 'no-deletion':
      return `${who} deletes nothing: deletion is switched off there (storage.delete.enabled, REGISTRY_STORAGE_DELETE_ENABLED=true)`;
    case 'no-room':
      return 'the disk is full';
    default:
      return code satisfies never;
  }
}
