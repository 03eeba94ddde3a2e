import type { ProgressMessages } from './messages.ts';

export const progressZh: ProgressMessages = {
  done: (done, mirrors, usable, elapsed) =>
    `已检测 ${done}/${mirrors} 个加速器，可用 ${usable} 个，用时 ${elapsed}`,
  running: (ids) => `正在检测：${ids}`,
  downloading: (ids) => `正在下载：${ids}`,
  finalist: (number, finalists, id) => `复测最快的加速器（${number}/${finalists}）：${id}`,
  provisional: '暂时的排名（仍可能变动）：',
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
};
