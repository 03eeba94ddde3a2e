import type { EngineWords } from '../../engine.ts';
import { HOSTS_TOML } from '../../files/hosts-toml.ts';
import { ownWords, unsaid } from '../../files/words/index.ts';
import type { Containerd } from '../engine.ts';

export async function containerdWords(lang: 'en' | 'zh'): Promise<EngineWords<Containerd>> {
  const messages =
    lang === 'en' ? (await import('./en.ts')).containerdEn : (await import('./zh.ts')).containerdZh;
  const title = 'containerd';
  return await ownWords(
    lang,
    { title, file: HOSTS_TOML, proxies: 'service' },
    {
      engine: ({ version, running }) => messages.engine(version, running),
      absence: (why, { badConfig }) => messages.absence(why, (said) => badConfig(said, title)),
      flaw: unsaid,
      warning: unsaid,
      refusal: messages.refusal,
      containers: messages.containersGoOn,
    },
  );
}
