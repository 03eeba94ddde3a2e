import type { Lang } from './lang.ts';

/** What is said while a survey runs. */
export interface ProgressMessages {
  readonly done: (done: number, mirrors: number, usable: number, elapsed: string) => string;
  readonly running: (ids: string) => string;
  readonly downloading: (ids: string) => string;
  readonly finalist: (number: number, finalists: number, id: string) => string;
  readonly more: (count: number) => string;
  /** One line each, with `--verbose`. */
  readonly line: {
    readonly started: (mirrors: number) => string;
    readonly finished: (id: string, verdict: string, code: string | null) => string;
    readonly finalists: (ids: string) => string;
    readonly reference: Readonly<Record<'hub' | 'consensus' | 'given' | 'none', string>>;
  };
  readonly separator: string;
}

export const progressMessages: Readonly<Record<Lang, ProgressMessages>> = {
  en: {
    done: (done, mirrors, usable, elapsed) =>
      `${done} of ${mirrors} mirrors checked, ${usable} usable, ${elapsed}`,
    running: (ids) => `asking: ${ids}`,
    downloading: (ids) => `downloading from: ${ids}`,
    finalist: (number, finalists, id) => `measuring the best again, ${number} of ${finalists}: ${id}`,
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
  },
  zh: {
    done: (done, mirrors, usable, elapsed) =>
      `已检测 ${done}/${mirrors} 个加速器，可用 ${usable} 个，用时 ${elapsed}`,
    running: (ids) => `正在检测：${ids}`,
    downloading: (ids) => `正在下载：${ids}`,
    finalist: (number, finalists, id) => `复测最快的加速器（${number}/${finalists}）：${id}`,
    more: (count) => `等另外 ${count} 个`,
    line: {
      started: (mirrors) => `开始检测 ${mirrors} 个加速器。`,
      finished: (id, verdict, code) => `${id}：${verdict}${code === null ? '' : `（${code}）`}`,
      finalists: (ids) => `复测最快的加速器：${ids}`,
      reference: {
        hub: '以 Docker Hub 官方为参照。',
        consensus: '以多数运营者一致提供的内容为参照。',
        given: '以您指定的摘要为参照。',
        none: '没有可用的参照。',
      },
    },
    separator: '、',
  },
};
