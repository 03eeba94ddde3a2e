import type { Sentences } from '../messages.ts';
import type { SelfTold } from '../symptom.ts';

/** What the text says, in words that a user has. */
export const selfToldSymptomsEn: Sentences<SelfTold> = {
  'container-fails': () => 'a container could not be started.',
  'project-file': ({ file }) => `the ${file === 'compose' ? 'compose file' : file} is not valid.`,
  'command-wrong': ({ what }) =>
    what === 'arguments' ? 'the command takes no such arguments.' : 'there is no such command.',
  'id-range': () => 'a layer has files of users for whom there is no number here.',
  'engine-start-fails': () => 'the engine does not start.',
  'tls-for-http': () => 'what was asked in plain HTTP answered with TLS.',
  'login-locked': () => 'too many logins with a wrong name or password came from your address.',
  'pull-secret': ({ name }) => `Kubernetes found no secret${name === null ? '' : ` ${name}`} to log in with.`,
  'pull-canceled': () => 'who had asked for the pull gave it up.',
  'image-not-here': () => 'the image is not on this machine.',
  'no-reason': () => 'it failed, and why does not stand here.',
  'kubelet-limit': () => 'the kubelet asks for no more pulls at a time.',
  'download-locked': () => 'another download of the same layer holds it.',
  'builder-gone': () => 'BuildKit ended in the middle of the build.',
  'bad-address': () => 'an address is not a URL.',
  'store-broken': () => 'a part of what is kept of an image is gone.',
  'disk-fails': () => 'the disk, or its file system, fails.',
  'no-memory': () => 'the machine has no memory left.',
  'cri-disabled': () => 'containerd does not speak with a kubelet.',
  'signature-policy': () => 'the rules for signatures refuse the image.',
  'podman-down': () => 'Podman’s own service does not answer.',
  'engine-slow': () => 'the engine did not answer in time.',
  'engine-too-old': () => 'the engine does not know the form that the image is stored in.',
  'odd-answer': () => 'what came as an answer is not what a registry sends.',
  'no-ports': () => 'the machine has no port free for one more connection.',
  'bad-certificate': () => 'the certificate breaks a rule that it is held to.',
  'program-crash': () => 'the program broke down.',
};

/** The cause in one sentence. */
export const selfToldEn: Sentences<SelfTold> = {
  'container-fails': ({ trouble }) => {
    switch (trouble) {
      case 'port':
        return 'No pull failed: another program, or another container, has the port that this container wants.';
      case 'name':
        return 'No pull failed: there is a container of that name already.';
      case 'program':
        return 'No pull failed: the container has no such program as it is to run.';
      case 'other':
        return 'No pull failed: the image is here, and a container of it does not start.';
      default:
        return trouble satisfies never;
    }
  },
  'project-file': ({ file, line }) =>
    `No pull failed: the ${file === 'compose' ? 'compose file is not valid or not there' : 'Dockerfile is not valid, at least not for this release'}${line === null ? '' : ` (line ${line})`}.`,
  'command-wrong': ({ what, name }) => {
    switch (what) {
      case 'plugin':
        return `No pull failed: the docker command has no “${name ?? 'such'}” here, which is a package of its own.`;
      case 'program':
        return `No pull failed: there is no program ${name ?? 'of that name'} here, or not on the PATH.`;
      case 'arguments':
        return 'No pull failed: the command does not take what was typed behind it.';
      default:
        return what satisfies never;
    }
  },
  'id-range': () =>
    'The image has files of users whose numbers lie beyond those that this user, or the engine’s userns-remap, was given (/etc/subuid, /etc/subgid).',
  'engine-start-fails': ({ what }) => {
    switch (what) {
      case 'storage':
        return 'The engine does not start: it cannot use the storage driver that its folder was made with, or that it was told to use.';
      case 'network':
        return 'The engine does not start: it cannot set up its network (bridge, iptables).';
      case 'twice':
        return 'The engine does not start: one runs already, or the file with its process number was left behind.';
      default:
        return what satisfies never;
    }
  },
  'tls-for-http': ({ proxy }) =>
    proxy
      ? 'The proxy is written as http://, and its port speaks TLS.'
      : 'The address is written as http://, and its port speaks TLS.',
  'login-locked': () =>
    'Docker Hub locks out your address, or your account, for a while: too many logins with a wrong name or password were tried.',
  'pull-secret': ({ name }) =>
    `The pod names a secret for pulling${name === null ? '' : ` (${name})`} that is not in its namespace.`,
  'pull-canceled': () =>
    'The pull was given up by who had asked for it: a time-out of the kubelet or of a CI, containerd after 5 minutes without progress, or a key.',
  'image-not-here': ({ image }) =>
    `${image ?? 'The image'} is meant to be on this machine and is not, or not for this user and this engine.`,
  'no-reason': ({ image, by }) => {
    switch (by) {
      case 'kubernetes':
        return `Kubernetes only says that it could not pull ${image ?? 'the image'} and waits; why, an earlier event tells.`;
      case 'swarm':
        return `Swarm only says that the registry did not tell the digest of ${image ?? 'the image'}: it was not reached, or the image is on this machine alone.`;
      case 'other':
        return 'It only says that a pull or a build failed; why, a line before or the engine’s log tells.';
      default:
        return by satisfies never;
    }
  },
  'kubelet-limit': () =>
    'The kubelet itself holds pulls back: more were begun at once than its limit allows (registryPullQPS, 5 a second).',
  'download-locked': () =>
    'containerd holds a layer for another download of it, which still goes on or was left behind.',
  'builder-gone': () =>
    'BuildKit ended in the middle of the build: the engine or the builder was restarted, or killed for want of memory.',
  'bad-address': () =>
    'The address of a proxy or a mirror is not a URL: its scheme is missing, or there twice, or its port is none.',
  'store-broken': () =>
    'What the engine keeps of images is not complete any more, after a clean-up by hand, a full disk or a crash.',
  'disk-fails': () => 'The disk that images are kept on fails, or its file system is damaged.',
  'no-memory': () => 'The machine, or the limit of this container, has no memory left.',
  'cri-disabled': () =>
    'containerd runs without its CRI plugin, which is what Kubernetes asks: its config.toml turns it off, as Docker’s package does.',
  'signature-policy': () =>
    'Podman’s rules for signatures (/etc/containers/policy.json) refuse the image, or are not there.',
  'podman-down': () => 'The machine or the service that Podman works by does not run.',
  'engine-too-old': () =>
    'The engine, or the tool, is older than the form that the image is stored in (OCI, in most cases), and takes it for an image of long ago, or for none.',
  'odd-answer': () =>
    'Who answered is not a registry, or is a broken one: a proxy, a firewall or a mirror changed or made up the answer.',
  'no-ports': () =>
    'No connection can be made any more: a program on this machine holds so many that no port is left.',
  'bad-certificate': () =>
    'The certificate was not made as the rules ask for: its key usage, its algorithm or the one that signed it.',
  'program-crash': () =>
    'The program broke down by itself; that is an error of its own, or a damaged file of it.',
  'engine-slow': () =>
    'The engine took longer to answer than docker-compose waits (60 s): it is busy, often with a slow disk.',
};

