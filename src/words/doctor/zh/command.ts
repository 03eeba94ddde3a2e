import type { DoctorCommandMessages } from '../command-messages.ts';

export const doctorZh: DoctorCommandMessages = {
  help: {
    description: '这里为什么拉取或构建失败？只读取、询问、证明；不改动任何东西，不拉取镜像，不发送登录信息。',
    option: {
      quota: 'Docker Hub 还允许拉取多少次、按什么计数、以谁的身份登录',
      format: '回答的格式',
    },
    examples: [
      { command: 'mirror-doctor', does: '这台机器的拉取有没有问题？' },
      { command: 'mirror-doctor mysql:8', does: '这个镜像为什么拉不下来？' },
      {
        command: "mirror-doctor 'Error response from daemon: …'",
        does: '这段报错是什么意思，现在是否仍然如此',
      },
      { command: 'docker pull mysql:8 2>&1 | mirror-doctor -', does: '同上，文字来自另一条命令' },
      { command: 'mirror-doctor --quota', does: 'Docker Hub 的额度，查询本身不消耗额度' },
    ],
    exit: [
      { code: '0', means: '一切正常' },
      { code: '1', means: '找到了原因' },
      { code: '2', means: '用法有误' },
      { code: '3', means: '输入或输出失败' },
      { code: '4', means: '原因不明（看到的都已列出），或者引擎在另一台机器上' },
      { code: '6', means: '需要更多权限才能查看' },
      { code: '70', means: '本程序自身的错误' },
      { code: '129', means: '因终端关闭而中止' },
      { code: '130, 143', means: '被信号中止' },
    ],
  },
  argument: '镜像名、报错文字，或者用 "-" 从标准输入读取文字',
  usage: { subjectWithQuota: '--quota 不能同时带镜像名或文字。' },
  note: {
    asking: (mirrors) => (mirrors === 0 ? '正在询问镜像仓库 …' : `正在询问镜像仓库和 ${mirrors} 个加速器 …`),
    stopping: '正在停止。',
    stdinTooLong: (count) => `文字超过了 ${count} MiB。`,
  },
};
