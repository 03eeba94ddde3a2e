import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { at, chain, paced, silence, when } from '../../src/demo/behaviour.ts';
import { contentOf } from '../../src/demo/content.ts';
import { hubBehaviour } from '../../src/demo/hub.ts';
import { buildImage } from '../../src/demo/image.ts';
import type { SimulatedMirror } from '../../src/demo/simulated-mirror.ts';
import { SURVEY } from '../../src/limits.ts';
import { checked, listOf } from '../support/check.ts';
import { reportOf, runCli } from '../support/cli.ts';
import { openLab } from '../support/fake-registry.ts';
import { alien } from '../support/images.ts';
import { validateReport } from '../support/validate-report.ts';

/** The end of a run: its deadline, Ctrl-C, and what is known by then. Times are read from the report itself. */

const lab = openLab();
afterEach(lab.stop);
const posix = { skip: process.platform === 'win32' };

const large = contentOf({
  tagged: [
    buildImage({
      repository: 'library/nginx',
      tag: 'latest',
      format: 'oci',
      layers: [{ seed: 'large', bytes: 9 * 1024 * 1024 }],
    }),
  ],
});
const none = ['--reference', 'none'];
/** Slack of a busy machine, beyond which a run has not ended when it said. */
const SLACK_MS = 3_000;

async function asked(mirror: SimulatedMirror, stage: string, times = 1): Promise<void> {
  const count = () => mirror.requests.filter((visit) => visit.stage === stage).length;
  for (let waited = 0; count() < times && waited < 20_000; waited += 5) await sleep(5);
}

describe('--deadline', () => {
  it('ends the run on time; who was ready keeps a verdict, the rest is unknown', async () => {
    const good = await lab.mirror();
    const hanging = await Promise.all([1, 2, 3].map(() => lab.mirror(silence)));
    const hub = await lab.hub();
    const { report, exitCode } = await checked([
      ...[good, ...hanging].map(({ url }) => url),
      ...['--hub', hub.url, '--deadline', '3', '--finalists', '0'],
    ]);
    expect(report.durationMs).toBeGreaterThanOrEqual(2_900);
    expect(report.durationMs).toBeLessThan(3_000 + SLACK_MS);
    expect(report.summary).toMatchObject({ usable: 1, unknown: 3 });
    expect(report.mirrors.slice(1).map(({ code }) => code)).toEqual(['deadline', 'deadline', 'deadline']);
    expect(report.aborted).toBe(false);
    expect(exitCode).toBe(0);
    expect(validateReport(report)).toEqual([]);
  });

  it('comes while mirrors wait for a place: they were not asked', async () => {
    const mirrors = await Promise.all([1, 2, 3].map(() => lab.mirror(silence)));
    const { report } = await checked([
      ...mirrors.map(({ url }) => url),
      ...[...none, '--deadline', '2', '--concurrency', '1'],
    ]);
    expect(report.durationMs).toBeLessThan(2_000 + SLACK_MS);
    expect(mirrors.map(({ requests }) => requests.length)).toEqual([1, 0, 0]);
    expect(report.summary.unknown).toBe(3);
  });

  it('comes while downloads wait for the line', async () => {
    const urls = await Promise.all(
      // Too slow to be known within the deadline, but each sends: a silent one would give its place away.
      Array.from({ length: SURVEY.downloadsAtOnce + 2 }, () =>
        lab.mirror(at('layer', paced(48 * 1024)), { content: large }),
      ),
    );
    const { report } = await checked([...urls.map(({ url }) => url), ...none, '--deadline', '3']);
    expect(report.durationMs).toBeLessThan(3_000 + SLACK_MS);
    expect(report.summary.unknown).toBeGreaterThanOrEqual(2);
    const asked = urls.filter(({ requests }) => requests.some(({ stage }) => stage === 'layer'));
    expect(asked).toHaveLength(SURVEY.downloadsAtOnce);
  });

  it('comes in the finalist round: the first round’s results stand', async () => {
    let layers = 0;
    const mirror = await lab.mirror(
      at('layer', (visit, next) => {
        layers += 1;
        return layers > 1 ? { kind: 'silence' } : next(visit);
      }),
    );
    const { report } = await checked([mirror.url, ...none, '--deadline', '4']);
    expect(report.durationMs).toBeLessThan(4_000 + SLACK_MS);
    expect(report.mirrors[0]).toMatchObject({ verdict: 'usable', rank: 1 });
    expect(report.mirrors[0]?.throughput).toBeDefined();
  });

  it('comes while the Hub is asked about a digest: that is unconfirmed', async () => {
    const hub = await lab.hub(
      chain(
        hubBehaviour(),
        when(({ reference }) => reference?.startsWith('sha256:') === true, silence),
      ),
    );
    const mirror = await lab.mirror(undefined, { content: contentOf({ tagged: [alien] }) });
    const { report } = await checked([mirror.url, '--hub', hub.url, '--deadline', '3', '--no-throughput']);
    expect(report.durationMs).toBeLessThan(3_000 + SLACK_MS);
    expect(report.mirrors[0]).toMatchObject({ verdict: 'degraded', code: 'unconfirmed' });
  });

  it('is worked out from the mirrors where none is given', async () => {
    const urls = await Promise.all([1, 2, 3].map(() => lab.closedPort()));
    const deadline = async (...options: string[]) =>
      (await checked([...urls, ...none, ...options])).report.parameters.deadlineSeconds;
    expect(await deadline()).toBe(15 + SURVEY.finalists * SURVEY.secondsPerFinalist);
    expect(await deadline('--concurrency', '2', '--timeout', '4', '--finalists', '1')).toBe(2 * 4 + 5);
  });
});

