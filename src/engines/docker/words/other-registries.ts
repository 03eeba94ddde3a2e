import { cleanText } from '../../../registry/untrusted-text.ts';
import type { EngineWords } from '../../engine.ts';
import { HOSTS_TOML } from '../../files/hosts-toml.ts';
import { ownWords, unsaid } from '../../files/words/index.ts';
import type { BuildsOnly, DockerHosts, DockerHostsAbsence, SeenDockerHosts } from '../other-registries.ts';
import { dockerWords } from './index.ts';

const MESSAGES = {
  en: {
    onlyDockerHub: (registry: string) =>
      `Docker uses mirrors for docker.io alone before 28.0: --registry ${registry} has no place in its configuration.`,
    buildsOnly: (registry: string) =>
      `This engine has the classic image store: "docker build" pulls through these mirrors, "docker pull" goes on asking ${registry} itself.`,
  },
  zh: {
    onlyDockerHub: (registry: string) =>
      `Docker 28.0 之前只能为 docker.io 配置加速器：--registry ${registry} 无处可写。`,
    buildsOnly: (registry: string) =>
      `该引擎使用传统镜像存储：docker build 会经由这些加速器，而 docker pull 仍直接访问 ${registry}。`,
  },
} as const;

/** Docker's own words, and those for a registry's hosts.toml. */
export async function dockerHostsWords(lang: 'en' | 'zh'): Promise<EngineWords<DockerHosts>> {
  const docker = await dockerWords(lang);
  const { onlyDockerHub, buildsOnly } = MESSAGES[lang];
  const words = await ownWords<SeenDockerHosts, DockerHostsAbsence, never, BuildsOnly, never>(
    lang,
    { title: docker.title, file: HOSTS_TOML, proxies: 'engine' },
    {
      engine: ({ inspection, needsRoot }) => docker.engine({ ...inspection, needsRoot }),
      absence: () => [],
      flaw: unsaid,
      warning: ({ registry }) => buildsOnly(registry),
      refusal: unsaid,
    },
  );
  return {
    ...words,
    absence: (why, rerun) => {
      if (why.kind === 'only-docker-hub')
        return { kind: 'usage', reason: why.kind, sentences: [onlyDockerHub(cleanText(why.registry))] };
      return why.kind === 'foreign-option' ? words.absence(why, rerun) : docker.absence(why, rerun);
    },
    containers: docker.containers,
  };
}
