import { errnoOf } from '../host/file-failure.ts';
import { HOST } from '../host/limits.ts';
import { openPlainFile } from '../host/plain-file.ts';

/** The last lines of a log file that a daemon writes to directly, from `since` on; empty when it cannot be read. */
export async function linesOfLogFile(path: string, since: Date): Promise<readonly string[]> {
  const text = await tailOf(path);
  return text === null ? [] : linesSince(text, since).slice(-HOST.logLines);
}

/**
 * From the first line on that is as late as `since`. Those of Go daemons carry `time="2026-11-21T06:08:30.123456789Z"`; one without
 * a time (a message on its way out, a Go trace) goes with the line before it. Pure.
 */
export function linesSince(text: string, since: Date): readonly string[] {
  const lines = text.split('\n').filter((line) => line !== '');
  const first = lines.findIndex((line) => {
    const time = /\btime="([^"]{10,40})"/.exec(line)?.[1];
    return time !== undefined && Date.parse(time) >= since.getTime();
  });
  return first === -1 ? [] : lines.slice(first);
}

async function tailOf(path: string): Promise<string | null> {
  try {
    const file = await openPlainFile(path);
    if (file === null) return null;
    try {
      const { size } = await file.stat();
      const start = Math.max(0, size - HOST.logTailBytes);
      const { buffer, bytesRead } = await file.read(
        Buffer.alloc(HOST.logTailBytes),
        0,
        HOST.logTailBytes,
        start,
      );
      return buffer.subarray(0, bytesRead).toString('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return null;
  }
}
