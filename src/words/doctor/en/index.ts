import { type DoctorMessages, type QuotaTold, tell } from '../messages.ts';
import { causesEn, remediesEn } from './causes.ts';
import { evidenceEn } from './evidence.ts';
import { capital, faultEn, howEn, mebibytes, proxyDidEn } from './parts.ts';
import { symptomsEn } from './symptoms.ts';

export const diagnosisEn: DoctorMessages = {
  head: {
    proof: 'Proof',
    why: 'Why the message says something else',
    remedy: 'What to do',
    also: 'Also',
    ruledOut: 'In order',
    notSeen: 'Not seen',
    means: 'The text',
  },
  certainty: { proven: 'proven', likely: 'likely', possible: 'possible' },
  verdict: {
    healthy: (image) =>
      `Nothing is wrong that can be seen: ${image} comes through by this program's own requests; the engine itself was not asked to pull.`,
    unexplained: (image) =>
      `What was pasted could not be explained. ${image} comes through by this program's own requests; the engine itself was not asked to pull.`,
    unknown: 'Pulls fail here, and the cause is not known. This is what was seen:',
    unseen: 'Whether pulls come through from here could not be told.',
    elsewhere: 'The engine is on another machine, and its network is not this one: run mirror-doctor there.',
    rights: (command) =>
      `The engine may not be asked by this user, so the cause may lie where we cannot look. Run: ${command}`,
  },
  teller: {
    classic: "Docker's engine",
    containerd: 'containerd (or Docker with the containerd store)',
    buildkit: 'BuildKit',
    'build-client': 'the docker command, which fetches tokens for BuildKit,',
    'containers-image': 'podman or one of its kin',
    'docker-command': 'the docker command',
  },
  told: ({ host }, by, what) =>
    `${by === null ? 'It says' : `${capital(by)} says`}: ${host === null ? '' : `${host}: `}${what}`,
  untold: ({ excerpt }) =>
    excerpt === ''
      ? 'There is no text.'
      : `This is of a form or a language that we do not know: “${excerpt}”. The machine was looked at all the same.`,
  now: {
    so: 'It is so now.',
    'not-so': 'It is not so now: what it speaks of was asked again, and answers.',
    'not-so-here': 'It is not so now: what it speaks of was looked at again, and is in order.',
    'not-seen': 'Whether it is so now cannot be seen from here.',
  },
  symptom: symptomsEn,
  how: howEn,
  cause: causesEn,
  remedy: remediesEn,
  evidence: evidenceEn,
  whyOtherwise: {
    'classic-shows-hub': ({ mirrors }) =>
      `Docker asks ${mirrors === 1 ? 'the mirror' : `its ${mirrors} mirrors`} first and says nothing of their failures; what it shows is the last attempt, at Docker Hub itself.`,
    'containerd-shows-first': ({ mirror }) =>
      `The containerd store shows the first failure, that of ${mirror}; what came of the others, Docker Hub among them, it does not say.`,
    'containerd-says-not-found': ({ mirror }) =>
      `${mirror} answered that it does not have the image, and containerd takes that for the last word though the registry itself was never reached.`,
    'proxy-not-named': () =>
      "The message names the registry, but it is the proxy's answer: the registry was never reached.",
    'client-fetches-token': () =>
      "For a build the docker command fetches the token itself, with your shell's network; docker pull leaves it to the engine. So pulls can work where builds fail.",
    'clock-blames-certificate': () =>
      'Dates of certificates are held against the clock of this machine: when that is wrong, right certificates look expired.',
    'denied-for-unknown': () =>
      'Docker Hub gives the same answer for a name that does not exist and for one that is private.',
    'says-nothing': () =>
      'The message speaks of another host; this is what keeps pulls from coming through now.',
  },
  finding: {
    'mirror-useless': ({ fault }) => `The mirror ${faultEn(fault)}`,
    'hub-out-of-reach': ({ host, how }) =>
      `Docker Hub itself cannot be reached, so the mirrors are all that you have: ${howEn(host, how)}`,
    'hub-quota-low': ({ remaining, limit }) =>
      `Docker Hub grants you ${remaining} of ${limit} pulls for now.`,
    'registry-not-asked': ({ registry, image }) =>
      `${registry} was not asked, for no host is asked because a text names it; by its image it is: mirror-doctor ${image ?? `${registry}/NAME`}`,
    'disk-low': ({ root, freeBytes }) => `Only ${mebibytes(freeBytes)} are free in ${root}.`,
    cause: ({ cause }) => tell(causesEn, cause),
  },
  ruledOut: {
    reference: "the image's name",
    engine: 'the engine answers',
    file: 'its file is read and in force',
    disk: 'there is room on the disk',
    'client-config': "the docker command's settings",
    clock: 'the clock',
    proxy: 'the proxy',
    hub: 'the registry can be reached',
    mirrors: 'the mirrors',
    'mirrors-but-blobs': 'the mirrors, of which no blobs were asked for (name an image for that)',
  },
  unseen: ({ look, why }) => `${LOOKS[look]}: ${WHY[why] ?? why}.`,
  list: (parts) => parts.join(', '),
  quota: ({ limit, remaining, windowSeconds, source, login, mirrors, store, failure, proxy }) => [
    proxy !== null
      ? `Docker Hub did not say: the engine's proxy ${proxy.proxy} ${proxyDidEn(proxy.did, proxy.status)}.`
      : failure !== null
        ? `Docker Hub did not say: ${howEn('registry-1.docker.io', failure)}`
        : limit === null
          ? 'Docker Hub names no limit for pulls from here.'
          : `Docker Hub grants ${remaining ?? 'an unknown number'} more of ${limit} pulls${windowSeconds === null ? '' : ` in ${hours(windowSeconds)}`} without a login.`,
    ...(source === null ? [] : [`It counts them by ${source}.`]),
    login === null
      ? 'The docker command has no login at Docker Hub.'
      : `The docker command has a login at Docker Hub, ${login.by === 'file' ? `kept in ${login.path}` : `kept by a credential helper that ${login.path} names`}; it was neither read nor sent.`,
    ...(login === null
      ? []
      : mirrors.length === 0
        ? ['It goes to Docker Hub alone: no mirrors are configured.']
        : [
            `With each pull it goes to the engine, which sends it to Docker Hub; ${toMirrors(store, mirrors.join(', '))}`,
          ]),
  ],
};

