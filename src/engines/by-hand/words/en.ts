import type { ByHandMessages } from './messages.ts';

export const byHandEn: ByHandMessages = {
  engine: (title, running) => `${title}${running ? '' : ', not running'}`,
  noEngine: (title, programs, places) => {
    const lookedFor = [...programs.map((name) => `a program ${name} on PATH`), ...places];
    return `${title} is not here, as far as its programs and folders tell (looked for: ${lookedFor.join(', ')}). Run this on the machine that has it; or take its file there from here: --print prints a new one.`;
  },
  foreignOption: (option, title) => `${option} is for Docker; ${title} is found by its own files.`,
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
  wrongClient: (title) => `it does not answer the way in which ${title} asks.`,
  refusal: (reason, title) => {
    switch (reason.kind) {
      case 'no-proxies-here':
        return `${title} has its proxies from elsewhere. Leave --http-proxy, --https-proxy and --no-proxy out.`;
      case 'shape':
        return `${reason.path} is someone else's, or written in a way in which mirrors cannot be put without touching more. Edit it yourself; --replace shows a new one in its place.`;
      case 'nothing-to-undo':
        return `mirror-apply writes nothing for ${title}, so there is nothing to undo.`;
      default:
        return reason satisfies never;
    }
  },
};
