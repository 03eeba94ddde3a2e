import type { SimulatedMirror } from '../../src/demo/simulated-mirror.ts';
import type { MirrorReport, Report } from '../../src/report/types.ts';
import { type CliOptions, type CliRun, onlyMirror, reportOf, runCli } from './cli.ts';

/** What `mirror-check … --format json` reported of these addresses. */
export async function checked(
  args: readonly string[],
  options: CliOptions = {},
): Promise<CliRun & { report: Report }> {
  const run = await runCli([...args, '--format', 'json'], options);
  return { ...run, report: reportOf(run) };
}

/** The same of one mirror: `nginx:latest` held against this Hub, whatever else is asked for. */
export async function checkedOne(
  mirror: Pick<SimulatedMirror, 'url'>,
  hub: Pick<SimulatedMirror, 'url'>,
  ...options: readonly string[]
): Promise<MirrorReport> {
  const { report } = await checked([mirror.url, '--hub', hub.url, ...options]);
  return onlyMirror(report);
}

/** A list as users write one, each mirror of an operator of its own unless `operator` says otherwise. */
export function listOf(
  mirrors: readonly { readonly id: string; readonly url: string; readonly operator?: string }[],
): string {
  return JSON.stringify({
    mirrors: mirrors.map(({ id, url, operator = id }) => ({
      id,
      url,
      operator: { name: operator, kind: 'company' },
      access: 'public',
    })),
  });
}

export function mirrorNamed(report: Report, id: string): MirrorReport {
  const mirror = report.mirrors.find((one) => one.id === id);
  if (mirror === undefined)
    throw new Error(`no ${id} among ${report.mirrors.map((one) => one.id).join(', ')}`);
  return mirror;
}
