import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { MirrorReport } from '../../src/report/types.ts';
import { STATUS } from '../../src/status/limits.ts';
import { readStatus } from '../../src/status/read-status.ts';
import { changesBy } from '../../src/status/tell-changes.ts';
import { knownEventsOf } from '../../src/status/view/timeline.ts';
import { type Telling, toldOf } from '../../src/status/view/told.ts';
import { notify } from '../../src/use/notify.ts';
import { loadMessages } from '../../src/words/index.ts';
import { failedMirror, sampleMirror } from '../support/sample-report.ts';
import { DAY_MS, HOUR_MS, NOW, record, reportAgo, temporaryFolder } from './support.ts';

const dead = failedMirror('dead', 'dns-failure', { id: 'docker.1ms.run', url: 'https://docker.1ms.run' });
const unsafe = failedMirror('unsafe', 'digest-mismatch', {
  id: 'docker.1ms.run',
  url: 'https://docker.1ms.run',
});
const words = loadMessages('en', ['status', 'verdict']);

/** A mirror that is up (u), down (d) or unsafe (x) hour by hour, the last now: all that is told. */
async function tellingsOf(
  hours: string,
  everyMs: number,
  renewMs = STATUS.renewMs,
): Promise<readonly Telling[]> {
  const data = await temporaryFolder();
  const found: Readonly<Record<string, MirrorReport>> = { u: sampleMirror(), d: dead, x: unsafe };
  const reports = [...hours].map((letter, index) =>
    reportAgo((hours.length - 1 - index) * HOUR_MS, [found[letter] ?? dead], { runId: `r${index}` }),
  );
  await record(data, ...reports);
  const [status] = await readStatus(data, NOW);
  return status === undefined ? [] : toldOf(knownEventsOf(status), status.tellingRuns, everyMs, renewMs);
}

/** What is told of each run. */
async function told(hours: string, everyMs: number): Promise<readonly (string | null)[]> {
  const tellings = await tellingsOf(hours, everyMs);
  return [...hours].map((_, index) => tellings.find(({ run }) => run.id === `r${index}`)?.event.kind ?? null);
}

