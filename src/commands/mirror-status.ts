import { STATUS } from '../limits.ts';
import { packageInfo } from '../package-info.ts';
import { cleanText } from '../registry/untrusted-text.ts';
import type { TableWords } from '../status/table.ts';
import { writeNote, writeResult } from '../terminal/streams.ts';
import { loadMessages, type Messages } from '../words/index.ts';
import type { StatusProblem } from '../words/status/messages.ts';
import { languageOf } from './frame/command-line.ts';
import { UsageError } from './frame/usage-error.ts';
import { parseStatusRequest, type StatusRequest } from './status/command-line.ts';

type Words = Pick<Messages, 'frame' | 'status'>;
type Request<Kind extends StatusRequest['kind']> = Extract<StatusRequest, { kind: Kind }>;

/** `mirror-status`: arguments to exit code (docs/interface.md). */
export async function main(argv: readonly string[]): Promise<number> {
  const lang = languageOf(argv, process.env);
  const messages = await loadMessages(lang, ['frame', 'status']);
  try {
    const request = parseStatusRequest(argv, messages);
    switch (request.kind) {
      case 'text':
        return await write(request.text, messages);
      case 'record':
        return await record(request, messages);
      case 'build':
        return await build(request, messages);
      case 'table':
        return await table(request, { ...messages, ...(await loadMessages(lang, ['verdict'])) });
      default:
        return request satisfies never;
    }
  } catch (error) {
    if (error instanceof UsageError) {
      const { seeHelp } = messages.frame.usage;
      writeNote(`${[...error.sentences, seeHelp('mirror-status')].join('\n')}\n`);
      return 2;
    }
    const code = systemCode(error);
    if (code !== null) {
      const path = error instanceof Error && 'path' in error ? String(error.path) : argv[0];
      return fail(path ?? '', 'system', messages.frame.note.systemError(code), messages);
    }
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    writeNote(`${messages.frame.note.crashed(text, `${packageInfo().homepage}/issues`)}\n`);
    return 70;
  }
}

async function record({ data, files, quiet }: Request<'record'>, messages: Words): Promise<number> {
  const { recordReport } = await import('../status/history/record.ts');
  const { withHistoryLock } = await import('../status/history/with-lock.ts');
  const { readText, readTextFile } = await import('../host/read-text.ts');
  const { note } = messages.status;
  const owner = { uid: process.getuid?.() ?? null, env: process.env };
  const failures = await withHistoryLock(data, owner, async () => {
    let refused = 0;
    for (const file of files) {
      const name = file === '-' ? 'stdin' : cleanText(file);
      const read =
        file === '-'
          ? await readText(process.stdin, STATUS.reportBytes)
          : await readTextFile(file, STATUS.reportBytes);
      if (!read.ok) {
        refused += 1;
        fail(name, read.reason, cleanText(read.detail), messages);
        continue;
      }
      const outcome = await recordReport(data, read.text, Date.now());
      if (outcome.kind === 'refused') {
        refused += 1;
        fail(name, outcome.reason, outcome.detail, messages);
        continue;
      }
      const { vantage, day, repairedBytes, strangeLines } = outcome;
      if (repairedBytes > 0) tell(note.repaired(vantage, day, repairedBytes), quiet);
      if (strangeLines > 0) tell(note.strangeLines(vantage, day, strangeLines), quiet);
      tell(note[outcome.kind](name, vantage, day), quiet);
    }
    return refused;
  });
  if (failures === null) return fail(cleanText(data), 'busy', '', messages);
  return failures > 0 ? 3 : 0;
}

async function build(request: Request<'build'>, messages: Words): Promise<number> {
  const { buildSite } = await import('../status/build.ts');
  const files = await buildSite({ ...request, now: now() });
  if (files === null) return fail(cleanText(request.data), 'no-history', '', messages);
  tell(messages.status.note.built(cleanText(request.out), files), request.quiet);
  return 0;
}

async function table(
  { data, readme, vantage, quiet }: Request<'table'>,
  messages: Words & TableWords,
): Promise<number> {
  const { readStatus } = await import('../status/read-status.ts');
  const { renderStatusTable } = await import('../status/table.ts');
  const vantages = await readStatus(data, now());
  const chosen = vantages.filter(({ name }) => vantage === null || name === vantage);
  if (vantages.length === 0) return fail(cleanText(data), 'no-history', '', messages);
  if (chosen.length === 0) return fail(cleanText(data), 'no-vantage', vantage ?? '', messages);
  const text = renderStatusTable(chosen, messages);
  if (readme === null) return write(text, messages);
  const { updateReadme } = await import('../status/readme.ts');
  const { note } = messages.status;
  const name = cleanText(readme);
  const outcome = await updateReadme(readme, text);
  switch (outcome) {
    case 'changed':
      tell(note.tableWritten(name), quiet);
      return 0;
    case 'same':
      tell(note.tableSame(name), quiet);
      return 0;
    case 'no-markers':
    case 'many-markers':
      return fail(name, outcome, '', messages);
    default:
      return outcome satisfies never;
  }
}

/** For builds that must come out the same each time: https://reproducible-builds.org/specs/source-date-epoch/ */
function now(): number {
  const epoch = process.env['SOURCE_DATE_EPOCH'];
  return epoch !== undefined && /^\d{1,12}$/.test(epoch) ? Number(epoch) * 1000 : Date.now();
}

function tell(sentence: string, quiet: boolean): void {
  if (!quiet) writeNote(`${sentence}\n`);
}

/** What went wrong is said even when quiet. Exit 3. */
function fail(name: string, problem: StatusProblem, detail: string, { status }: Words): 3 {
  writeNote(`${status.note.refused(name, problem, detail)}\n`);
  return 3;
}

async function write(text: string, { frame }: Words): Promise<number> {
  const outcome = await writeResult(text, null);
  if (outcome.kind !== 'failed') return 0;
  writeNote(`${frame.note.cannotWrite(outcome.target, outcome.code)}\n`);
  return 3;
}

/** ENOENT, EACCES, ENOSPC …: what the system refuses is no fault of ours. */
function systemCode(error: unknown): string | null {
  return error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^E[A-Z0-9]+$/.test(error.code)
    ? error.code
    : null;
}
