import type { ByHandMessages } from './messages.ts';

export const byHandEn: ByHandMessages = {
  engine: (title, running) => `${title}${running ? '' : ', not running'}`,
  noEngine: (title, programs, places) => {
    const lookedFor = [...programs.map((name) => `a program ${name} on PATH`), ...places];
    return `${title} is not here, as far as its programs and folders tell (looked for: ${lookedFor.join(', ')}). Run this on the machine that has it; or take its file there from here: --print prints a new one.`;
  },
  refusal: (reason, title) => {
    switch (reason.kind) {
      case 'shape':
        return `${reason.path} is someone else's, or written in a way in which mirrors cannot be put without touching more. Edit it yourself; --replace shows a new one in its place.`;
      case 'nothing-to-undo':
        return `mirror-apply writes nothing for ${title}, so there is nothing to undo.`;
      default:
        return reason satisfies never;
    }
  },
};
