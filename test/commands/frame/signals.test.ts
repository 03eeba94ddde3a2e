import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { SIGNALS } from '../../../src/commands/frame/limits.ts';
import { stopOnSignals } from '../../../src/commands/frame/signals.ts';

const NAMES = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const listeners = (): readonly number[] => NAMES.map((name) => process.listenerCount(name));

test.skipIf(process.platform === 'win32').each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)(
  'a %s that comes twice at one instant is one press; the next meets nobody',
  async (name, code) => {
    const before = listeners();
    let told = 0;
    const stop = stopOnSignals(() => {
      told += 1;
    });
    process.kill(process.pid, name);
    // Unheard it would end this process.
    process.kill(process.pid, name);
    await new Promise((resolve) => stop.signal.addEventListener('abort', resolve, { once: true }));
    stop.release();
    const others = NAMES.map((other) => (other === name ? 1 : 0));
    expect(listeners()).toEqual(before.map((count, index) => count + (others[index] ?? 0)));
    process.kill(process.pid, name);
    await sleep(SIGNALS.onePressMs + 50);
    expect([stop.exitCode, told]).toEqual([code, 1]);
    expect(listeners()).toEqual(before);
  },
);
