import { readFileState } from '../../host/file-state.ts';
import { HOST } from '../../host/limits.ts';
import { BODY_LIMITS } from '../../limits.ts';
import { asObject, own, parseJsonObject } from '../../registry/json.ts';
import { loginNames } from './login-names.ts';

/**
 * Files with a login at this registry that a kubelet hands to its container engine with each pull; of those that are pods' own (imagePullSecrets) nothing is seen here. Kubernetes,
 * pkg/credentialprovider/config.go. Nothing but names is looked at.
 */
export async function kubeletLogins(registry: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of FILES) {
    const state = await readFileState(path, HOST.settingsBytes);
    if (state.kind === 'file' && namesLogin(state.bytes.toString('utf8'), registry)) found.push(path);
  }
  return found;
}

const FILES = ['/var/lib/kubelet/config.json', '/root/.docker/config.json', '/.docker/config.json'];

/** Does a docker config.json name a login at this registry, or a helper that keeps one? Pure. */
export function namesLogin(configJson: string, registry: string): boolean {
  const config = parseJsonObject(Buffer.from(configJson), BODY_LIMITS.configBytes) ?? {};
  const tables = ['auths', 'credHelpers'].map((name) => asObject(own(config, name)) ?? {});
  return loginNames(registry).some((name) => tables.some((table) => own(table, name) !== undefined));
}
