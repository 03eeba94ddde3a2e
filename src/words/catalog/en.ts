import type {
  LeftOutReason,
  ListFailure,
  ListFault,
  MeantElse,
  MirrorUrlNote,
  MirrorUrlProblem,
  NotAMirror,
  PassedOver,
  SelectionProblem,
} from '../../catalog/index.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import type { CatalogMessages } from './messages.ts';

export const catalogEn: CatalogMessages = {
  urlProblem,
  urlNote,
  listProblem: ({ list, line, field, fault }) =>
    `${list}:${line}: ${field === '' ? '' : `${field}: `}${listFault(fault)}`,
  listFailure,
  listTally: ({ list, taken, passedOver }, verbose) =>
    `${list}: ${taken.length} ${taken.length === 1 ? 'address' : 'addresses'} taken, ${passedOver} passed over${verbose || passedOver === 0 ? '' : ' (-v names them)'}.`,
  catalogueAge: ({ updated, days }, newerVersion) =>
    `The catalogue of this version dates from ${updated} and is ${days} days old. A newer one: ${newerVersion}, or mirror-check --list https://unpkg.com/mirror-check/mirrors.json`,
  compose: ({ file, images, others, unset, unread, override }) =>
    [
      `${file}: ${images.length === 0 ? 'no image of this registry' : images.join(', ')}.`,
      ...(others.length === 0 ? [] : [`Not checked: ${others.join(', ')}.`]),
      ...(unset.length === 0 ? [] : [`Without a value here: ${unset.join(', ')}.`]),
      ...(unread.length === 0 ? [] : [`Not read: ${unread.join(', ')}.`]),
      ...(override === null
        ? []
        : [
            `Docker Compose reads ${override} as well where no file is named: name it with --compose if it counts.`,
          ]),
    ].join(' '),
  listTaken: (list, line, displayUrl) => `${list}:${line}: taken: ${displayUrl}`,
  listPassedOver: (list, passed) => `${list}:${passed.line}: passed over: ${passedOver(passed)}`,
  selectionProblem,
  leftOut: ({ id, displayUrl, why }) => `${id} (${displayUrl}) is not asked: ${leftOutReason(why)}`,
  retired: (displayUrl, { on, reason, reasons }) =>
    `${displayUrl} has been retired since ${on}: ${reasons?.en ?? reason}`,
  access: {
    public: 'open to all',
    'allow-list': 'images on its list only',
    campus: 'campus network only',
    'cloud-internal': 'inside its cloud only',
    'personal-address': 'one address for each customer',
    login: 'needs a login',
    'mainland-only': 'mainland China only',
  },
  operatorKind: {
    company: 'company',
    university: 'university',
    cloud: 'cloud provider',
    vendor: 'software vendor',
    community: 'community',
    personal: 'private person',
  },
};

const meantBy = (meant: string | null): string => (meant === null ? '' : ` Did you mean ${meant}?`);

function urlProblem(shown: string, problem: MirrorUrlProblem): string {
  switch (problem.kind) {
    case 'empty':
      return 'An empty text is not a mirror address.';
    case 'too-long':
      return `${shown} is longer than ${problem.limit} characters: no mirror address is that long.`;
    case 'blank':
      return `${shown} contains a space.${meantBy(problem.meant)}`;
    case 'invisible-character':
      return `${shown} contains invisible characters, as text pasted from a web page often does.${meantBy(problem.meant)}`;
    case 'stray-character':
      return `${shown} has a quote, comma, bracket or full stop around it.${meantBy(problem.meant)}`;
    case 'placeholder':
      return `${shown} is a form to be filled in, not an address: put your own part where the placeholder stands.`;
    case 'no-scheme':
      return `${shown} is not a URL: engines want the scheme too.${meantBy(problem.meant)}`;
    case 'malformed-scheme':
      return `${shown} does not begin with a proper https://.${meantBy(problem.meant)}`;
    case 'other-scheme':
      return `${shown} begins with ${problem.scheme}://; a mirror is asked over https or http.${meantBy(problem.meant)}`;
    case 'user-info':
      return `${shown} contains a user name or password, which no engine takes in a mirror's address.${meantBy(problem.meant)}`;
    case 'several':
      return `${shown} is several addresses in one: give each by itself.`;
    case 'bad-host':
      return `${shown} has no valid host name.`;
    case 'bad-port':
      return `${shown} has no valid port: it must be a number from 1 to 65535.`;
    case 'query':
      return `${shown} has a query (?…), which no engine takes in a mirror's address.${meantBy(problem.meant)}`;
    case 'fragment':
      return `${shown} has a fragment (#…), which no engine takes in a mirror's address.${meantBy(problem.meant)}`;
    case 'api-path':
      return `${shown} has the registry's own path (/v2) in it, which engines add themselves.${meantBy(problem.meant)}`;
    case 'image-path':
      return `${shown} names an image; a mirror is given by its host alone.${meantBy(problem.meant)}`;
    case 'not-a-mirror':
      return notAMirror(problem.what);
    default:
      return problem satisfies never;
  }
}

