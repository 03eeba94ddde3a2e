import { homedir } from 'node:os';
import type { Asker, EngineName } from '../../engines/engine.ts';
import { type WithEngine, withEngine } from '../../engines/index.ts';
import { proxyFromEnvironment } from '../../registry/transport/proxy.ts';
import { NO_WISH } from '../no-wish.ts';

/** What has to be known of an engine before it is pointed at a service of ours. */
export interface SeenEngine {
  readonly version: string | null;
  readonly isRunning: boolean;
  /** The file in which mirrors stand. */
  readonly file: string;
  /** Of this registry, as they stand there. */
  readonly mirrors: readonly string[];
  readonly proxies: Readonly<Record<string, string>>;
  /** The options of mirror-apply that have the engine go straight to this address; null: it does. */
  readonly noProxy: (url: string) => readonly string[] | null;
}

/** null: it is not there, or cannot be looked at; why is told by mirror-apply. */
export async function seeEngine(name: EngineName, registry = 'docker.io'): Promise<SeenEngine | null> {
  const asker: Asker = {
    platform: process.platform,
    env: process.env,
    home: homedir(),
    uid: process.geteuid?.() ?? null,
  };
  const look: WithEngine<SeenEngine | null> = async (engine) => {
    const found = await engine.find({ dockerHost: null, config: null, registry }, asker);
    if (found.kind !== 'seen' || !('seen' in found)) return null;
    const facts = engine.facts(found.seen);
    const { configured, proxies: own } = engine.probing(found.seen, NO_WISH);
    const proxies = own ?? {};
    return {
      version: facts.version,
      isRunning: facts.running,
      file: facts.file.path,
      mirrors: configured,
      proxies,
      noProxy: (url) => {
        const rules = proxyFromEnvironment(proxies);
        if (rules.kind === 'problem' || rules.proxyFor(new URL(url)).kind === 'direct') return null;
        const list = proxies['NO_PROXY'] ?? proxies['no_proxy'] ?? '';
        return ['--no-proxy', [list, new URL(url).hostname].filter((item) => item !== '').join(',')];
      },
    };
  };
  return await withEngine(name, look, registry);
}
