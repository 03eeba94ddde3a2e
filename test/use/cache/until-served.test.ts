import { expect, it } from 'vitest';
import { tellingLines, whyNoAnswer } from '../../../src/use/cache/until-served.ts';

const started = 'time="x" level=info msg="Starting cached object TTL expiration scheduler..."';
const listens = 'time="x" level=info msg="listening on 10.213.50.78:5100"';
const panic = 'panic: Get "https://hub.example/v2/": dial tcp 10.0.0.1:443: connect: connection refused';
const served = '10.0.0.1 - - [30/Nov/2026:10:00:00 +0000] "GET /v2/ HTTP/1.1" 200 2 "" "x"';

it.each([
  ['not-started', []],
  ['not-started', ['configuration error: open x: permission denied']],
  ['upstream-silent', [started]],
  ['upstream-down', [started, panic]],
  ['upstream-down', [started, panic, started, panic, started]],
  ['not-reached', [started, listens]],
  ['not-reached', [started, listens, served]],
  // It came up once; now its upstream is silent.
  ['upstream-silent', [started, listens, served, started]],
] as const)('%s: %j', (why, lines) => {
  expect(whyNoAnswer(lines)).toBe(why);
});

it('what is said again and again is shown once, as it was said last', () => {
  const refused = (second: number): string =>
    `time="2026-11-30T10:00:0${second}Z" level=error msg="response completed with error" err.code="manifest unknown" go.version=go1.19.8 http.request.id=0-${second} http.request.remoteaddr="10.0.0.1:5000${second}" http.response.duration=${second}.5ms http.response.status=404`;
  const other = 'time="x" level=error msg="other"';
  expect(tellingLines([refused(1), refused(2), other, refused(3)])).toEqual([refused(3), other]);
});

it('shows what tells, else the last', () => {
  expect(tellingLines([started, panic, 'goroutine 1 [running]:', panic])).toEqual([panic]);
  expect(tellingLines([started, listens, served])).toEqual([started, listens, served]);
});
