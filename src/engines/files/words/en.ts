import type { OwnMessages } from './messages.ts';

const LEAVE = 'Leave --http-proxy, --https-proxy and --no-proxy out.';

export const ownEn: OwnMessages = {
  noEngine: (title) => `${title} is not installed here.`,
  foreignOption: (option, title) => `${option} is for Docker; ${title} is found by its own files.`,
  badConfig: (said, title) =>
    `${title} does not work with its configuration as it is${said === '' ? '' : `: ${said}`}. Fix that first; nothing was changed.`,
  form: (problem, title) => {
    switch (problem) {
      case 'malformed':
        return 'it is not a URL.';
      case 'not-http':
        return 'a mirror is reached by http or https.';
      case 'user-info':
        return `${title} takes no user or password in a mirror.`;
      case 'query-or-fragment':
        return `${title} takes no query or fragment in a mirror.`;
      case 'only-docker-hub':
        return `${title} has mirrors of docker.io alone.`;
      case 'path':
        return `${title} would put the path behind /v2/, where this mirror does not answer.`;
      case 'image-prefix':
        return `${title} would put /v2/ behind the name, where this mirror does not answer.`;
      case 'by-query':
        return `it tells registries apart by a word that ${title} does not send.`;
      default:
        return problem satisfies never;
    }
  },
  wrongClient: {
    containerd: (_, file) =>
      `it answers the classic way of asking alone, which is not that of a program that reads ${file}.`,
    containersImage: (title) => `it tells registries apart by a word that ${title} does not send.`,
  },
  proxies: {
    service: (title) => `${title} has its proxies from its service. ${LEAVE}`,
    shell: (title) =>
      `${title} has no proxies of its own: it goes through those of the shell that calls it. ${LEAVE}`,
    elsewhere: (title) => `${title} has its proxies from elsewhere. ${LEAVE}`,
    engine: () => "Proxies are the engine's, not a registry's: configure them without --registry.",
  },
  edited: (path) =>
    `${path} was edited since mirror-apply wrote it: nothing was changed. --undo --whole puts the whole file back; the edits are then in that undo's backup alone.`,
  foreignFile: (path) =>
    `${path} is someone else's, or was edited since mirror-apply wrote it: nothing was changed. --replace puts a new one in its place.`,
  certificates: (path, name, title) =>
    `Beside ${path} lies ${name}, which ${title} may no longer read once there is a hosts.toml: nothing was changed.`,
  warning: (warning, title) => {
    switch (warning.kind) {
      case 'resolves':
        return warning.others
          ? `${warning.mirror} alone says which image a tag is; the other mirrors give only content that its digest proves.`
          : `${warning.mirror} is trusted to say which image a tag is.`;
      case 'default-hidden':
        return `${warning.path} names hosts for all registries without a folder of their own. ${warning.registry} has one from now on and no longer goes by it; the undo takes the folder away.`;
      case 'only-a-pull-shows':
        return `${title} does not show which hosts.toml it has read; and passes over a mirror that is dead: --verify-pull <image> shows that it pulls, the mirror's own log that it pulls through it.`;
      case 'nobody-resolves':
        return `No mirror is trusted to say which image a tag is: ${warning.registry} itself has to be reachable for that.`;
      default:
        return warning satisfies never;
    }
  },
};
