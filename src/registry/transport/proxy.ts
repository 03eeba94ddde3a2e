import { type Bypass, parseNoProxy } from '../no-proxy.ts';
import type { ProxyChoice } from './types.ts';
import { portOf } from './url.ts';

/** Which proxy each URL goes through; or what is wrong with the setting, named so that the user finds it. */
export type ProxyRules =
  | { readonly kind: 'rules'; readonly proxyFor: (url: URL) => ProxyChoice }
  | ProxyProblem;

export interface ProxyProblem {
  readonly kind: 'problem';
  /** The environment variable; null for a URL that was handed in. */
  readonly variable: string | null;
  readonly reason: 'unparsable' | 'scheme';
  /** The value as it may be shown, without credentials. */
  readonly shown: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Every URL direct. */
export const NO_PROXIES: (url: URL) => ProxyChoice = () => ({ kind: 'direct' });

/**
 * The proxies of the environment, as Go (hence dockerd) reads them: HTTPS_PROXY for https, HTTP_PROXY for http, NO_PROXY,
 * each also in lower case; and ALL_PROXY for what has none, as curl does. Under CGI (REQUEST_METHOD is set) HTTP_PROXY
 * can be a request's own `Proxy:` header (CVE-2016-5385) and is not read.
 */
export function proxyFromEnvironment(env: Environment): ProxyRules {
  const isCgi = (env['REQUEST_METHOD'] ?? '') !== '';
  const all = ['ALL_PROXY', 'all_proxy'];
  const https = proxyOf(env, ['HTTPS_PROXY', 'https_proxy', ...all]);
  if (https?.kind === 'problem') return https;
  const http = proxyOf(env, isCgi ? ['http_proxy', ...all] : ['HTTP_PROXY', 'http_proxy', ...all]);
  if (http?.kind === 'problem') return http;
  const bypass = parseNoProxy(firstSet(env, ['NO_PROXY', 'no_proxy'])?.value ?? '');
  return rules(https, http, bypass);
}

/** One proxy for everything but `noProxy`, which is read as NO_PROXY is. */
export function fixedProxy(url: string, noProxy = ''): ProxyRules {
  const proxy = parseProxy(url, null);
  return proxy.kind === 'problem' ? proxy : rules(proxy, proxy, parseNoProxy(noProxy));
}

/** A proxy's URL as it may be shown: without user and password, of which nothing is left, and without path and query. */
export function redactProxy(url: URL): string {
  return `${url.protocol}//${url.host}`;
}

/** What a proxy is told of who we are: Basic (RFC 7617), from its URL's userinfo. Goes to the proxy alone. */
export function proxyAuthorization(proxy: URL): Readonly<Record<string, string>> {
  const { user, password } = proxyCredentials(proxy);
  if (user === '' && password === '') return {};
  const pair = Buffer.from(`${user}:${password}`).toString('base64');
  return { 'proxy-authorization': `Basic ${pair}` };
}

/** The userinfo of a proxy's URL, percent-decoded; a stray `%` stands for itself. */
export function proxyCredentials({ username, password }: URL): { user: string; password: string } {
  return { user: decoded(username), password: decoded(password) };
}

type Proxy = Exclude<ProxyChoice, { kind: 'direct' }>;

function rules(https: Proxy | null, http: Proxy | null, bypass: Bypass): ProxyRules {
  const proxyFor = (url: URL): ProxyChoice => {
    const proxy = url.protocol === 'https:' ? https : http;
    return proxy === null || bypass({ hostname: url.hostname, port: portOf(url) })
      ? { kind: 'direct' }
      : proxy;
  };
  return { kind: 'rules', proxyFor };
}

function proxyOf(env: Environment, names: readonly string[]): Proxy | ProxyProblem | null {
  const found = firstSet(env, names);
  return found === null ? null : parseProxy(found.value, found.name);
}

/** An empty value counts as none, as everywhere else. */
function firstSet(env: Environment, names: readonly string[]): { name: string; value: string } | null {
  for (const name of names) {
    const value = env[name]?.trim() ?? '';
    if (value !== '') return { name, value };
  }
  return null;
}

/** `host:port` without a scheme is an http proxy. */
function parseProxy(text: string, variable: string | null): Proxy | ProxyProblem {
  const trimmed = text.trim();
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  if (!URL.canParse(withScheme)) return problem('unparsable', trimmed, variable);
  const url = new URL(withScheme);
  if (url.hostname === '') return problem('unparsable', trimmed, variable);
  switch (url.protocol) {
    case 'http:':
      return { kind: 'http', url };
    case 'https:':
      return { kind: 'https', url };
    case 'socks5:':
    case 'socks5h:':
      return { kind: 'socks5', url };
    default:
      return problem('scheme', trimmed, variable);
  }
}

function problem(reason: ProxyProblem['reason'], text: string, variable: string | null): ProxyProblem {
  // Unparsable, so by hand: all up to the last @ may be a password.
  const shown = text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1');
  return { kind: 'problem', variable, reason, shown };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
