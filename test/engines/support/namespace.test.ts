import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createNamespace, type Namespace } from './namespace.ts';
import { startRegistry } from './registry.ts';

let namespace: Namespace;
beforeEach(async () => {
  namespace = await createNamespace();
});
afterEach(() => namespace.stop());

/** What a Node program prints inside. */
async function printed(program: string): Promise<string> {
  const [command = '', ...args] = [...namespace.prefix, process.execPath, '-e', program];
  return (await execa(command, args)).stdout;
}

test('a registry inside is seen from inside alone', async () => {
  await namespace.addAddress('10.77.0.1');
  const registry = await startRegistry({ namespace, address: '10.77.0.1' });
  try {
    const inside = `fetch('${registry.url}/v2/').then((response) => console.log(response.status))`;
    expect(await printed(inside)).toBe('200');
  } finally {
    await registry.stop();
  }
});

test('a black hole answers no connection, its neighbour refuses', async () => {
  await namespace.blackHole('10.77.0.9');
  await namespace.addAddress('10.77.0.8');
  const attempt = (address: string): string => `
    const socket = require('node:net').connect(443, '${address}');
    const end = (outcome) => { console.log(outcome); process.exit(); };
    socket.on('connect', () => end('connected')).on('error', (error) => end(error.code));
    setTimeout(() => end('no answer'), 1500);`;
  expect(await printed(attempt('10.77.0.9'))).toBe('no answer');
  expect(await printed(attempt('10.77.0.8'))).toBe('ECONNREFUSED');
});

test('nothing leads out', async () => {
  const probe = `
    require('node:net').connect(443, '192.0.2.1').on('error', (error) => console.log(error.code));`;
  expect(await printed(probe)).toBe('ENETUNREACH');
});
