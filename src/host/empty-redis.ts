import { connect } from 'node:net';
import { errnoOf } from './file-failure.ts';

/**
 * Empties one database of a redis: SELECT and FLUSHDB (https://redis.io/docs/latest/develop/reference/protocol-spec/). `address`: host:port. What went wrong in a word; null: it is
 * empty.
 */
export function emptyRedis(address: string, db: number, withinMs: number): Promise<string | null> {
  const url = new URL(`redis://${address}`);
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect({ host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) });
    const end = (word: string | null): void => {
      socket.destroy();
      resolve(word);
    };
    socket.setTimeout(withinMs, () => end('ETIMEDOUT'));
    socket.once('error', (error) => end(errnoOf(error) ?? 'failed'));
    socket.once('connect', () => socket.write(`SELECT ${db}\r\nFLUSHDB\r\n`));
    socket.once('close', () => end('ECONNRESET'));
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text.slice(0, ANSWER_CHARS);
      const refused = /^-([^\r\n]{1,100})/m.exec(answer)?.[1];
      if (refused !== undefined) end(refused);
      else if (answer === '+OK\r\n+OK\r\n' || answer.length > ANSWER_CHARS)
        end(answer.length > ANSWER_CHARS ? 'garbled' : null);
    });
  });
}

/** Twice `+OK`, or an error of a line. */
const ANSWER_CHARS = 1_000;
