import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { MirrorReport } from '../../src/report/types.ts';
import { readStatus } from '../../src/status/read-status.ts';
import { changesBy } from '../../src/status/tell-changes.ts';
import { timelineOf, toldOf } from '../../src/status/view/timeline.ts';
import { notify } from '../../src/use/notify.ts';
import { loadMessages } from '../../src/words/index.ts';
import { failedMirror, sampleMirror } from '../support/sample-report.ts';
import { DAY_MS, HOUR_MS, NOW, record, reportAgo, temporaryFolder } from './support.ts';

const dead = failedMirror('dead', 'dns-failure', { id: 'docker.1ms.run', url: 'https://docker.1ms.run' });
const words = loadMessages('en', ['status', 'verdict']);

/** What is told of each run of a mirror that is up (u) or down (d) hour by hour, the last now. */
async function told(hours: string, everyMs: number): Promise<readonly (string | null)[]> {
  const data = await temporaryFolder();
  const found: Readonly<Record<string, MirrorReport>> = { u: sampleMirror(), d: dead };
  const reports = [...hours].map((letter, index) =>
    reportAgo((hours.length - 1 - index) * HOUR_MS, [found[letter] ?? dead], { runId: `r${index}` }),
  );
  await record(data, ...reports);
  const [status] = await readStatus(data, NOW);
  const events = status === undefined ? [] : timelineOf(status);
  return reports.map(({ runId }) => toldOf(events, runId, everyMs)[0]?.kind ?? null);
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

  it('fits its schema, and says it for people', async () => {
    const data = await temporaryFolder();
    await record(data, reportAgo(2 * HOUR_MS), reportAgo(HOUR_MS, [dead]), reportAgo(0, [dead]));
    expect(
      await changesBy(data, [{ vantage: 'local', runId: `run-${HOUR_MS}` }], NOW, await words),
    ).toBeNull();
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
