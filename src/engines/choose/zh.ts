import type { ChoiceMessages } from './words.ts';

export const choiceZh: ChoiceMessages = {
  noFitMirror: '没有适合配置的加速器，未写入任何内容。',
  emptyEntry: '空条目',
  flaw: {
    unconfirmed: '镜像内容无法证实；可用 --allow-unconfirmed 接受。',
    'plain-http': '公网上未加密的 http；可用 --allow-insecure 接受。',
  },
  unfit: (mirror, because) => `${mirror}：${because}`,
  goes: (mirror, because) => `去掉 ${mirror}：${because}`,
  goesAsAsked: (mirror, option) => `去掉 ${mirror}（${option}）。`,
  warning: (warning) => {
    const all = warning.mirrors.join('、');
    switch (warning.kind) {
      case 'unprobed':
        return `未经检测：${all}。`;
      case 'plain-http':
        return `${all}：未加密的 http，途中任何人都能篡改按标签拉取的内容。`;
      case 'beyond-top':
        return `超出 --top 指定的数目，未配置：${all}。不加 --top 则全部配置。`;
      case 'pull-secrets':
        return `Pod（imagePullSecrets）或 kubelet 带来的 ${warning.registry} 登录信息，会发给其中任何索要它的加速器：${all}。${warning.seenIn.length === 0 ? '' : `${warning.seenIn.join('、')} 中就有。`}请只用您信得过的加速器。`;
      default:
        return warning satisfies never;
    }
  },
};
