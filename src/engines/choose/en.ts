import type { ChoiceMessages } from './words.ts';

export const choiceEn: ChoiceMessages = {
  noFitMirror: 'No mirror is fit to be configured; nothing was written.',
  emptyEntry: 'An entry without text',
  flaw: {
    unconfirmed: 'its image is not confirmed; --allow-unconfirmed takes it.',
    'plain-http': 'plain http to a public host; --allow-insecure takes it.',
  },
  unfit: (mirror, because) => `${mirror}: ${because}`,
  goes: (mirror, because) => `${mirror} goes: ${because}`,
  goesAsAsked: (mirror, option) => `${mirror} goes: ${option}.`,
  warning: (warning) => {
    const all = warning.mirrors.join(', ');
    switch (warning.kind) {
      case 'unprobed':
        return `Not measured: ${all}.`;
      case 'plain-http':
        return `${all}: plain http; anybody on the way can change what you pull by tag.`;
      case 'beyond-top':
        return `Not configured, since --top has no place for more: ${all}. Without --top all that are given are taken.`;
      case 'pull-secrets':
        return `A login at ${warning.registry} that a pod (imagePullSecrets) or the kubelet brings is sent to any of these that asks for it: ${all}.${warning.seenIn.length === 0 ? '' : ` ${warning.seenIn.join(', ')} names one.`} Take mirrors that you trust with it.`;
      default:
        return warning satisfies never;
    }
  },
};
