import { mirrorKey } from '../../engines/choose/index.ts';
import { installedRelay } from '../../use/relay/install/service.ts';

/** The relay that is installed here is one of them: it looks after the mirrors behind it by itself. */
export async function keptByRelay(configured: readonly string[]): Promise<boolean> {
  const relay = await installedRelay();
  return relay !== null && configured.some((url) => mirrorKey(url) === mirrorKey(relay.url));
}
