import type { FileFailure } from '../../host/file-failure.ts';
import { bytesOf, type FileState, readFileState } from '../../host/file-state.ts';
import { HOST } from '../../host/limits.ts';
import type { Proxies } from './daemon-json/index.ts';
import type { Located } from './locate.ts';
import { proxyFilePaths } from './plan/index.ts';
import { servedProxies } from './plan/proxies.ts';

/** Of a service whose proxies are ours to set, before 23.0: a drop-in, and the environment file that it names. */
export interface ProxyFiles {
  readonly dropIn: FileState | null;
  readonly environment: FileState | null;
}

/** What our own environment file sets is a run's of ours, whatever stands below it. */
export function othersProxies(all: Proxies, { dropIn, environment }: ProxyFiles): Proxies {
  const ours = servedProxies({ dropIn: bytesOf(dropIn), environment: bytesOf(environment) });
  const of = (field: keyof Proxies): string | null => (ours[field] === null ? all[field] : null);
  return { httpProxy: of('httpProxy'), httpsProxy: of('httpsProxy'), noProxy: of('noProxy') };
}

type ReadProxyFiles = { readonly kind: 'read'; readonly proxyFiles: ProxyFiles } | FileFailure;

export async function readProxyFiles(install: Located): Promise<ReadProxyFiles> {
  const read = (dropIn: FileState | null, environment: FileState | null): ReadProxyFiles => ({
    kind: 'read',
    proxyFiles: { dropIn, environment },
  });
  const { configPath, dropInDir } = install;
  if (dropInDir === null) return read(null, null);
  const paths = proxyFilePaths({ configPath, dropInDir });
  const dropIn = await readFileState(paths.dropIn, HOST.settingsBytes);
  if (dropIn.kind === 'file-failure') return dropIn;
  const environment = await readFileState(paths.environment, HOST.settingsBytes);
  // A user who is not allowed to read it is not root, and gets no further than to a plan.
  if (environment.kind === 'file-failure') {
    return environment.code === 'permission-denied' ? read(dropIn, null) : environment;
  }
  return read(dropIn, environment);
}
