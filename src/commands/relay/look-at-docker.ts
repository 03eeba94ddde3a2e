import { homedir, networkInterfaces } from 'node:os';
import type { Asker } from '../../engines/engine.ts';
import { withEngine } from '../../engines/index.ts';
import { proxyFromEnvironment } from '../../registry/transport/proxy.ts';
import { NO_WISH } from '../../use/no-wish.ts';

/** What the relay has to know of the Docker that is to pull through it. */
export interface SeenDocker {
  readonly version: string | null;
  readonly file: string;
  readonly proxies: Readonly<Record<string, string>>;
  /** The options that have the engine go straight to this address; null: it does. */
  readonly noProxy: (url: string) => readonly string[] | null;
}

/** null: there is none that can be configured here. */
export async function lookAtDocker(): Promise<SeenDocker | null> {
  const asker: Asker = {
    platform: process.platform,
    env: process.env,
    home: homedir(),
    uid: process.geteuid?.() ?? null,
  };
  return await withEngine('docker', async (docker) => {
    const found = await docker.find({ dockerHost: null, config: null, registry: 'docker.io' }, asker);
    if (found.kind !== 'seen' || !('seen' in found)) return null;
    const facts = docker.facts(found.seen);
    const proxies = docker.probing(found.seen, NO_WISH).proxies ?? {};
    return {
      version: facts.version,
      file: facts.file.path,
      proxies,
      noProxy: (url) => {
        const rules = proxyFromEnvironment(proxies);
        if (rules.kind === 'problem' || rules.proxyFor(new URL(url)).kind === 'direct') return null;
        const list = proxies['NO_PROXY'] ?? proxies['no_proxy'] ?? '';
        return ['--no-proxy', [list, new URL(url).hostname].filter((item) => item !== '').join(',')];
      },
    };
  });
}

/** Of docker0; null: there is no such bridge. */
export function bridgeAddress(): string | null {
  return networkInterfaces()['docker0']?.find(({ family }) => family === 'IPv4')?.address ?? null;
}
