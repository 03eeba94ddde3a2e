import { cleanText } from '../../../registry/untrusted-text.ts';
import type { CommonWarning } from '../../choose/index.ts';
import { choiceWords, isCommonWarning, withChoice } from '../../choose/words.ts';
import type { EngineWords } from '../../engine.ts';
import type { HostsReason } from '../../files/hosts-plan.ts';
import type { DockerHosts } from '../other-registries.ts';
import type { HostsWarningOfDocker } from '../plan/other-registries.ts';
import { dockerWords } from './index.ts';

interface HostsMessages {
  readonly onlyDockerHub: (registry: string) => string;
  readonly flaw: Readonly<Record<DockerHosts['flaw']['kind'], string>>;
  readonly refusal: (reason: HostsReason) => string;
  readonly warning: (warning: Exclude<HostsWarningOfDocker, CommonWarning>) => string;
}

const MESSAGES: Readonly<Record<'en' | 'zh', HostsMessages>> = {
  en: {
    onlyDockerHub: (registry) =>
      `Docker uses mirrors for docker.io alone before 28.0: --registry ${registry} has no place in its configuration.`,
    flaw: {
      form: 'it is not an address that a hosts.toml can name.',
      'wrong-client': 'it answers the classic way of asking alone, which is not that of a hosts.toml.',
    },
    refusal: (reason) => {
      switch (reason.kind) {
        case 'no-proxies-here':
          return "Proxies are the engine's, not a registry's: configure them without --registry.";
        case 'foreign-file':
          return reason.undo
            ? `${reason.path} was edited since mirror-apply wrote it: nothing was changed. --undo --whole puts the whole file back; the edits are then in that undo's backup alone.`
            : `${reason.path} is someone else's, or was edited since mirror-apply wrote it: nothing was changed. --replace puts a new one in its place.`;
        case 'certificates':
          return `Beside ${reason.path} lies a ca.crt, which may no longer be read once there is a hosts.toml: nothing was changed.`;
        default:
          return reason satisfies never;
      }
    },
    warning: (warning) => {
      switch (warning.kind) {
        case 'builds-only':
          return `This engine has the classic image store: "docker build" pulls through these mirrors, "docker pull" goes on asking ${warning.registry} itself.`;
        case 'resolves':
          return warning.others
            ? `${warning.mirror} alone says which image a tag is; the other mirrors give only content that its digest proves.`
            : `${warning.mirror} is trusted to say which image a tag is.`;
        case 'default-hidden':
          return `${warning.path} names hosts for all registries without a folder of their own. ${warning.registry} has one from now on and no longer goes by it; the undo takes the folder away.`;
        case 'only-a-pull-shows':
          return 'Docker does not show which hosts.toml it has read; only a pull proves it (--verify-pull <image>).';
        case 'nobody-resolves':
          return `No mirror is trusted to say which image a tag is: ${warning.registry} itself has to be reachable for that.`;
        default:
          return warning satisfies never;
      }
    },
  },
  zh: {
    onlyDockerHub: (registry) =>
      `Docker 28.0 之前只能为 docker.io 配置加速器：--registry ${registry} 无处可写。`,
    flaw: {
      form: '不是 hosts.toml 能写的地址。',
      'wrong-client': '它只响应传统的请求方式，而读取 hosts.toml 的程序不用这种方式。',
    },
    refusal: (reason) => {
      switch (reason.kind) {
        case 'no-proxies-here':
          return '代理属于引擎而不属于某个仓库：请不加 --registry 单独配置。';
        case 'foreign-file':
          return reason.undo
            ? `${reason.path} 在 mirror-apply 写入之后被修改过，未作任何改动。--undo --whole 会恢复整个文件，这些修改只保留在那次撤销的备份里。`
            : `${reason.path} 是他人写的，或者在 mirror-apply 写入之后被修改过，未作任何改动。--replace 会用新文件取代它。`;
        case 'certificates':
          return `${reason.path} 旁边有 ca.crt，一旦有了 hosts.toml，它可能不再被读取，因此未作任何改动。`;
        default:
          return reason satisfies never;
      }
    },
    warning: (warning) => {
      switch (warning.kind) {
        case 'builds-only':
          return `该引擎使用传统镜像存储：docker build 会经由这些加速器，而 docker pull 仍直接访问 ${warning.registry}。`;
        case 'resolves':
          return warning.others
            ? `只由 ${warning.mirror} 决定标签指向哪个镜像；其他加速器只提供可用摘要验证的内容。`
            : `由 ${warning.mirror} 决定标签指向哪个镜像。`;
        case 'default-hidden':
          return `${warning.path} 为没有自己目录的所有仓库指定了主机。${warning.registry} 从此有自己的目录，不再使用它；撤销会去掉该目录。`;
        case 'only-a-pull-shows':
          return 'Docker 不会显示读到了哪个 hosts.toml，只有实际拉取才能证实（--verify-pull <镜像>）。';
        case 'nobody-resolves':
          return `没有可信的加速器来决定标签指向哪个镜像：必须能够直接访问 ${warning.registry}。`;
        default:
          return warning satisfies never;
      }
    },
  },
};

/** Docker's own words, and those for a registry's hosts.toml. */
export async function dockerHostsWords(lang: 'en' | 'zh'): Promise<EngineWords<DockerHosts>> {
  const [messages, choice] = await withChoice(lang, {
    en: async () => MESSAGES.en,
    zh: async () => MESSAGES.zh,
  });
  const docker = await dockerWords(lang);
  const { noFit, ...chosen } = choiceWords<DockerHosts['flaw']>(choice, ({ kind }) => messages.flaw[kind]);
  return {
    ...chosen,
    title: docker.title,
    engine: ({ inspection, needsRoot }) => docker.engine({ ...inspection, needsRoot }),
    absence: (why, rerun) =>
      why.kind === 'only-docker-hub'
        ? { kind: 'usage', reason: why.kind, sentences: [messages.onlyDockerHub(cleanText(why.registry))] }
        : docker.absence(why, rerun),
    refusal: (reason, verdict) =>
      reason.kind === 'no-fit-mirror' ? noFit(reason, verdict) : [messages.refusal(reason)],
    warning: (warning) => (isCommonWarning(warning) ? choice.warning(warning) : messages.warning(warning)),
    containers: docker.containers,
  };
}
