import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { MirrorReport, Report } from '../../../src/report/types.ts';

const BIN = fileURLToPath(new URL('../../../bin/mirror-check.js', import.meta.url));

export interface Checked {
  readonly exitCode: number | undefined;
  readonly report: Report;
  /** The first mirror's. */
  readonly mirror: MirrorReport;
}

/** Runs the built `mirror-check` with `--format json`; `prefix` puts it into a namespace. */
export async function mirrorCheck(args: readonly string[], prefix: readonly string[] = []): Promise<Checked> {
  const [program = '', ...rest] = [...prefix, process.execPath, BIN, ...args, '--format', 'json'];
  const { exitCode, stdout, stderr } = await execa(program, rest, { reject: false });
  // The contract says what it is; whether it is so is what the schema's own test proves.
  const report = parse(stdout, stderr) as Report;
  const [mirror] = report.mirrors;
  if (mirror === undefined) throw new Error(`no mirror in the report: ${stdout}`);
  return { exitCode, report, mirror };
}

function parse(stdout: string, stderr: string): unknown {
  try {
    return JSON.parse(stdout);
  } catch (cause) {
    throw new Error(`no report: ${stderr}`, { cause });
  }
}