export const selfToldRemediesEn: Sentences<SelfTold> = {
  'container-fails': ({ trouble }) => {
    switch (trouble) {
      case 'port':
        return 'Stop what has the port, or publish another one.';
      case 'name':
        return 'Remove the old container, or take another name.';
      case 'program':
        return 'Correct the command, or use an image that has it.';
      case 'other':
        return 'Read what stands behind it; mirrors have no part in it.';
      default:
        return trouble satisfies never;
    }
  },
  'project-file': () => 'Correct the file, or update docker and compose where it is newer than they are.',
  'command-wrong': ({ what }) => {
    switch (what) {
      case 'plugin':
        return 'Install it (docker-buildx-plugin, docker-compose-plugin), or use the program of its own (docker-compose).';
      case 'program':
        return 'Install it, or correct the PATH.';
      case 'arguments':
        return 'See its help.';
      default:
        return what satisfies never;
    }
  },
  'id-range': () =>
    'Give the user a larger range; an image with numbers beyond any range takes an engine without user namespaces.',
  'engine-start-fails': ({ what }) => {
    switch (what) {
      case 'storage':
        return 'Set "storage-driver" in daemon.json to the one that its folder has, which keeps the images.';
      case 'network':
        return 'Load the kernel’s modules anew (a reboot after an update of the kernel), and see what the engine’s log says of iptables.';
      case 'twice':
        return 'Use the one that runs; remove the file only where none does.';
      default:
        return what satisfies never;
    }
  },
  'tls-for-http': () => 'Write it with https://.',
  'login-locked': () => 'Log out wherever an old password is kept, then wait a quarter of an hour.',
  'pull-secret': () => 'Make the secret in the namespace of the pod, or correct its name.',
  'pull-canceled': () => 'Pull it once by hand, or from a faster mirror, then start again.',
  'image-not-here': () => 'Build or load it here, as this user; or name the registry that has it.',
  'no-reason': ({ by }) =>
    by === 'kubernetes'
      ? 'Paste the lines with “Failed to pull image” of its events.'
      : 'Pull it by hand there, and paste what that says.',
  'kubelet-limit': () =>
    'Wait: it tries again; else raise registryPullQPS and registryBurst in its configuration.',
  'download-locked': () => 'Wait for the other one; where there is none, restart containerd at a good time.',
  'builder-gone': () => 'Build again, with more memory or with less at a time.',
  'bad-address': () => 'Write it as http://HOST:PORT, in the settings of whoever uses it.',
  'store-broken': () => 'Remove the build cache, or the image, and pull it again.',
  'disk-fails': () => 'See the kernel’s log (dmesg), save what is on it, check the file system.',
  'no-memory': () => 'Give it more, or have less run at a time.',
  'cri-disabled': () => 'Take "cri" out of disabled_plugins and restart containerd.',
  'signature-policy': () => 'Correct the rules; an image that nobody signed takes a rule of its own.',
  'podman-down': () => 'Start it.',
  'engine-too-old': () => 'Update the engine (20.10 or later); a package of a distribution may be years old.',
  'odd-answer': () =>
    'Ask without the proxy, or another mirror; the registry’s own administrators see it in its log.',
  'no-ports': () => 'Find who holds them (netstat -ano, ss -s) and restart it; a reboot frees them all.',
  'bad-certificate': () => 'Have a new one made, by whoever runs the registry or the proxy.',
  'program-crash': () => 'Update or install it anew, then try again.',
  'engine-slow': () => 'Use docker compose (v2), or give it longer (COMPOSE_HTTP_TIMEOUT).',
};
