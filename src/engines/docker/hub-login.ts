import { BODY_LIMITS } from '../../limits.ts';
import { asObject, own, parseJsonObject } from '../../registry/json.ts';
import { cleanText } from '../../registry/untrusted-text.ts';

/** A login at Docker Hub that the docker client would hand to the engine with each pull. */
export interface HubLogin {
  /** null where a credential helper keeps it. Never the password. */
  readonly user: string | null;
}

/** Looks into a client's ~/.docker/config.json; null where there is no login at Docker Hub, or the file is not JSON. */
export function hubLogin(configJson: string): HubLogin | null {
  const auths =
    asObject(own(parseJsonObject(Buffer.from(configJson), BODY_LIMITS.configBytes) ?? {}, 'auths')) ?? {};
  const entry = HUB_NAMES.map((name) => asObject(own(auths, name))).find((found) => found !== null);
  if (entry === undefined || entry === null) return null;
  const auth = own(entry, 'auth');
  const user = typeof auth === 'string' ? Buffer.from(auth, 'base64').toString().split(':')[0] : '';
  return { user: cleanText(user ?? '') || null };
}

/** The first is what `docker login` writes, with or without a helper; the others are what people write by hand. */
const HUB_NAMES = [
  'https://index.docker.io/v1/',
  'index.docker.io',
  'docker.io',
  'registry-1.docker.io',
] as const;
