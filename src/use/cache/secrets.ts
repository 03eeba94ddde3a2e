import { HOST } from '../../host/limits.ts';
import { othersMayRead } from '../../host/others-may-read.ts';
import { readTextFile } from '../../host/read-text.ts';
import { secretLines } from '../install/units.ts';

export interface RegistryAccount {
  readonly user: string;
  readonly password: string;
}

export type ReadAccount =
  | { readonly kind: 'account'; readonly account: RegistryAccount }
  /** `detail`: the system's word. */
  | { readonly kind: 'unreadable'; readonly detail: string }
  | { readonly kind: 'others-read' | 'not-an-account' };

/** One line, `user:password`; nobody but its owner may read the file. */
export async function readAccount(path: string): Promise<ReadAccount> {
  const read = await readTextFile(path, HOST.settingsBytes);
  if (!read.ok) return { kind: 'unreadable', detail: read.detail === '' ? read.reason : read.detail };
  if (await othersMayRead(path)) return { kind: 'others-read' };
  const line = read.text.trim();
  const colon = line.indexOf(':');
  const [user, password] = [line.slice(0, colon), line.slice(colon + 1)];
  if (colon < 1 || password === '' || /\s/.test(line)) return { kind: 'not-an-account' };
  return { kind: 'account', account: { user, password } };
}

/** The environment of a cache, as systemd reads it: systemd.exec(5), EnvironmentFile. null: there is nothing to tell. Pure. */
export function renderSecrets(account: RegistryAccount | null, via: URL | null): string | null {
  const variables = {
    ...(account === null
      ? {}
      : {
          REGISTRY_PROXY_USERNAME: yamlText(account.user),
          REGISTRY_PROXY_PASSWORD: yamlText(account.password),
        }),
    ...(via === null ? {} : { HTTP_PROXY: via.href, HTTPS_PROXY: via.href }),
  };
  return Object.keys(variables).length === 0 ? null : secretLines(variables);
}

/**
 * docker-registry reads each variable as YAML, in which `#` begins a comment and `*` names an anchor, with the whole value in the error: only a quoted text is always a text. Each JSON
 * text is a YAML one, but for what YAML calls not printable.
 */
function yamlText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
