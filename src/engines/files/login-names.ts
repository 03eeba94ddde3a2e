/** Under which names a docker config.json keeps a login at this registry. The first is what `docker login` writes; the others are what people write by hand. */
export function loginNames(registry: string): readonly string[] {
  return registry === 'docker.io' ? HUB_NAMES : [registry, `https://${registry}`, `https://${registry}/v2/`];
}

const HUB_NAMES = ['https://index.docker.io/v1/', 'index.docker.io', 'docker.io', 'registry-1.docker.io'];