function notAMirror(what: NotAMirror): string {
  switch (what.kind) {
    case 'docker-hub':
      return `${what.host} is Docker Hub itself, not a mirror of it.`;
    case 'registry':
      return `${what.host} is a registry with images of its own, not a mirror. For mirrors of it use --registry ${what.host}.${
        what.mirror === null ? '' : ` The Docker Hub mirror of the same owner is ${what.mirror}.`
      }`;
    case 'cloud-registry':
      return `${what.host} is a registry for its customers' own images, not a mirror of Docker Hub.${
        what.accelerator === null ? '' : ` That cloud's accelerator for its customers is ${what.accelerator}.`
      }`;
    case 'package-mirror':
      return `${what.host} mirrors software packages (apt, yum, the docker-ce packages), not images: it installs Docker but cannot serve docker pull.`;
    case 'never-existed':
      return `${what.host} has never been a mirror of Docker Hub, though some guides say so.`;
    default:
      return what satisfies never;
  }
}

function urlNote(displayUrl: string, note: MirrorUrlNote): string {
  switch (note.kind) {
    case 'path-prefix':
      return `${displayUrl}: Docker before 24.0.8 refuses to start with a path (${note.pathPrefix}) in a mirror's address.`;
    case 'registry-in-path':
      return `${displayUrl}: a proxy that is used as host/${note.registry}/image cannot stand in registry-mirrors, for which Docker asks /${note.registry}/v2/ there. Other engines can be told of it: see --for and mirror-apply --engine.`;
    case 'plain-http':
      return `${displayUrl}: without https anyone on the way can read and change what is pulled.`;
    case 'international-name':
      return `${cleanText(note.name)} is looked up as ${note.ascii}.`;
    default:
      return note satisfies never;
  }
}

function listFault(fault: ListFault): string {
  switch (fault.kind) {
    case 'bad-url':
      return urlProblem(fault.shown, fault.problem);
    case 'bad-template':
      return `${fault.shown}: {id} must stand once, in the host name of an http(s) address.`;
    case 'bad-prefix':
      return `${fault.shown} is not what stands before an image's name, such as m.example/ghcr.io.`;
    case 'no-variable':
      return `${fault.shown} has {id} in it, and no "variable" names the environment variable that fills it.`;
    case 'bad-variable':
      return `${fault.shown}: the variable's name must end in _MIRROR_ID, so that no list can ask for your secrets.`;
    case 'missing':
      return 'is missing.';
    case 'wrong-type':
      return `must be ${EXPECTED[fault.expected]}.`;
    case 'unknown-value':
      return `${fault.shown} is not one of ${fault.allowed.join(', ')}.`;
    case 'bad-text':
      return `must be a text of 1 to ${fault.limit} characters, all of them visible.`;
    case 'bad-id':
      return `${fault.shown} is not an id: lower-case letters, digits, dots and hyphens, a letter or digit first.`;
    case 'duplicate-id':
      return `the id ${fault.shown} is taken by an earlier entry.`;
    case 'bad-registry':
      return `${fault.shown} is not a registry name such as docker.io or ghcr.io.`;
    case 'bad-upstream':
      return `${fault.shown} is not an http(s) address of a registry.`;
    case 'bad-image':
      return `${fault.shown} is not an image reference.`;
    case 'unknown-field':
      return 'means nothing here and is ignored.';
    case 'duplicate-key':
      return 'stands twice; the last one counts.';
    case 'too-many-entries':
      return `only the first ${fault.limit} entries are read.`;
    case 'more-problems':
      return `${fault.count} further problems are not listed.`;
    default:
      return fault satisfies never;
  }
}

