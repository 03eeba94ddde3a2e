/** A login at Docker Hub that the docker client would hand to the engine with each pull. */
export interface HubLogin {
  /** null where a credential helper keeps it. Never the password. */
  readonly user: string | null;
}

/** Looks into a client's ~/.docker/config.json; null where there is no login at Docker Hub, or the file is not JSON. */
export function hubLogin(configJson: string): HubLogin | null {
  const auths = field(parsed(configJson), 'auths');
  for (const name of HUB_NAMES) {
    const entry = field(auths, name);
    if (entry === undefined) continue;
    const auth = field(entry, 'auth');
    const user = typeof auth === 'string' ? Buffer.from(auth, 'base64').toString().split(':')[0] : '';
    return { user: user || null };
  }
  return null;
}

/** The first is what `docker login` writes, with or without a helper; the others are what people write by hand. */
const HUB_NAMES = [
  'https://index.docker.io/v1/',
  'index.docker.io',
  'docker.io',
  'registry-1.docker.io',
] as const;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
