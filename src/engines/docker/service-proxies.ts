import type { Proxies } from './daemon-json/index.ts';
import type { ServiceTexts } from './flags.ts';
import { PROXY_FIELDS, PROXY_VARIABLES } from './plan/proxies.ts';
import { environmentOf, readUnits, type TextFile } from './unit-files.ts';

/**
 * The proxies that the service's own files give the next start in its environment: `Environment=`, files that `EnvironmentFile=` names, which
 * win over it, or an init script's. null: none of them has it; the manager may still pass one on. As Go reads it, capitals come first. Pure.
 */
export function serviceProxies({ systemd, files }: ServiceTexts): Proxies {
  const variables = variablesOf({ systemd, files });
  const proxies: { -readonly [field in keyof Proxies]: Proxies[field] } = {
    httpProxy: null,
    httpsProxy: null,
    noProxy: null,
  };
  for (const field of PROXY_FIELDS) {
    const name = PROXY_VARIABLES[field];
    proxies[field] = variables.get(name) || variables.get(name.toLowerCase()) || null;
  }
  return proxies;
}

function variablesOf({ systemd, files }: ServiceTexts): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  const take = (file: TextFile): void => {
    for (const [name, { text }] of environmentOf(file)) variables.set(name, text);
  };
  if (!systemd) {
    files.forEach(take);
    return variables;
  }
  const units = files.filter(({ path }) => /\.(?:service|conf)$/.test(path));
  const { environment, environmentFiles } = readUnits(units);
  for (const [name, { value }] of environment) variables.set(name, value.text);
  for (const path of environmentFiles) files.filter((file) => file.path === path).forEach(take);
  return variables;
}
