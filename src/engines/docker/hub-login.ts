import { BODY_LIMITS } from '../../limits.ts';
import { asObject, own, parseJsonObject } from '../../registry/json.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { loginNames } from '../files/login-names.ts';

/** A login at Docker Hub that the docker client would hand to the engine with each pull. */
export interface HubLogin {
  /** null where a credential helper keeps it. Never the password. */
  readonly user: string | null;
  /** The credential helper that keeps it, if anybody does: root runs no helper to find out. Absent: the file itself tells of a login. */
  readonly helper?: string;
}

/** Looks into a client's ~/.docker/config.json; null where there is no login at Docker Hub, or the file is not JSON. */
export function hubLogin(configJson: string): HubLogin | null {
  const config = parseJsonObject(Buffer.from(configJson), BODY_LIMITS.configBytes) ?? {};
  const auths = asObject(own(config, 'auths')) ?? {};
  const entry = HUB_NAMES.map((name) => asObject(own(auths, name))).find((found) => found !== null);
  if (entry === undefined || entry === null) return helperLogin(config);
  const auth = own(entry, 'auth');
  const user = typeof auth === 'string' ? Buffer.from(auth, 'base64').toString().split(':')[0] : '';
  return { user: cleanText(user ?? '') || null };
}

/** A helper keeps logins without a word in `auths`: docker/cli:cli/config/configfile/file.go, GetAllCredentials. One of the registry's own comes first. */
function helperLogin(config: Readonly<Record<string, unknown>>): HubLogin | null {
  const helpers = asObject(own(config, 'credHelpers')) ?? {};
  const names = [...HUB_NAMES.map((name) => own(helpers, name)), own(config, 'credsStore')];
  const helper = names.find((name) => typeof name === 'string' && name !== '');
  return typeof helper === 'string' ? { user: null, helper: cleanText(helper) } : null;
}

const HUB_NAMES = loginNames('docker.io');
