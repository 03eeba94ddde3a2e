import type { ByHandMessages } from './messages.ts';

export const byHandZh: ByHandMessages = {
  engine: (title, running) => `${title}${running ? '' : '，没有运行'}`,
  noEngine: (title, programs, places) => {
    const lookedFor = [...programs.map((name) => `PATH 中的程序 ${name}`), ...places];
    return `从程序和目录来看，本机没有 ${title}（查找了：${lookedFor.join('、')}）。请在装有它的机器上运行；也可以用 --print 在本机输出一份新文件，再放到那台机器上。`;
  },
  foreignOption: (option, title) => `${option} 只用于 Docker；${title} 由它自己的文件找到。`,
  form: (problem, title) => {
    switch (problem) {
      case 'malformed':
        return '不是有效的网址。';
      case 'not-http':
        return '加速器只能是 http 或 https。';
      case 'user-info':
        return `${title} 不接受带用户名或密码的加速器地址。`;
      case 'query-or-fragment':
        return `${title} 不接受带查询参数或片段的加速器地址。`;
      case 'only-docker-hub':
        return `${title} 只能为 docker.io 配置加速器。`;
      case 'path':
        return `${title} 会把路径放在 /v2/ 之后，而该加速器不在那里响应。`;
      case 'image-prefix':
        return `${title} 会把 /v2/ 放在名称之后，而该加速器不在那里响应。`;
      case 'by-query':
        return `它靠 ${title} 不会发送的参数区分仓库。`;
      default:
        return problem satisfies never;
    }
  },
  wrongClient: (title) => `它不响应 ${title} 的请求方式。`,
  refusal: (reason, title) => {
    switch (reason.kind) {
      case 'no-proxies-here':
        return `${title} 的代理来自别处。请去掉 --http-proxy、--https-proxy 和 --no-proxy。`;
      case 'shape':
        return `${reason.path} 是他人写的，或者其写法无法只加入加速器而不动其他内容。请自行编辑；--replace 会给出一份全新的文件。`;
      case 'nothing-to-undo':
        return `mirror-apply 不为 ${title} 写入任何内容，因此没有可以撤销的。`;
      default:
        return reason satisfies never;
    }
  },
};
