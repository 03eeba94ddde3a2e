import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { mirrorCheck } from './support/registry-check.ts';

/** A machine that has no network: a namespace with loopback alone. */

const BIN = fileURLToPath(new URL('../../bin/mirror-check.js', import.meta.url));
let namespace: Namespace;
beforeAll(async () => {
  namespace = await createNamespace();
});
afterAll(async () => {
  await namespace.stop();
});

test('no network is told in one sentence, for names and addresses alike', async () => {
  const { report } = await mirrorCheck([], namespace.prefix);
  expect(new Set(report.mirrors.map(({ code }) => code))).toEqual(new Set(['no-network']));
  const mixed = await mirrorCheck(['https://192.0.2.1', 'https://m.example'], namespace.prefix);
  expect(mixed.report.summary).toMatchObject({ unknown: 2, dead: 0 });
  const [program = '', ...rest] = [...namespace.prefix, process.execPath, BIN];
  const table = await execa(program, rest, { reject: false });
  expect(table.exitCode).toBe(1);
  expect(table.stdout.match(/no network/gi)).toHaveLength(1);
  expect(table.stdout.split('\n').length).toBeLessThan(10);
});

test('without a loopback the demonstration is refused in a sentence', async () => {
  const bare = await createNamespace();
  try {
    const inside = (...command: readonly string[]) => {
      const [program = '', ...rest] = [...bare.prefix, ...command];
      return execa(program, rest, { reject: false });
    };
    await inside('ip', 'link', 'set', 'lo', 'down');
    const { exitCode, stderr } = await inside(process.execPath, BIN, '--demo');
    expect(exitCode, stderr).toBe(2);
    expect(stderr.split('\n')).toEqual([
      expect.stringContaining("this machine's loopback"),
      expect.any(String),
    ]);
  } finally {
    await bare.stop();
  }
});
