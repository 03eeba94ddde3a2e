import { renderReport } from '../../../src/report/index.ts';
import { sampleContext, sampleMirror, sampleReport } from '../../support/sample-report.ts';

/** A report of ours on mirrors at these addresses. */
export function toReportText(
  urls: readonly string[],
  format: 'json' | 'ndjson' | 'csv' | 'plain' | 'markdown',
): string {
  const mirrors = urls.map((url, index) => sampleMirror({ id: `m${index}`, url }));
  return renderReport(sampleReport(mirrors), format, sampleContext());
}