describe('what is told when a run is recorded', () => {
  it('is what it made known, and no single failure', async () => {
    expect(await told('ududdduu', HOUR_MS)).toEqual([null, null, null, null, 'down', null, 'back', null]);
  });

  it('is of each mirror at most one in a day', async () => {
    expect(await told('uddudduddu', DAY_MS)).toEqual([
      null,
      null,
      'down',
      ...Array.from({ length: 7 }, () => null),
    ]);
  });

  /** Up (u), down (d) or unsafe (x) each hour, and what is told with which of the runs. */
  it.each<[string, string, readonly string[]]>([
    ['what was withheld is told when the day is over', 'udd'.padEnd(40, 'u'), ['2 down', '26 back']],
    ['not where it holds no more', `uddu${'d'.repeat(30)}`, ['2 down']],
    ['nor where it has passed', `uddu${'u'.repeat(8)}${'d'.repeat(20)}`, ['2 down']],
    [
      'unsafe at once, and that it is over a day later',
      `uddx${'u'.repeat(30)}`,
      ['2 down', '3 unsafe', '27 back'],
    ],
    ['unsafe that comes and goes once', `ux${'ux'.repeat(8)}`, ['1 unsafe']],
    [
      'what comes after a day anew',
      `udd${'u'.repeat(24)}${'d'.repeat(25)}`,
      ['2 down', '26 back', '50 down'],
    ],
  ])('%s', async (_, hours, expected) => {
    const tellings = await tellingsOf(hours, DAY_MS);
    expect(tellings.map(({ event, run }) => `${Number(run.id.slice(1))} ${event.kind}`)).toEqual(expected);
  });

  it('is at each renewal what waits, so that nothing before it need be known', async () => {
    // The runs of 5 to 12 h UTC; 8 h is a renewal.
    const tellings = await tellingsOf('udduuuuu', DAY_MS, 8 * HOUR_MS);
    expect(tellings.map(({ event, run }) => `${run.id} ${event.kind}`)).toEqual(['r2 down', 'r3 back']);
  });

  it('has a mirror off the list beside its being back, each once', async () => {
    const data = await temporaryFolder();
    const others = ['a', 'b'].map((id) => sampleMirror({ id, url: `https://${id}.example` }));
    const hours = ['u', 'd', 'd', 'u', '-', ...Array.from({ length: 25 }, () => '-')];
    const reports = hours.map((letter, hour) =>
      reportAgo((hours.length - hour) * HOUR_MS, [
        ...others,
        ...(letter === '-' ? [] : [letter === 'u' ? sampleMirror() : dead]),
      ]),
    );
    await record(data, ...reports);
    const [status] = await readStatus(data, NOW);
    const tellings =
      status === undefined ? [] : toldOf(knownEventsOf(status), status.tellingRuns, DAY_MS, STATUS.renewMs);
    const hourOf = new Map(reports.map(({ runId }, hour) => [runId, hour]));
    expect(tellings.map(({ event, run }) => [hourOf.get(run.id), event.kind])).toEqual([
      [2, 'down'],
      [26, 'back'],
      [26, 'left'],
    ]);
  });

  it('is told too where the run that shows it comes late', async () => {
    const data = await temporaryFolder();
    await record(data, reportAgo(3 * HOUR_MS), reportAgo(HOUR_MS, [dead]));
    await record(data, reportAgo(2 * HOUR_MS, [dead]));
    const late = [{ vantage: 'local', runId: `run-${2 * HOUR_MS}` }];
    expect(await changesBy(data, late, NOW, await words)).toMatchObject({ events: [{ kind: 'down' }] });
    expect(await changesBy(data, [], NOW, await words)).toBeNull();
  });

  it('fits its schema, and says it for people', async () => {
    const data = await temporaryFolder();
    await record(data, reportAgo(2 * HOUR_MS), reportAgo(HOUR_MS, [dead]));
    expect(
      await changesBy(data, [{ vantage: 'local', runId: `run-${HOUR_MS}` }], NOW, await words),
    ).toBeNull();
    await record(data, reportAgo(0, [dead]));
    const changes = await changesBy(data, [{ vantage: 'local', runId: 'run-0' }], NOW, await words);
    expect(changes).toMatchObject({
      text: 'docker.1ms.run: down since 2026-08-30 10:59 UTC (local) Its name does not resolve.',
      events: [{ kind: 'down', mirror: 'docker.1ms.run', code: 'dns-failure' }],
    });
    const schema = new URL('../../schema/status-events.schema.json', import.meta.url);
    const check = new Ajv2020({ strict: false }).compile(JSON.parse(await readFile(schema, 'utf8')));
    expect(check(changes), JSON.stringify(check.errors)).toBe(true);
  });
});

describe('telling', () => {
  it('posts JSON to a URL, follows no redirect, and says what came of it without the address', async () => {
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        bodies.push(`${request.method} ${request.headers['content-type']} ${request.url} ${body}`);
        const status = Number(/status=(\d+)/.exec(request.url ?? '')?.[1] ?? 200);
        response.writeHead(status, { location: '/elsewhere' }).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
    expect(await notify(`${base}hook?secret=hunter2`, { text: 'hello' })).toEqual({ kind: 'told' });
    expect(bodies).toEqual([`POST application/json; charset=utf-8 /hook?secret=hunter2 {"text":"hello"}\n`]);
    expect(await notify(`${base}hook?status=302`, {})).toEqual({ kind: 'failed', detail: 'HTTP 302' });
    expect(bodies.length).toBe(2);
    expect(await notify(`${base}hook?status=500`, {})).toEqual({ kind: 'failed', detail: 'HTTP 500' });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const failed = await notify(`${base}hunter2`, {});
    expect(failed).toMatchObject({ kind: 'failed', detail: expect.stringMatching(/^[A-Z_]+$/) });
  });

  it.skipIf(process.platform === 'win32')('runs a command with it on its standard input', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mirror-notify-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'told');
    expect(await notify(`cat >'${file}'`, { text: 'hello' })).toEqual({ kind: 'told' });
    expect(await readFile(file, 'utf8')).toBe('{"text":"hello"}\n');
    expect(await notify('exit 3', {})).toEqual({ kind: 'failed', detail: 'exit 3' });
  });
});
