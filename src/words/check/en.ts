import type { CheckMessages } from './messages.ts';

export const checkEn: CheckMessages = {
  help: {
    description:
      'Find the Docker registry mirrors that work from here, prove what they serve, and predict how long a pull takes.',
    urls: 'mirrors to check instead of the catalogue',
    option: {
      top: 'print the best n only',
      format: 'form of the report',
      output: 'write the report to this file instead of stdout',
      printName:
        'print, instead of the report, the names under which docker pull has this image from each usable mirror, with nothing configured',
      compose: 'check the images of this compose file, after those of --image',
    },
    examples: [
      { command: 'mirror-check', does: 'which of the known mirrors work from here, best first' },
      { command: 'mirror-check --demo', does: 'the same over simulated mirrors, without a network' },
      { command: 'mirror-check https://docker.example.com', does: 'one mirror of your own' },
      { command: 'mirror-check -i redis:7 -i mysql:8 --top 3', does: 'the best three for what you pull' },
      { command: 'mirror-check --registry ghcr.io', does: 'mirrors of another registry' },
      { command: 'mirror-check -f json -o report.json', does: 'for scripts, and for mirror-apply --from' },
    ],
    exit: [
      { code: '0', means: 'at least one mirror is usable' },
      { code: '1', means: 'none is' },
      { code: '2', means: 'wrong usage, or a list that cannot be read' },
      { code: '3', means: 'the output cannot be written, or root cannot give up its rights' },
      { code: '70', means: 'a fault of our own' },
      { code: '129', means: 'stopped: its terminal was closed' },
      { code: '130, 143', means: 'stopped by a signal; what was known by then is printed' },
    ],
  },
  note: {
    noNetwork: 'There is no network here: no mirror could be asked.',
    noneUsable: 'No mirror is usable from here, so there is no name to print.',
    noNames:
      'No mirror that is usable from here takes an image by name: one under a path or over plain http does not.',
  },
};
