import type { CheckMessages } from './messages.ts';

export const checkZh: CheckMessages = {
  help: {
    description: '找出从本机可用的 Docker 镜像加速器，校验其提供的内容，并预测拉取耗时。',
    urls: '要检测的加速器；不写则检测内置列表',
    option: {
      top: '只输出最好的 n 个',
      format: '报告的格式',
      output: '把报告写入该文件，而不是标准输出',
      printName: '不输出报告，改为逐行输出各可用加速器上该镜像的完整名称，无需任何配置即可 docker pull',
      compose: '检测该 Compose 文件中的镜像，排在 --image 之后',
    },
    examples: [
      { command: 'mirror-check', does: '已知的加速器中哪些从本机可用，最好的排在最前' },
      { command: 'mirror-check --demo', does: '同上，但检测的是模拟的加速器，无需网络' },
      { command: 'mirror-check https://docker.example.com', does: '检测您自己的加速器' },
      { command: 'mirror-check -i redis:7 -i mysql:8 --top 3', does: '针对您常用的镜像，给出最好的三个' },
      { command: 'mirror-check --registry ghcr.io', does: '检测其他镜像仓库的加速器' },
      { command: 'mirror-check -f json -o report.json', does: '供脚本以及 mirror-apply --from 使用' },
    ],
    exit: [
      { code: '0', means: '至少有一个加速器可用' },
      { code: '1', means: '没有可用的加速器' },
      { code: '2', means: '用法有误，或列表无法读取' },
      { code: '3', means: '无法写出结果，或 root 无法放弃权限' },
      { code: '70', means: '本程序自身的错误' },
      { code: '129', means: '因终端关闭而中止' },
      { code: '130, 143', means: '被信号中止；输出截至当时的结果' },
    ],
  },
  note: {
    noNetwork: '本机没有网络连接，无法检测任何加速器。',
    noneUsable: '没有可用的加速器，因此没有可输出的镜像名称。',
    noNames: '没有可直接按名称拉取的加速器：地址带路径或使用明文 http 的加速器不支持这种方式。',
  },
};
