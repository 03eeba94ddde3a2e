import type { ByHandMessages } from './messages.ts';

export const byHandZh: ByHandMessages = {
  engine: (title, running) => `${title}${running ? '' : '，没有运行'}`,
  noEngine: (title, programs, places) => {
    const lookedFor = [...programs.map((name) => `PATH 中的程序 ${name}`), ...places];
    return `从程序和目录来看，本机没有 ${title}（查找了：${lookedFor.join('、')}）。请在装有它的机器上运行；也可以用 --print 在本机输出一份新文件，再放到那台机器上。`;
  },
  refusal: (reason, title) => {
    switch (reason.kind) {
      case 'shape':
        return `${reason.path} 是他人写的，或者其写法无法只加入加速器而不动其他内容。请自行编辑；--replace 会给出一份全新的文件。`;
      case 'nothing-to-undo':
        return `mirror-apply 不为 ${title} 写入任何内容，因此没有可以撤销的。`;
      default:
        return reason satisfies never;
    }
  },
};
