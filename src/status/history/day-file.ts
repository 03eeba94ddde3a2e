import { constants, createReadStream } from 'node:fs';
import { lstat, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeOutputFolder } from '../../host/output-file.ts';
import { ForeignLink, openOutputPath } from '../../host/output-path.ts';
import type { Report } from '../../report/types.ts';
import { parseStoredReport } from '../../survey/stored-report.ts';
import { STATUS } from '../limits.ts';
import { isInstant } from '../names.ts';

/** What a day's file of reports holds. */
export interface DayFile {
  readonly reports: readonly Report[];
  /** Of the file, its unfinished end included. */
  readonly bytes: number;
  /** Where the last whole line ends. */
  readonly wholeBytes: number;
  /** Whole lines that are not reports: a merge conflict, an edit by hand. They are left alone and not counted. */
  readonly strangeLines: number;
}

const NO_FILE: DayFile = { reports: [], bytes: 0, wholeBytes: 0, strangeLines: 0 };

/**
 * Reads one day. A killed run leaves an unfinished last line; a report that is whole but for its newline counts, half a
 * report does not. A runId that occurs twice counts once. Rejects with the system's error.
 */
export async function readDayFile(path: string): Promise<DayFile> {
  const bytes = await sizeOf(path);
  if (bytes === null) return NO_FILE;
  const reports = new Map<string, Report>();
  let wholeBytes = 0;
  let strangeLines = 0;
  for await (const { line, end, terminated } of linesOf(path, STATUS.dayBytes)) {
    const stored = line.length === 0 ? null : await parseStoredReport(line.toString('utf8'));
    if (stored?.ok === true && isInstant(stored.report.startedAt) && isInstant(stored.report.finishedAt)) {
      if (!reports.has(stored.report.runId)) reports.set(stored.report.runId, stored.report);
      wholeBytes = end;
    } else if (terminated) {
      if (line.length > 0) strangeLines += 1;
      wholeBytes = end;
    }
  }
  return { reports: [...reports.values()], bytes, wholeBytes, strangeLines };
}

/**
 * Adds a report as the last line, after cutting off what a killed run left of its own. The line is written at once and is on
 * the disk when this returns; killed in between it is the unfinished last line of the next reading. Returns the new size.
 */
export async function appendToDayFile(path: string, present: DayFile, report: Report): Promise<number> {
  await makeOutputFolder(dirname(path));
  const line = Buffer.from(`${JSON.stringify(report)}\n`);
  const target = await openOutputPath(path, 'keep');
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);
  const handle = await open(target.path, flags, 0o666).finally(() => target.close());
  try {
    // The name may be another's for a file that only root can write (protected_hardlinks of proc(5) can be off).
    if (target.isForeign && (await handle.stat()).nlink > 1) throw new ForeignLink(path, 'has another name');
    if (present.wholeBytes < present.bytes) await handle.truncate(present.wholeBytes);
    // A whole report that lacks nothing but its newline.
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    const text = size > 0 && last[0] !== NEWLINE ? Buffer.concat([Buffer.from('\n'), line]) : line;
    await handle.writeFile(text);
    await handle.sync();
    return size + text.length;
  } finally {
    await handle.close();
  }
}

/** null: there is no such file. A link is none, wherever it leads, nor is a folder, a pipe or a device. */
export async function sizeOf(path: string): Promise<number | null> {
  try {
    const stats = await lstat(path);
    return stats.isFile() ? stats.size : null;
  } catch (error) {
    if (isNotThere(error)) return null;
    throw error;
  }
}

/** null: there is no such file. At most `limitBytes`; a longer file is not one of ours. */
export async function textOf(path: string, limitBytes: number): Promise<string | null> {
  const bytes = await sizeOf(path);
  return bytes === null || bytes > limitBytes ? null : readFile(path, 'utf8');
}

export function isNotThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

const NEWLINE = 0x0a;

interface Line {
  readonly line: Buffer;
  /** Offset behind it and its newline. */
  readonly end: number;
  /** Whether it has one. */
  readonly terminated: boolean;
}

/** One line at a time in memory; what lies behind `limitBytes` is not read. */
async function* linesOf(path: string, limitBytes: number): AsyncGenerator<Line, void, void> {
  let rest: Buffer[] = [];
  let offset = 0;
  for await (const data of createReadStream(path, { end: limitBytes - 1 })) {
    let chunk: Buffer = Buffer.from(data);
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE)) {
      const line = Buffer.concat([...rest, chunk.subarray(0, at)]);
      offset += line.length + 1;
      yield { line, end: offset, terminated: true };
      rest = [];
      chunk = chunk.subarray(at + 1);
    }
    if (chunk.length > 0) rest.push(chunk);
  }
  const line = Buffer.concat(rest);
  if (line.length > 0) yield { line, end: offset + line.length, terminated: false };
}
