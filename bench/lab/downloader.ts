import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { DownloadJob, Trace } from './download.ts';
import { cleanEnv } from './processes.ts';

export interface Downloader {
  download(job: DownloadJob): Promise<Trace>;
  close(): void;
}

/** Starts download.ts in a namespace; jobs are done one after the other. */
export function startDownloader(ns: string): Downloader {
  const program = fileURLToPath(new URL('./download.js', import.meta.url));
  const child = spawn('nsenter', [`--net=/run/netns/${ns}`, process.execPath, program], {
    env: cleanEnv,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async download(job) {
      child.stdin.write(`${JSON.stringify(job)}\n`);
      const answer = await answers.next();
      if (answer.done === true) throw new Error('the downloader ended');
      return JSON.parse(answer.value) as Trace;
    },
    close() {
      child.stdin.end();
    },
  };
}
