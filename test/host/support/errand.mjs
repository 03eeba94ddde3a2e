/** What a child may do wrong, and right: `task.does` says which. Run by src/host/unprivileged-entry.ts. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeSync } from 'node:fs';
import { createConnection } from 'node:net';

const forever = () => new Promise(() => {});
const ids = () => ({ uid: process.getuid?.() ?? null, groups: process.getgroups?.() ?? null });

const WORKS = {
  async count({ send }, { to }) {
    for (let n = 1; n <= to; n++) send(n);
  },
  async nothing() {},
  async waits() {
    await forever();
  },
  async crash({ send }) {
    send(1);
    process.kill(process.pid, 'SIGKILL');
    await forever();
  },
  async hang() {
    for (;;);
  },
  async untilAborted({ send, signal }) {
    send(1);
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    send(2);
  },
  async neverEnds({ send }) {
    send(1);
    await forever();
  },
  async longLine({ send }) {
    send('x'.repeat(100_000));
    await forever();
  },
  async noNewline() {
    writeSync(3, 'x'.repeat(100_000));
    await forever();
  },
  async garbage() {
    writeSync(3, '{"type":"done"\n');
    await forever();
  },
  async flood(_, { what }) {
    const line = `${'{"type":"message","value":7}'.padEnd(16_000)}\n`;
    const floods = {
      messages: [3, line],
      beats: [3, '{"type":"beat"}\n'.repeat(1000)],
      newlines: [3, '\n'.repeat(100_000)],
      words: [2, 'x'.repeat(100_000)],
    };
    const [fd, text] = floods[what];
    for (;;) writeSync(fd, text);
  },
  async wrongForm({ send }) {
    send({ url: 'https://evil.example/' });
    await forever();
  },
  async owns({ send }, { files, commands }) {
    for (const file of files)
      send({ [`write ${file}`]: attempt(() => appendFileSync(file, 'id >/tmp/owned\n')) });
    for (const command of commands)
      send({ [command]: attempt(() => execFileSync('/bin/sh', ['-c', command])) });
    send({ status: readFileSync('/proc/self/status', 'utf8').match(/^(?:Cap|Groups|NoNew).*$/gm) });
  },
  async facts({ send }, { file, port }) {
    send({ ...ids(), environment: Object.keys(process.env).sort() });
    send({ read: attempt(() => readFileSync(file, 'utf8')) });
    send({ root: attempt(() => process.setuid(0)) });
    send({ connected: await connects(port) });
    send({ status: readFileSync('/proc/self/status', 'utf8').match(/^(?:Cap|Groups|NoNew).*$/gm) });
  },
};

export async function prepareUnprivileged(task) {
  if (task.does === 'cannotLoad') throw new Error('a file is missing');
  if (task.does === 'speaksTooEarly') writeSync(3, '{"type":"message","value":1}\n');
  return (channel) => (WORKS[task.does] ?? forever)(channel, task);
}

function attempt(work) {
  try {
    work();
    return 'done';
  } catch (error) {
    return error.code ?? error.status ?? String(error);
  }
}

function connects(port) {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
