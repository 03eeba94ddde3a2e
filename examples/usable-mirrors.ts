/**
 * Prints the mirrors that work from here, best first, and keeps the report. Any argument is a mirror to ask; `--demo` asks simulated
 * ones. Compile it with TypeScript, in a project that has mirror-check: `npm install mirror-check`.
 */
import { writeFile } from 'node:fs/promises';
import { type CheckOptions, checkMirrors, renderReport, UsageError } from 'mirror-check';

const args = process.argv.slice(2);
const options: CheckOptions = args.includes('--demo')
  ? { demo: true, throughput: false, timeout: 10 }
  : { urls: args, image: ['nginx'], timeout: 10 };

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

try {
  const report = await checkMirrors(options, {
    signal: stop.signal,
    lang: 'en',
    onEvent: (event) => {
      if (event.kind === 'mirror-finished') console.error(`${event.id}: ${event.verdict}`);
    },
  });
  for (const { url, verdict, pullSeconds } of report.mirrors) {
    if (verdict === 'usable') console.log(url, pullSeconds ?? '');
  }
  await writeFile('report.json', await renderReport(report, 'json'));
  await writeFile('report.md', await renderReport(report, 'markdown'));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  for (const sentence of error.sentences) console.error(sentence);
  process.exitCode = 2;
}