/** docs/login.md has who is sent what. */
function toMirrors(store: QuotaTold['store'], mirrors: string): string {
  switch (store) {
    case 'classic':
      return `this store sends it to a mirror too that asks for a login (${mirrors}).`;
    case 'containerd':
      return `this store asks the mirrors (${mirrors}) without it.`;
    case null:
      return `whether a mirror that asks for a login (${mirrors}) gets it depends on the engine's store, which was not seen: the classic one sends it.`;
    default:
      return store satisfies never;
  }
}

const LOOKS: Readonly<Record<'engine' | 'client' | 'outside', string>> = {
  engine: 'the engine and its settings',
  client: "the docker command's settings",
  outside: 'the registry and the mirrors',
};

const WHY: Readonly<Record<string, string>> = {
  'not-needed': 'not asked, since the cause was known before',
  'needs-root': 'this user may not look there',
  'nobody-there': 'there is none on this machine',
  failed: 'the look itself failed',
  'names-closed':
    'only root may read /etc/resolv.conf, and strangers are asked by a process that is not root (chmod 644 /etc/resolv.conf lets it)',
  'login-not-sent': 'whether the login at Docker Hub is still valid, for none is sent from here',
  'not-here': 'not to be read on this system',
  stopped: 'you stopped it',
};

function hours(seconds: number): string {
  const count = Math.round(seconds / 3600);
  return seconds % 3600 === 0 ? `${count} ${count === 1 ? 'hour' : 'hours'}` : `${seconds} seconds`;
}
