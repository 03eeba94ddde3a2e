import { originOf } from '../../use/cache/upstream.ts';
import { installedRelay } from '../../use/relay/install/service.ts';
import type { UpSettings } from './settings.ts';

/** What each registry is fetched from; null: there is no relay. */
export async function remoteOf({ upstream }: UpSettings): Promise<((registry: string) => string) | null> {
  switch (upstream.kind) {
    case 'origin':
      return originOf;
    case 'url':
      return () => upstream.url.origin;
    case 'relay': {
      const relay = process.platform === 'linux' ? await installedRelay() : null;
      return relay === null ? null : () => relay.url;
    }
    default:
      return upstream satisfies never;
  }
}
