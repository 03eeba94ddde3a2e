import { bytesOf } from '../../host/file-state.ts';
import { readDaemonJson } from './daemon-json/index.ts';
import type { Inspection } from './inspect.ts';
import type { ApplyOptions } from './plan/index.ts';
import { PROXY_FIELDS, PROXY_VARIABLES, servedProxies } from './plan/proxies.ts';

/**
 * The proxies that the engine will go through once the plan is in force, as an environment (HTTP_PROXY …): those to be set, else
 * daemon.json's, else what our own drop-in gives it, else the running dockerd's own. It may hold passwords.
 */
export function effectiveProxies(
  { file, engine, proxyFiles, environment }: Inspection,
  { proxies }: Pick<ApplyOptions, 'proxies'>,
): Readonly<Record<string, string>> {
  const document = readDaemonJson(bytesOf(file), engine.version);
  const inFile = document.kind === 'document' ? document.proxies : null;
  const ours = servedProxies({
    dropIn: bytesOf(proxyFiles.dropIn),
    environment: bytesOf(proxyFiles.environment),
  });
  const effective: Record<string, string> = {};
  for (const field of PROXY_FIELDS) {
    const name = PROXY_VARIABLES[field];
    const running = environment[name] || environment[name.toLowerCase()] || '';
    const cleared = proxies[field]?.trim() === '';
    // What the engine shows has its password masked; it is the last resort.
    const value =
      (cleared ? engine.next.othersProxies?.[field] || '' : proxies[field]) ??
      inFile?.[field] ??
      ours[field] ??
      (running || engine.proxies?.[field] || '');
    if (value.trim() !== '') effective[name] = value.trim();
  }
  return effective;
}
