import type { ChoiceMessages } from './words.ts';

export const choiceEn: ChoiceMessages = {
  noFitMirror: 'No mirror is fit to be configured; nothing was written.',
  flaw: {
    unconfirmed: 'nobody confirms its image; --allow-unconfirmed takes it.',
    'plain-http': 'plain http to a public host; --allow-insecure takes it.',
  },
  unfit: (mirror, because) => `${mirror}: ${because}`,
  goes: (mirror, because) => `${mirror} goes: ${because}`,
  goesAsAsked: (mirror, option) => `${mirror} goes: ${option}.`,
  warning: ({ kind, mirrors }) =>
    kind === 'unprobed'
      ? `Not measured: ${mirrors.join(', ')}.`
      : `${mirrors.join(', ')}: plain http; anybody on the way can change what you pull by tag.`,
};