function passedOver({ shown, why }: PassedOver): string {
  switch (why.kind) {
    case 'bad-url':
      return urlProblem(shown, why.problem);
    case 'page':
      return `${shown} is a page or a file, not a mirror.`;
    case 'template':
      return `${shown} is a personal address: put your own part where {id} stands.`;
    case 'too-many':
      return `${shown}: only the first ${why.limit} addresses are asked.`;
    case 'line-too-long':
      return `the line is longer than ${why.limit} characters and was not read.`;
    default:
      return why satisfies never;
  }
}

const EXPECTED = {
  text: 'a text',
  'whole-number': 'a whole number above 0',
  object: 'an object',
  array: 'an array',
  date: 'a date: YYYY-MM-DD, YYYY-MM or YYYY',
} as const;

function listFailure(list: string, failure: ListFailure): string {
  switch (failure.kind) {
    case 'empty':
      return `${list} is empty.`;
    case 'too-large':
      return `${list} is larger than ${failure.limitBytes / 1024 / 1024} MiB: no list of mirrors is that large.`;
    case 'web-page':
      return `${list} is a web page, not a list. On GitHub take the address behind "Raw".`;
    case 'not-text':
      return `${list} is not UTF-8 text. Save it as UTF-8 and try again.`;
    case 'syntax':
      return `${list}:${failure.line}:${failure.column}: neither JSON nor JSON5.`;
    case 'no-mirrors':
      return `${list} is JSON, but has no array "mirrors" in it.`;
    case 'no-addresses':
      return `${list} has no address of a mirror in it that could be used.`;
    case 'too-deep':
      return `${list} is nested deeper than ${failure.limit} levels: no list of mirrors is that deep.`;
    case 'too-many-values':
      return `${list} has more than ${failure.limit} values: no list of mirrors has that many.`;
    case 'newer-schema':
      return `${list} is written for a newer mirror-check (schemaVersion ${failure.version}).`;
    default:
      return failure satisfies never;
  }
}

function selectionProblem(problem: SelectionProblem): string {
  switch (problem.kind) {
    case 'bad-url': {
      const where = problem.origin === 'configured' ? "In the engine's configuration: " : '';
      const id = problem.meantId;
      if (problem.meantElse != null) return meantElse(problem.shown, problem.meantElse);
      return `${where}${urlProblem(problem.shown, problem.problem)}${
        id === null ? '' : ` To check the catalogue's entry of that name use --only ${id}.`
      }`;
    }
    case 'bad-registry-name':
      return `--registry: ${problem.shown} is not a registry name such as docker.io or ghcr.io.`;
    case 'unknown-registry':
      return `No mirror of ${problem.registry} is known. There are mirrors of: ${problem.known.join(', ')}.`;
    case 'no-probe-image':
      return `No image at ${problem.registry} is known that every mirror should have: name one with --image.`;
    case 'unknown-word':
      return `--${problem.option} ${problem.word}: ${
        problem.elsewhere.length > 0
          ? `that mirror stands in for ${problem.elsewhere.join(', ')} only; add --registry.`
          : `no such id, operator or access. Operators: ${problem.kinds.join(', ')}. Access: ${problem.access.join(', ')}. Ids: ${problem.ids.join(', ')}.`
      }`;
    case 'nothing-selected':
      return 'No mirror is left to check. --all asks those that are left out otherwise.';
    case 'bad-personal-value':
      return `${problem.variable} does not fill ${problem.displayUrl}: give the part for {id}, or the whole address.`;
    case 'other-registry':
      return `${problem.displayUrl} stands in for ${problem.standsFor}, not for ${problem.registry}; use --registry ${problem.standsFor}.`;
    default:
      return problem satisfies never;
  }
}

function meantElse(shown: string, { kind, word }: MeantElse): string {
  return kind === 'option'
    ? `${shown} is not an address of a mirror. Did you mean ${word}?`
    : `${shown} is not an address of a mirror. To check the mirrors with this image: mirror-check --image ${word}`;
}

function leftOutReason(why: LeftOutReason): string {
  switch (why.kind) {
    case 'retired':
      return `retired since ${why.on}. ${why.reason.en}`;
    case 'campus':
      return 'it serves its campus network only.';
    case 'login':
      return 'it needs a login, and engines do not log in to mirrors.';
    case 'no-value':
      return `each customer has an address of their own; set ${why.variable} to your part of it.`;
    case 'bad-value':
      return `the value of ${why.variable} is not part of a host name.`;
    default:
      return why satisfies never;
  }
}
