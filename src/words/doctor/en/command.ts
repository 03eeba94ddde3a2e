import type { DoctorCommandMessages } from '../command-messages.ts';

export const doctorEn: DoctorCommandMessages = {
  help: {
    description:
      'Why does a pull or a build fail here? Reads, asks and proves; changes nothing, pulls nothing, sends no credentials.',
    option: {
      quota: 'how many pulls Docker Hub still grants you, what it counts by, and who is logged in',
      format: 'form of the answer',
    },
    examples: [
      { command: 'mirror-doctor', does: 'is anything wrong with pulls on this machine?' },
      { command: 'mirror-doctor mysql:8', does: 'why does this image not come?' },
      {
        command: "mirror-doctor 'Error response from daemon: …'",
        does: 'what a message means, and whether it is so now',
      },
      {
        command: 'docker pull mysql:8 2>&1 | mirror-doctor -',
        does: 'the same, of what another command says',
      },
      { command: 'mirror-doctor --quota', does: "Docker Hub's quota, asked without using it up" },
    ],
    exit: [
      { code: '0', means: 'nothing is wrong' },
      { code: '1', means: 'a cause was found' },
      { code: '2', means: 'wrong usage' },
      { code: '3', means: 'input or output failed' },
      {
        code: '4',
        means: 'the cause is not known (all that was seen is told), or the engine is on another machine',
      },
      { code: '6', means: 'more rights are needed to see it' },
      { code: '70', means: 'a fault of our own' },
      { code: '129', means: 'stopped: its terminal was closed' },
      { code: '130, 143', means: 'stopped by a signal' },
    ],
  },
  argument: 'an image, the text of an error, or "-" for a text on stdin',
  usage: { subjectWithQuota: '--quota takes no image and no text.' },
  note: {
    asking: (mirrors) =>
      mirrors === 0
        ? 'Asking the registry …'
        : `Asking the registry and ${mirrors} ${mirrors === 1 ? 'mirror' : 'mirrors'} …`,
    stopping: 'Stopping.',
    stdinTooLong: (mebibytes) => `The text is longer than ${mebibytes} MiB.`,
  },
};
