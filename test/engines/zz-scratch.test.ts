import { existsSync, writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { engineOf } from './support/fetch-engine.ts';
import { createNamespace } from './support/namespace.ts';
import { bootSystemd } from './support/systemd.ts';
test('lab', { timeout: 4_000_000 }, async () => {
  const namespace = await createNamespace();
  await namespace.addAddress('10.77.0.1');
  const machines = [];
  for (const suite of ['bookworm', 'sid'] as const) {
    const build = await engineOf(suite);
    if (build.kind === 'unavailable') continue;
    const machine = await bootSystemd({ build, namespace, config: '{}' });
    const { stdout } = await machine.run('readlink', '/proc/1/ns/pid');
    const path = (await machine.run('printenv', 'PATH')).stdout.trim();
    machines.push(machine);
    writeFileSync(`/tmp/apply13/${suite}.json`, JSON.stringify({ root: machine.root, pidns: stdout.trim(), path }));
  }
  writeFileSync('/tmp/apply13/up', 'up');
  for (let n = 0; n < 4000 && !existsSync('/tmp/apply13/stop'); n++) await new Promise((r) => setTimeout(r, 1000));
  for (const m of machines) await m.stop();
  await namespace.stop();
});
