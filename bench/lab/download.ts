import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';

/**
 * The program that stands in the user's namespace: reads one job a line, downloads it over a new connection and writes
 * one trace a line: when how many bytes reached user space.
 */
export interface DownloadJob {
  readonly url: string;
  readonly caFile: string;
  readonly maxBytes: number;
  readonly maxMs: number;
}

export interface Trace {
  readonly connectMs: number;
  readonly tlsMs: number;
  readonly ttfbMs: number;
  /** [bytes, ms since the first byte] */
  readonly arrivals: readonly (readonly [number, number])[];
}

function download({ url, caFile, maxBytes, maxMs }: DownloadJob): Promise<Trace> {
  return new Promise((resolve, reject) => {
    const arrivals: [number, number][] = [];
    const begun = performance.now();
    let connected = 0;
    let secured = 0;
    let asked = 0;
    let first = 0;
    let bytes = 0;
    const message = request(
      url,
      { ca: readFileSync(caFile), agent: false, headers: { range: `bytes=0-${maxBytes - 1}` } },
      (response) => {
        response.on('data', (chunk: Buffer) => {
          const now = performance.now();
          if (bytes === 0) first = now;
          bytes += chunk.length;
          arrivals.push([chunk.length, Math.round((now - first) * 1000) / 1000]);
          if (now - first >= maxMs) {
            response.destroy();
            finish();
          }
        });
        response.on('end', finish);
      },
    );
    message.on('error', (error) => (bytes > 0 ? finish() : reject(error)));
    message.on('socket', (socket) => {
      socket.once('connect', () => {
        connected = performance.now();
      });
      socket.once('secureConnect', () => {
        secured = performance.now();
        asked = secured;
      });
    });
    message.end();
    function finish(): void {
      resolve({ connectMs: connected - begun, tlsMs: secured - connected, ttfbMs: first - asked, arrivals });
    }
  });
}

function isJob(value: unknown): value is DownloadJob {
  return typeof value === 'object' && value !== null && 'url' in value && 'caFile' in value;
}

for await (const line of createInterface({ input: process.stdin })) {
  const job: unknown = JSON.parse(line);
  if (isJob(job)) process.stdout.write(`${JSON.stringify(await download(job))}\n`);
}
