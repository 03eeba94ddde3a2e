import { dirname } from 'node:path/posix';
import { type Cause, isWindows } from '../cause.ts';
import type { Sentences } from '../messages.ts';
import { capital, duration, howEn, minutes, proxyDidEn, stopped } from './parts.ts';
import { selfToldEn, selfToldRemediesEn } from './self-told.ts';

/** The cause in one sentence. */
export const causesEn: Sentences<Cause> = {
  ...selfToldEn,
  'bad-reference': ({ text, problem }) =>
    `${text === '' ? 'What is to be pulled' : `“${text}”`} is not the name of an image${problem === 'url' ? ': it is an address' : problem === 'upper-case' ? ': names have no capitals' : problem === 'marks' ? ': it has a full-width or an invisible character' : ''}.`,
  'restricted-by-administrator': () =>
    "Your organisation's administrators have closed this registry in Docker Desktop; a mirror does not lift that.",
  'image-too-old': ({ image }) =>
    `${image ?? 'The image'} is stored in a form that engines have given up (schema 1).`,
  'platform-missing': ({ image, platform, askedBy }) =>
    isWindows(platform)
      ? `${image ?? 'The image'} has Linux containers alone, and the engine is set to Windows containers (${platform}).`
      : `${image ?? 'The image'} does not exist for ${platform ?? 'this platform'}${askedBy === null ? '' : `, which ${askedBy === 'variable' ? 'DOCKER_DEFAULT_PLATFORM asks for' : 'was asked for'}; this machine is of another`}.`,
  'not-an-image': ({ image, type }) =>
    `${image ?? 'What is to be pulled'} is an artifact of another kind${type === null ? '' : ` (${type})`}, and no image of a container.`,
  'unpack-fails': ({ reason }) => `The image came whole, and the engine cannot unpack it here: ${reason}.`,
  'read-only': ({ root }) =>
    `The file system${root === null ? '' : ` of ${root}`}, where images are kept, is read-only.`,
  'image-not-found': ({ image }) => `${image ?? 'The image, or this tag of it,'} does not exist.`,
  'image-denied': ({ image }) =>
    `${image ?? 'The image'} does not exist, or only who is logged in may have it.`,
  'no-engine': () => 'There is no Docker engine on this machine.',
  'engine-down': () => 'The Docker engine does not run.',
  'wrong-endpoint': ({ endpoint, variable }) =>
    `No engine answers at ${endpoint}${variable === null ? '' : `, where ${variable} sends the docker command`}.`,
  'no-permission': () => "You may not open the engine's socket: you are not in the group docker.",
  'disk-full': ({ root, what }) =>
    `There ${what === 'bytes' ? 'is no room' : 'are no inodes'} left${root === null ? ' where images are kept' : ` in ${root}, where images are kept`}.`,
  'file-broken': ({ path, line, column }) =>
    `The engine cannot read ${path}: line ${line}, column ${column}.`,
  'file-refused': ({ path, what }) => `The engine does not accept ${path} because of “${what}”.`,
  'file-not-in-force': ({ path }) =>
    `The mirrors in ${path} are not in force: the engine uses others, or none.`,
  'wrong-file': ({ edited, read }) =>
    `This engine does not read ${edited}${read === null ? '' : ` but ${read}`}.`,
  'hosts-toml-website': ({ path }) => `${path} names https://docker.io as the registry, which is a web site.`,
  'helper-missing': ({ program, path }) =>
    `${path ?? "The docker command's settings"} ${path === null ? 'name' : 'names'} ${program} for logins, and there is no such program: builds and compose fail.`,
  'helper-failed': () => 'The program that keeps logins fails, so builds and compose get none.',
  'client-config-broken': ({ path }) => `${path ?? "The docker command's settings"} cannot be read.`,
  'stale-login': ({ open, registry }) =>
    `The login that the docker command sends along${registry === 'docker.io' ? '' : ` to ${registry}`} is not valid${open ? '; the image is there for everybody' : ''}.`,
  'needs-terminal': () => 'docker login was run where there is no terminal.',
  'builder-ignores-mirrors': ({ builder }) =>
    `The builder “${builder}” is an engine of its own, which does not know the mirrors of Docker's engine.`,
  'build-keeps-mirrors': () =>
    "Builds still use the mirrors of before: BuildKit keeps a base image's list of hosts until 15 minutes after its last use.",
  'download-stands': ({ minutes: count }) =>
    `The engine waits for a download that has had no byte for ${minutes(count)}; it joins each pull of the same image to it, whatever its mirrors do by now.`,
  'build-token': ({ host, proxy }) =>
    `The docker command cannot reach ${host}: the engine has a proxy${proxy === null ? '' : ` (${proxy})`}, and your shell has none.`,
  'clock-wrong': ({ aheadMs }) =>
    `The clock of this machine is wrong: it is ${duration(aheadMs)} ${aheadMs < 0 ? 'ahead' : 'slow'}.`,
  'proxy-fails': ({ proxy, did, status, host }) =>
    `The engine's proxy ${proxy} ${proxyDidEn(did, status, host)}.`,
  'proxy-passed-by': ({ proxy, host, why, how }) =>
    `The engine does not use its proxy (${proxy}) for ${host}${why === 'http-alone' ? ', since it has one for http alone' : ', which its list of exceptions (NO_PROXY) covers'}; without it ${howEn(host, how)}`,
  'shell-proxy-only': ({ proxy }) =>
    `The engine does not use your shell's proxy (${proxy}), and without one it does not get out.`,
  'names-fail': ({ host, how }) => capital(howEn(host, how)),
  'no-network': () => 'This machine has no way out: there is no route to anywhere.',
  'no-route': ({ host, how }) => capital(howEn(host, how)),
  'fake-ip': ({ host, how }) => capital(howEn(host, how)),
  'hosts-file': ({ path, line, host, address }) =>
    `Line ${line} of ${path} sends ${host} to ${address}, which is not its address any more.`,
  'wrong-server': ({ host, how }) => `Somebody else answers in the place of ${host}: ${howEn(host, how)}`,
  'tls-inspected': ({ host, how }) => `TLS is opened on the way to ${host}: ${howEn(host, how)}`,
  'unknown-ca': ({ host, how }) =>
    `${capital(howEn(host, how))} It may be the registry’s own, or somebody on the way opens TLS.`,
  'certificate-expired': ({ host, early }) =>
    `The certificate of ${host} ${early === true ? 'is not valid yet' : early === false ? 'has run out' : 'is out of its dates'}; the clock of this machine is right.`,
  'host-blocked': ({ host, role, how }) =>
    `${role === 'blob' ? "Docker Hub's storage" : role === 'token' ? "Docker Hub's token service" : role === 'registry' ? 'Docker Hub' : 'The registry'} cannot be reached from here: ${howEn(host, how)}`,
  'host-fails': ({ host, how }) => capital(howEn(host, how)),
  'hub-rate-limited': ({ login }) =>
    `Docker Hub's limit for pulls from your address is used up${login ? '' : ', and the docker command has no login'}.`,
  'bridge-covers': ({ host, address, bridge, network }) =>
    `The address of ${host}${host.includes(address) ? '' : ` (${address})`} lies in a network of containers of this machine (${network}, ${bridge}): what is sent there stays here, and no container answers.`,
  'mirrors-fail': ({ count, hub }) =>
    `${count === 1 ? 'The mirror does not serve' : count === 2 ? 'Neither of the 2 mirrors serves' : `None of the ${count} mirrors serves`} the image, and ${hub ? 'neither does' : 'there is no way to'} Docker Hub itself.`,
  'mirror-stops-pull': ({ mirror, hangs }) =>
    hangs
      ? `The mirror ${mirror} takes requests and never answers; the engine waits for it without an end.`
      : `The mirror ${mirror} sends something wrong, and the engine does not go on to the next.`,
  'mirrors-not-for-registry': ({ registry, how }) =>
    `The mirrors are for Docker Hub alone; ${registry} is asked directly: ${howEn(registry, how)}`,
  'mirrors-not-read': ({ engine, why, file, config, line }) => {
    switch (why) {
      case 'no-config-path':
        return `containerd does not read ${file}: no config_path is set where this release looks for it in ${config}.`;
      case 'two-folders':
        return `containerd does not read ${file}: config_path in ${config} names two folders, which it takes for one.`;
      case 'mirrors-inside':
        return `containerd does not read ${file}: the mirrors that ${config} names itself count in its place.`;
      case 'changed-since':
        return `The mirrors in ${file} may not be in force: ${config === file ? 'it' : config} was changed after ${engine} had started.`;
      case 'bad-file':
        return `${engine} passes over ${file}, of which ${line === null ? 'the form' : `line ${line}`} is not valid.`;
      case 'ctr':
        return `ctr asks no mirrors: it reads ${file} only where it is given the folder.`;
      default:
        return why satisfies never;
    }
  },
  'mirrors-not-resolving': ({ path, mirror }) =>
    `${path} does not let ${mirror} say which image a tag is, and the registry itself, which may, cannot be reached.`,
  'plain-http-registry': ({ host }) =>
    `${host} answers without TLS, as a plain HTTP server or another program does, and the engine asks it for HTTPS.`,
  'transfer-cut': ({ corrupt }) =>
    corrupt ? 'Somebody on the way changes bytes of the download.' : 'Large downloads break off on the way.',
  'build-command-fails': ({ trouble }) => {
    switch (trouble) {
      case 'names':
        return 'No pull failed: a command of the build did, since containers of a build resolve no names.';
      case 'network':
        return 'No pull failed: a command of the build did, since it did not reach its own server.';
      case 'format':
        return 'No pull failed: a program in the image is for another kind of processor than this machine has.';
      case 'other':
        return 'No pull failed: a command of the build ended with an error of its own.';
      default:
        return trouble satisfies never;
    }
  },
  'build-file-missing': ({ path }) => `No pull failed: the folder that is built from has no ${path}.`,
  'client-release': ({ side, limit }) =>
    `The client that you use is too ${side} for the engine, whose API ${side === 'old' ? 'begins' : 'ends'} at ${limit}.`,
  'short-name': ({ name }) =>
    `Podman does not know of which registry “${name}” is: none is set for short names.`,
  'certificate-without-names': ({ host }) =>
    `The certificate of ${host ?? 'the registry'} has no list of names (SAN), which engines ask for.`,
  'containerd-down': () => 'containerd, which keeps the images for the engine, does not answer.',
  'disk-quota': () =>
    'The quota of the file system that images are kept in is used up; the disk itself may have room.',
  'content-trust': () =>
    'Content trust is on (DOCKER_CONTENT_TRUST), so signatures are asked for at a service of its own; the pull itself needs none.',
  'account-unverified': () =>
    'The account that the docker command is logged in with has an e-mail address that is not verified.',
  'too-many-files': () => "The engine's process has as many files open as it may.",
  'no-authorities': () =>
    'The engine finds no certificate authority (CA) on this machine, so it trusts no certificate at all.',
  'folder-missing': ({ path }) =>
    `The folder ${path}, which the engine downloads to and makes only when it starts, is gone.`,
};

