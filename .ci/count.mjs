/**
 * `count.mjs <vitest report.json> <exit code>` prints "passed failed skipped".
 * A file that could not even be loaded has no tests to count and is one failure; so is a run without a report, and a run
 * that ended badly though no test of it failed (an unhandled error, a time-out).
 */
import { readFileSync } from 'node:fs';

const [path, exitCode] = process.argv.slice(2);

function countOf(report) {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: tests.filter((test) => test.status === 'passed').length,
    failed: tests.filter((test) => test.status === 'failed').length + unloaded.length,
    skipped: tests.filter((test) => !['passed', 'failed'].includes(test.status)).length,
  };
}

function read() {
  try {
    return countOf(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

const { passed, failed, skipped } = read();
const silentFailure = failed === 0 && (exitCode !== '0' || passed === 0) ? 1 : 0;
process.stdout.write(`${passed} ${failed + silentFailure} ${skipped}\n`);
