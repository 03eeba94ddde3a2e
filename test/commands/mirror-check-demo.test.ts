import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, type DemoMirrorId, startDemo } from '../../src/demo/index.ts';
import { LANGS } from '../../src/words/lang.ts';
import { checked, listOf, mirrorNamed } from '../support/check.ts';
import { reportOf, runCli } from '../support/cli.ts';
import { openLab } from '../support/fake-registry.ts';
import { validateReport } from '../support/validate-report.ts';
import { messagesFor } from '../support/words.ts';

/** The simulated mirrors of `--demo`, seen through the command. */

const lab = openLab();
let demo: Demo;
beforeAll(async () => {
  demo = await startDemo(messagesFor('en').demo.operators);
});
afterAll(async () => {
  await Promise.all([demo.stop(), lab.stop()]);
});

const EXPECTED: Readonly<Record<string, readonly DemoMirrorId[]>> = {
  usable: ['good-fast', 'good-campus', 'good-tokens', 'good-cold-cache', 'slow-start', 'good-slow'],
  degraded: ['classic-only', 'containerd-only', 'stale'],
};

it('--demo tells each kind of mirror apart, without a network and through no proxy', async () => {
  const proxy = await lab.closedPort();
  const env = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, ALL_PROXY: proxy };
  const run = await runCli(['--demo', '--probe-proxy', proxy, '--format', 'json'], { env });
  const report = reportOf(run);
  expect(run.exitCode).toBe(0);
  expect(validateReport(report)).toEqual([]);
  expect(report.vantage).toMatchObject({ proxied: false, proxyKind: null });
  for (const [verdict, ids] of Object.entries(EXPECTED)) {
    const found = report.mirrors.filter((mirror) => mirror.verdict === verdict).map(({ id }) => id);
    expect(found.sort()).toEqual([...ids].sort());
  }
  for (const { requests } of report.mirrors) expect(requests).toBeLessThanOrEqual(14);
});

it('--demo is told in each language', async () => {
  for (const lang of LANGS) {
    const { stdout } = await runCli(['--demo', '--no-throughput', '--lang', lang, '-f', 'csv']);
    for (const name of Object.values(messagesFor(lang).demo.operators)) expect(stdout).toContain(name);
  }
});

describe('a simulated mirror that is stopped', () => {
  const survey = async () => {
    const entries = demo.candidates.map(({ id, url }) => ({ id, url: url.href }));
    const list = await lab.file('demo.json', listOf(entries));
    return (await checked(['--list', list, '--hub', demo.hubUrl, '--no-throughput', '-i', 'nginx'])).report;
  };

  it('is dead from then on, while the others stay what they were', async () => {
    const before = await survey();
    expect(mirrorNamed(before, 'good-campus').verdict).toBe('usable');
    await demo.mirrors.find(({ id }) => id === 'good-campus')?.server?.stop();
    const after = await survey();
    expect(mirrorNamed(after, 'good-campus')).toMatchObject({
      verdict: 'dead',
      code: 'connection-refused',
      rank: null,
    });
    expect(mirrorNamed(after, 'good-fast').verdict).toBe('usable');
    expect(after.summary.usable).toBe(before.summary.usable - 1);
  });
});