/** The one thing to do; a command stands beside it where there is one. */
export const remediesEn: Sentences<Cause> = {
  ...selfToldRemediesEn,
  'build-command-fails': ({ trouble }) => {
    switch (trouble) {
      case 'names':
        return 'Give containers a name server that answers ("dns" in daemon.json), or build with --network host.';
      case 'network':
        return 'Name a source in the Dockerfile that is within reach from here, or build with a proxy (--build-arg HTTPS_PROXY=…).';
      case 'format':
        return 'Build and run for this platform (--platform), or set up emulation (binfmt, QEMU).';
      case 'other':
        return 'Read what it wrote above; mirrors have no part in it.';
      default:
        return trouble satisfies never;
    }
  },
  'build-file-missing': () => 'Correct the path in the Dockerfile, or what .dockerignore leaves out.',
  'client-release': ({ side }) =>
    side === 'old'
      ? 'Update the client, or the tool that it is part of.'
      : 'Have it speak the API of the engine.',
  'short-name': () => 'Pull it by its whole name.',
  'certificate-without-names': () =>
    'Have whoever runs it make a certificate with a list of names; nothing has to be set here.',
  'containerd-down': () => 'Start it, and the engine after it.',
  'disk-quota': () => 'Free what is no longer used, or have the quota raised.',
  'content-trust': () => 'Do without it, where nobody asks you to verify signatures.',
  'account-unverified': () => 'Verify the address at Docker Hub, or log out: public images need no login.',
  'too-many-files': () => 'Raise the limit of its service (LimitNOFILE), then restart it at a good time.',
  'no-authorities': ({ restart }) => `Install ca-certificates and restart the engine.${stopped(restart)}`,
  'folder-missing': () => 'Make it again.',
  'bad-reference': ({ better }) =>
    better === null ? 'Write the name in small letters, without https://.' : 'Pull it by its name.',
  'restricted-by-administrator': () => 'Ask your administrators to allow the registry.',
  'image-too-old': () => 'Use a newer tag of it.',
  'platform-missing': ({ there, askedBy, platform }) =>
    isWindows(platform)
      ? 'Switch Docker Desktop to Linux containers, by its menu.'
      : askedBy === 'variable'
        ? 'Take the variable away.'
        : askedBy === 'option' && there.length === 0
          ? 'Leave --platform out (of a Dockerfile too), unless it is meant.'
          : there.length === 0
            ? 'Use an image that exists for this platform, or run it by emulation.'
            : 'Take another image, or one of its platforms by emulation.',
  'not-an-image': () => 'Fetch it with the tool that it is made for (helm, oras, cosign).',
  'unpack-fails': () =>
    'No mirror mends that: use a newer engine or another build of the image, or look at the file system and the rights under the engine.',
  'read-only': () => 'See in the kernel’s log why it is, then mount it writable again.',
  'image-not-found': () => 'Correct the name or the tag.',
  'image-denied': () => 'Correct the name; if it is private, log in.',
  'no-engine': () => 'Install Docker: https://docs.docker.com/engine/install/',
  'engine-down': () => 'Start it.',
  'wrong-endpoint': ({ variable }) =>
    variable === null ? 'Start the engine that is to answer there.' : 'Use the engine of this machine again.',
  'no-permission': () => 'Join the group, then log in anew (its members are as good as root).',
  'disk-full': () => 'Remove what is no longer used.',
  'file-broken': () => 'Have it made valid; nothing of its settings is lost.',
  'file-refused': () => 'Correct the file, then have it checked.',
  'file-not-in-force': () => 'Have the engine read its file again.',
  'wrong-file': ({ read }) =>
    read === null
      ? 'Configure the engine in the product that it belongs to.'
      : `Put the mirrors into ${read}.`,
  'hosts-toml-website': () => 'Write server = "https://registry-1.docker.io" there.',
  'helper-missing': () => 'Take the line with credsStore or credHelpers out of the file.',
  'helper-failed': () => 'Log out and in again.',
  'client-config-broken': () => 'Correct the file.',
  'stale-login': ({ open }) =>
    open ? 'Take the login away.' : 'Log out, and in again where the image is private.',
  'needs-terminal': () => 'Hand the password over on standard input.',
  'builder-ignores-mirrors': () => "Build with the engine's own builder.",
  'build-keeps-mirrors': ({ restart }) =>
    `Wait 15 minutes without building from it, or restart the engine at a good time.${stopped(restart)}`,
  'download-stands': ({ restart }) => `Restart the engine: no reload ends it.${stopped(restart)}`,
  'build-token': () => 'Give the shell that builds the same proxy.',
  'clock-wrong': () => 'Have the clock set.',
  'proxy-fails': ({ did, host }) =>
    did === 'plain'
      ? 'Write its address with http://; what goes through it is TLS all the same.'
      : did === 'foreign' || did === 'socks'
        ? 'Write it as socks5:// if it is a SOCKS port, or name the HTTP port.'
        : did === 'login'
          ? 'Give the engine the proxy with a valid user and password.'
          : did === 'refused'
            ? `Have the proxy allow ${host ?? 'the registry'}, or take another proxy.`
            : 'Start the proxy, correct its address, or do without it.',
  'proxy-passed-by': ({ why }) =>
    why === 'http-alone'
      ? 'Give the engine the proxy for https too.'
      : 'Take Docker Hub out of the list of exceptions.',
  'shell-proxy-only': () => 'Give the engine that proxy.',
  'names-fail': () => 'Enter a name server that answers, or use mirrors whose names resolve.',
  'no-network': () => 'Connect the machine.',
  'no-route': ({ how }) =>
    how.kind === 'no-route' && how.family === 6
      ? 'Give the machine an IPv6 route, or switch IPv6 off so that names are asked for IPv4.'
      : 'Look at the routes of this machine (ip route get ADDRESS), or configure mirrors that work from here.',
  'fake-ip': () => 'Start the proxy program, or give the engine its proxy by address.',
  'hosts-file': () => 'Take that line out.',
  'wrong-server': () => 'Configure mirrors that work from here.',
  'tls-inspected': ({ restart }) =>
    `If this is your company’s own CA, add it to the system’s CAs and restart the engine; else use another network.${stopped(restart)}`,
  'unknown-ca': () =>
    'If the registry’s owner says that this is its CA, give it to the engine, which need not be restarted; else use another network.',
  'certificate-expired': () => 'Nothing can be done here: its owner has to renew it. Use mirrors meanwhile.',
  'host-blocked': ({ role }) =>
    role === 'other'
      ? 'Use a mirror of that registry, or a proxy.'
      : 'Configure mirrors that work from here.',
  'host-fails': () => 'Wait, or configure mirrors that work from here.',
  'hub-rate-limited': ({ login }) =>
    login ? 'Use mirrors, or wait until it is renewed.' : 'Log in, or configure mirrors that work from here.',
  'bridge-covers': () =>
    'If it is elsewhere, remove that network, or give Docker others ("default-address-pools" in daemon.json); if it is a container of this machine, start it.',
  'mirrors-fail': () => 'Configure mirrors that work from here.',
  'mirror-stops-pull': ({ restart }) =>
    restart === null
      ? 'Configure mirrors that work from here, in its place.'
      : `Configure mirrors that work from here, in its place, and restart the engine: after a reload it would go on waiting.${stopped(restart)}`,
  'mirrors-not-for-registry': () => 'Pull it by the name that it has at a mirror of that registry.',
  'mirrors-not-read': ({ why, file }) => {
    switch (why) {
      case 'no-config-path':
        return `Set config_path = "${dirname(dirname(file))}" there, then restart containerd; containers go on.`;
      case 'two-folders':
        return 'Name one folder there, then restart containerd; containers go on.';
      case 'mirrors-inside':
        return 'Take registry.mirrors out there and set config_path, then restart containerd; containers go on.';
      case 'changed-since':
        return 'Restart it; pods go on.';
      case 'bad-file':
        return 'Correct the file.';
      case 'ctr':
        return 'Give it the folder. A kubelet needs no such option.';
      default:
        return why satisfies never;
    }
  },
  'mirrors-not-resolving': () =>
    'Write capabilities = ["pull", "resolve"] for one that you trust with that; nothing has to be restarted.',
  'plain-http-registry': () => 'Have its owner offer HTTPS.',
  'transfer-cut': () => 'Pull again; if it breaks off again, use another mirror.',
};