it('--timeout bounds one mirror’s first round', async () => {
  const hanging = await lab.mirror(at('manifest', silence));
  const { report } = await checked([hanging.url, ...none, '--timeout', '1', '--deadline', '30']);
  expect(report.durationMs).toBeLessThan(1_000 + SLACK_MS);
  expect(report.mirrors[0]).toMatchObject({ verdict: 'broken', code: 'response-timeout', phase: 'manifest' });
});

it('--concurrency is how many are asked at once', async () => {
  let [open, most] = [0, 0];
  const counted = at('ping', (visit, next) => {
    open += 1;
    most = Math.max(most, open);
    setTimeout(() => {
      open -= 1;
    }, 100);
    return { ...next(visit), waitMs: 100 } as ReturnType<typeof next>;
  });
  const mirrors = await Promise.all([1, 2, 3, 4, 5].map(() => lab.mirror(counted)));
  await checked([...mirrors.map(({ url }) => url), ...none, '--no-throughput', '--concurrency', '2']);
  expect(most).toBe(2);
});

describe('Ctrl-C', posix, () => {
  const phases: readonly (readonly [string, string, number])[] = [
    ['at the manifest', 'manifest', 1],
    ['in the download', 'layer', 1],
    ['in the finalist round', 'layer', 2],
  ];
  for (const [name, stage, times] of phases) {
    it(`${name} prints what is known, and ends in 130`, async () => {
      let seen = 0;
      const hangs = at(stage as 'layer', (visit, next) => {
        seen += 1;
        return seen >= times ? { kind: 'silence' } : next(visit);
      });
      const mirror = await lab.mirror(hangs);
      const dead = await lab.closedPort();
      const run = await runCli([mirror.url, dead, ...none, '--format', 'json'], {
        interruptWhen: asked(mirror, stage, times).then(() => sleep(300)),
      });
      const report = reportOf(run);
      expect(run.exitCode).toBe(130);
      expect(report.aborted).toBe(true);
      expect(validateReport(report)).toEqual([]);
      expect(report.summary).toMatchObject(times > 1 ? { usable: 1, dead: 1 } : { unknown: 1, dead: 1 });
    });
  }

  it('in the reference, and while downloads wait for the line', async () => {
    const hub = await lab.hub(silence);
    const mirror = await lab.mirror();
    const run = await runCli([mirror.url, '--hub', hub.url, '--no-throughput', '--format', 'json'], {
      interruptWhen: asked(mirror, 'config').then(() => sleep(500)),
    });
    expect(reportOf(run)).toMatchObject({
      aborted: true,
      reference: { source: 'none' },
      summary: { usable: 1 },
    });
    expect(run.exitCode).toBe(130);
  });

  it('in the cross-check of a consensus', async () => {
    const slowHead = at(
      'manifest',
      when(({ reference }) => reference === alien.index.digest, silence),
    );
    const good = await Promise.all([1, 2, 3].map(() => lab.mirror(slowHead)));
    const odd = await lab.mirror(undefined, { content: contentOf({ tagged: [alien] }) });
    const list = await lab.file(
      'l.json',
      listOf([...good, odd].map(({ url }, index) => ({ id: `m${index}`, url }))),
    );
    const crossChecked = async () => {
      const isAsked = () =>
        good.some(({ requests }) => requests.some(({ reference }) => reference === alien.index.digest));
      for (let waited = 0; !isAsked() && waited < 20_000; waited += 5) await sleep(5);
    };
    const run = await runCli(
      ['--list', list, '--reference', 'consensus', '--no-throughput', '--format', 'json'],
      {
        interruptWhen: crossChecked(),
      },
    );
    expect(run.exitCode).toBe(130);
    expect(reportOf(run)).toMatchObject({ aborted: true, summary: { usable: 3, degraded: 1 } });
  });

  it('SIGTERM does the same, and ends in 143', async () => {
    const mirror = await lab.mirror(silence);
    const run = await runCli([mirror.url, ...none, '--format', 'json'], {
      interruptWhen: asked(mirror, 'ping'),
      signal: 'SIGTERM',
    });
    expect(reportOf(run).aborted).toBe(true);
    expect(run.exitCode).toBe(143);
  });

  it('the table says that it is a part', async () => {
    const mirror = await lab.mirror(silence);
    const run = await runCli([mirror.url, ...none], { interruptWhen: asked(mirror, 'ping') });
    expect(run.exitCode).toBe(130);
    expect(run.stdout).toContain(mirror.url);
  });
});
