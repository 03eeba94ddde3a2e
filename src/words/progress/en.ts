import type { ProgressMessages } from './messages.ts';

export const progressEn: ProgressMessages = {
  done: (done, mirrors, usable, elapsed) =>
    `${done} of ${mirrors} mirrors checked, ${usable} usable, ${elapsed}`,
  running: (ids) => `asking: ${ids}`,
  downloading: (ids) => `downloading from: ${ids}`,
  finalist: (number, finalists, id) => `measuring the best again, ${number} of ${finalists}: ${id}`,
  provisional: 'so far (the order may still change):',
  more: (count) => `and ${count} more`,
  line: {
    started: (mirrors) => `Checking ${mirrors} mirrors.`,
    finished: (id, verdict, code) => `${id}: ${verdict}${code === null ? '' : ` (${code})`}`,
    finalists: (ids) => `Measuring the best again: ${ids}`,
    reference: {
      hub: 'The reference is Docker Hub itself.',
      consensus: 'The reference is what most operators serve.',
      given: 'The reference is the digest that you gave.',
      none: 'There is no reference.',
    },
  },
  separator: ', ',
};
