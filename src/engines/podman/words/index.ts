import type { EngineWords } from '../../engine.ts';
import { REGISTRIES_CONF } from '../../files/registries-conf.ts';
import { ownWords } from '../../files/words/index.ts';
import type { Podman } from '../engine.ts';

export async function podmanWords(lang: 'en' | 'zh'): Promise<EngineWords<Podman>> {
  const messages = lang === 'en' ? (await import('./en.ts')).podmanEn : (await import('./zh.ts')).podmanZh;
  const title = 'Podman';
  return await ownWords(
    lang,
    { title, file: REGISTRIES_CONF, proxies: 'shell' },
    {
      engine: ({ info }) => messages.engine(info.version, info.rootless),
      absence: ({ lines }, { badConfig }) => [badConfig(lines.at(-1) ?? '', title)],
      flaw: ({ at }) => messages.blocked(at),
      warning: messages.warning,
      refusal: messages.refusal,
    },
  );
}
