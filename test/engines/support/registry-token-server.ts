import { createSign, X509Certificate } from 'node:crypto';
import { createServer } from 'node:http';
import { listeningPort } from '../../../src/demo/closed-port.ts';
import { serverCertificate } from '../../support/certificates.ts';
import type { TokenAuth } from './registry.ts';

/** A token service that docker-registry believes: RS256, the certificate in `x5c`. Anybody may pull, a pusher may push. */
export interface TokenServer {
  /** What the registry is to be configured with. */
  readonly auth: TokenAuth;
  /** The query of each request for a token. */
  readonly requests: readonly URLSearchParams[];
  stop(): Promise<void>;
}

export interface TokenServerSettings {
  /** Repositories that nobody may pull without credentials. */
  readonly private?: readonly string[];
  /** `user:password` that may do everything. */
  readonly pusher: string;
}

const ISSUER = 'test-issuer';
const SERVICE = 'test-registry';
const VALID_SECONDS = 300;

export async function startTokenServer(settings: TokenServerSettings): Promise<TokenServer> {
  const signer = await serverCertificate({ hosts: ['tokens.test'], authority: null, keyType: 'rsa' });
  const x5c = [new X509Certificate(signer.cert).raw.toString('base64')];
  const requests: URLSearchParams[] = [];
  const pusher = `Basic ${Buffer.from(settings.pusher).toString('base64')}`;

  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://tokens.test').searchParams;
    requests.push(query);
    const known = request.headers.authorization === pusher;
    if (request.headers.authorization !== undefined && !known) {
      response.writeHead(401).end('{"details":"incorrect username or password"}');
      return;
    }
    const access = query
      .getAll('scope')
      .flatMap((scope) => scope.split(' '))
      .map(parseScope)
      .map((scope) => ({
        ...scope,
        actions: scope.actions.filter((action) => known || pulls(action, scope.name)),
      }));
    const token = sign({ access, audience: query.get('service') ?? SERVICE, subject: known ? 'pusher' : '' });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ token, access_token: token, expires_in: VALID_SECONDS }));
  });
  const pulls = (action: string, repository: string): boolean =>
    action === 'pull' && settings.private?.includes(repository) !== true;

  /** RFC 7519, with the claims of distribution's token specification. */
  const sign = (claims: { access: object; audience: string; subject: string }): string => {
    const now = Math.floor(Date.now() / 1000);
    const body = `${encode({ alg: 'RS256', typ: 'JWT', x5c })}.${encode({
      iss: ISSUER,
      sub: claims.subject,
      aud: claims.audience,
      exp: now + VALID_SECONDS,
      nbf: now - 10,
      iat: now,
      jti: String(requests.length),
      access: claims.access,
    })}`;
    return `${body}.${createSign('RSA-SHA256').update(body).sign(signer.key).toString('base64url')}`;
  };

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    auth: {
      kind: 'token',
      realm: `http://127.0.0.1:${listeningPort(server)}/token`,
      service: SERVICE,
      issuer: ISSUER,
      certificate: signer.cert,
    },
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** `repository:team/app:pull,push`. */
function parseScope(scope: string): { type: string; name: string; actions: string[] } {
  const [type = '', ...rest] = scope.split(':');
  const actions = rest.pop() ?? '';
  return { type, name: rest.join(':'), actions: actions.split(',') };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
