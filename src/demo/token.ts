import { reply } from './answer.ts';
import { at, type Behaviour, chain, refuses, when } from './behaviour.ts';
import type { Visit } from './visit.ts';

/** Who hands out tokens and who knows them: shared by a token endpoint and the registries that believe it. */
export interface TokenIssuer {
  readonly issue: (scopes: readonly string[]) => string;
  /** May this token pull from the repository? null: any token will do (`/v2/` itself). */
  readonly allows: (token: string, repository: string | null) => boolean;
}

export function tokenIssuer(): TokenIssuer {
  const scopesOf = new Map<string, readonly string[]>();
  return {
    issue: (scopes) => {
      const token = `demo.${scopesOf.size + 1}.${Buffer.from(scopes.join(' ')).toString('base64url')}`;
      scopesOf.set(token, scopes);
      return token;
    },
    allows: (token, repository) => {
      const scopes = scopesOf.get(token);
      if (scopes === undefined) return false;
      return repository === null || scopes.includes(`repository:${repository}:pull`);
    },
  };
}

/** `GET /token?service=…&scope=repository:…:pull` for anybody (distribution's token authentication). */
export function tokenEndpoint(issuer: TokenIssuer): Behaviour {
  return at('token', (visit) => {
    const scopes = visit.url.searchParams.getAll('scope').flatMap((scope) => scope.split(' '));
    const token = issuer.issue(scopes);
    const body = JSON.stringify({ token, access_token: token, expires_in: 300 });
    return reply(200, { 'content-type': 'application/json' }, body);
  });
}

/** 401 with a Bearer challenge until a token of the issuer comes. */
export function bearerAuth(issuer: TokenIssuer, realm: (visit: Visit) => string): Behaviour {
  return when(
    (visit) => visit.stage !== 'token',
    (visit, next) => {
      const [, token] = /^Bearer (.+)$/i.exec(visit.headers.authorization ?? '') ?? [];
      return token !== undefined && issuer.allows(token, visit.repository)
        ? next(visit)
        : refuses(401, 'UNAUTHORIZED', 'authentication required', {
            'www-authenticate': challenge(realm(visit), visit.repository),
          })(visit, next);
    },
  );
}

/** A registry with a token endpoint of its own. */
export function ownTokens(issuer: TokenIssuer = tokenIssuer()): Behaviour {
  return chain(
    tokenEndpoint(issuer),
    bearerAuth(issuer, (visit) => `${visit.url.origin}/token`),
  );
}

export function challenge(realm: string, repository: string | null): string {
  const scope = repository === null ? '' : `,scope="repository:${repository}:pull"`;
  return `Bearer realm="${realm}",service="demo"${scope}`;
}
