import { describe, expect, it } from 'vitest';
import { holdSignals } from '../../src/host/hold-signals.ts';

describe.skipIf(process.platform === 'win32')('signals that are held', () => {
  it('are heard when they are released, by those who listened before, and not earlier', async () => {
    const heard: string[] = [];
    const listener = (signal: string): number => heard.push(signal);
    const once = (signal: string): number => heard.push(`once ${signal}`);
    process.on('SIGTERM', listener);
    process.once('SIGHUP', once);
    const release = holdSignals();
    process.kill(process.pid, 'SIGTERM');
    process.kill(process.pid, 'SIGHUP');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(heard).toEqual([]);
    await release();
    expect(heard.sort()).toEqual(['SIGTERM', 'once SIGHUP']);
    expect(process.listeners('SIGTERM')).toContain(listener);
    expect(process.listeners('SIGHUP')).not.toContain(once);
    process.off('SIGTERM', listener);
  });

  it('are not lost where one came a moment before, and nobody had heard it yet', async () => {
    const heard: string[] = [];
    const listener = (signal: string): number => heard.push(signal);
    process.on('SIGTERM', listener);
    process.kill(process.pid, 'SIGTERM');
    const release = holdSignals();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(heard).toEqual([]);
    await release();
    expect(heard).toEqual(['SIGTERM']);
    process.off('SIGTERM', listener);
  });

  it('leave no listener behind', async () => {
    const before = process.listenerCount('SIGINT');
    await holdSignals()();
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});
