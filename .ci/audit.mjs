/**
 * `npm audit --omit=dev`: exit 0 when nothing is known against our dependencies, 1 when something is, and 75 when the
 * registry in use offers no audit (mirrors of the npm registry often do not): that is a printed skip, not a pass.
 */
import { spawnSync } from 'node:child_process';

const audit = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
const report = parse(audit.stdout);

if (report?.metadata?.vulnerabilities !== undefined) {
  const { total } = report.metadata.vulnerabilities;
  process.stdout.write(`${total} known vulnerabilities\n`);
  for (const [name, { severity }] of Object.entries(report.vulnerabilities)) {
    process.stdout.write(`  ${name}: ${severity}\n`);
  }
  process.exitCode = total === 0 ? 0 : 1;
} else if (audit.stderr.includes('audit endpoint returned an error')) {
  process.stdout.write('skipped: the registry in use has no audit endpoint\n');
  process.exitCode = 75;
} else {
  process.stderr.write(audit.stderr);
  process.exitCode = 1;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
