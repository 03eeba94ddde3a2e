import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A registry that gives nothing without a token, and remembers with which account each token was asked for. */
export interface TokenUpstream {
  readonly url: string;
  /** `user:password` of each; '': anonymous. */
  readonly accounts: readonly string[];
  stop(): Promise<void>;
}

export async function startTokenUpstream(): Promise<TokenUpstream> {
  const accounts: string[] = [];
  const server = createServer(({ url = '', headers }, answer) => {
    if (url.startsWith('/token')) {
      const basic = /^Basic (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
      accounts.push(Buffer.from(basic, 'base64').toString());
      return void answer.writeHead(200, { 'content-type': 'application/json' }).end('{"token":"t"}');
    }
    if (headers.authorization === undefined)
      return void answer
        .writeHead(401, { 'www-authenticate': `Bearer realm="${urlOf()}/token",service="x"` })
        .end('{"errors":[{"code":"UNAUTHORIZED"}]}');
    answer.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}');
  });
  const urlOf = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: urlOf(),
    accounts,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
