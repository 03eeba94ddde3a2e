import { createServer } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { listeningPort } from '../../../src/demo/closed-port.ts';
import { digestOf } from '../../../src/registry/digest.ts';
import { headManifest, putManifest } from '../../../src/registry/push/index.ts';
import { openPushSession } from '../../support/push-session.ts';

/** A registry whose errors tell what it was asked with, as debug pages of proxies do. */

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const PASSWORD = 'S3C"RET /word';
const TOKEN = `t0ken${'x'.repeat(900)}`;

it.each(['basic', 'bearer'] as const)('an echo of a %s login is not told on', async (way) => {
  const server = createServer((request, response) => {
    const { authorization } = request.headers;
    if (request.url?.startsWith('/token') === true)
      return void response.end(JSON.stringify({ token: TOKEN }));
    if (authorization === undefined) {
      const asks =
        way === 'basic'
          ? 'Basic realm="x"'
          : `Bearer realm="http://${request.headers.host}/token",service="x"`;
      return void response.writeHead(401, { 'www-authenticate': asks }).end();
    }
    if (request.url === '/v2/') return void response.end('{}');
    request.resume();
    const [, word = ''] = authorization.split(' ');
    const echo = way === 'basic' ? `${word} ${Buffer.from(word, 'base64').toString()}` : word;
    response
      .writeHead(403, { 'content-type': 'application/json' })
      .end(JSON.stringify({ errors: [{ code: 'DENIED', message: `asked with ${echo}` }] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const session = openPushSession(new URL(`http://127.0.0.1:${listeningPort(server)}`), {
    credentials: { kind: 'basic', user: 'me', password: PASSWORD },
    mayLogIn: true,
    limits: { tries: 1, waitMs: 1, answerMs: 2_000 },
  });
  stops.push(
    () => session.close(),
    () => new Promise((resolve) => server.close(resolve)),
  );
  const bytes = Buffer.from('{}');
  const manifest = { bytes, mediaType: 'application/json', digest: digestOf(bytes) };
  const put = await putManifest(session, 'a', 'latest', manifest);
  const told = way === 'basic' ? 'DENIED: asked with *** me:***' : 'DENIED: asked with ***';
  expect(put).toMatchObject({ kind: 'failed', code: 'denied', detail: told });
  expect(JSON.stringify(await headManifest(session, 'a', 'latest'))).not.toMatch(/S3C|t0ken/);
});
