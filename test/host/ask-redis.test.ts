import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { askRedis } from '../../src/host/ask-redis.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Answers each command by its word; null: it says nothing. */
async function redisThat(answers: (command: string) => string | null): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\r\n').filter((command) => command !== '')) {
        const answer = answers(line);
        if (answer !== null) socket.write(`${answer}\r\n`);
      }
    });
  });
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const address = server.address();
  return `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

it('asks the database that was named, and empties it where that is wished', async () => {
  const commands: string[] = [];
  const address = await redisThat((command) => {
    commands.push(command);
    return command === 'PING' ? '+PONG' : '+OK';
  });
  expect(await askRedis(address, 5, 'PING', 5_000)).toBeNull();
  expect(await askRedis(address, 7, 'FLUSHDB', 5_000)).toBeNull();
  expect(commands).toEqual(['SELECT 5', 'PING', 'SELECT 7', 'FLUSHDB']);
});

it.each([
  [
    'ERR DB index is out of range',
    (command: string) => (command === 'PING' ? '+PONG' : '-ERR DB index is out of range'),
  ],
  ['NOAUTH Authentication required.', () => '-NOAUTH Authentication required.'],
  ['garbled', () => 'x'.repeat(2_000)],
  ['ETIMEDOUT', () => null],
] as const)('%s', async (word, answers) => {
  expect(await askRedis(await redisThat(answers), 0, 'PING', 300)).toBe(word);
});

it('nobody listens', async () => {
  expect(await askRedis('127.0.0.1:1', 0, 'PING', 5_000)).toBe('ECONNREFUSED');
});
