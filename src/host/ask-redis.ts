import { connect } from 'node:net';
import { errnoOf } from './file-failure.ts';

/**
 * Asks one database of a redis whether it is there (PING), or empties it (FLUSHDB), behind a SELECT: https://redis.io/docs/latest/develop/reference/protocol-spec/. `address`: host:port.
 * What went wrong in a word; null: nothing.
 */
export function askRedis(
  address: string,
  db: number,
  what: 'PING' | 'FLUSHDB',
  withinMs: number,
): Promise<string | null> {
  const url = new URL(`redis://${address}`);
  const expected = `+OK\r\n+${what === 'PING' ? 'PONG' : 'OK'}\r\n`;
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect({ host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) });
    const end = (word: string | null): void => {
      socket.destroy();
      resolve(word);
    };
    socket.setTimeout(withinMs, () => end('ETIMEDOUT'));
    socket.once('error', (error) => end(errnoOf(error) ?? 'failed'));
    socket.once('connect', () => socket.write(`SELECT ${db}\r\n${what}\r\n`));
    socket.once('close', () => end('ECONNRESET'));
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text.slice(0, ANSWER_CHARS + 1);
      const refused = /^-([^\r\n]{1,100})/m.exec(answer)?.[1];
      if (refused !== undefined) end(refused);
      else if (answer === expected || answer.length > ANSWER_CHARS)
        end(answer.length > ANSWER_CHARS ? 'garbled' : null);
    });
  });
}

/** Two words, or an error of a line. */
const ANSWER_CHARS = 1_000;
