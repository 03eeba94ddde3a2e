import type { MirrorReport, Report } from './types.ts';

type Cell = string | number | boolean | null;

/**
 * RFC 4180: a head, one record a mirror, CRLF. Times in ms, sizes in bytes, as in JSON; an empty cell was not measured. A
 * text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV injection); no number of ours is
 * negative, so none is touched.
 */
export function renderCsv(report: Report): string {
  const names = COLUMNS.map(([name]) => name);
  const records = report.mirrors.map((mirror) => COLUMNS.map(([, cell]) => cell(mirror, report)));
  return [names, ...records].map((record) => `${record.map(field).join(',')}\r\n`).join('');
}

const COLUMNS: readonly (readonly [string, (mirror: MirrorReport, report: Report) => Cell])[] = [
  ['rank', ({ rank }) => rank],
  ['id', ({ id }) => id],
  ['url', ({ url }) => url],
  ['verdict', ({ verdict }) => verdict],
  ['code', ({ code }) => code],
  ['message', ({ message }) => message],
  ['pull_seconds', ({ pullSeconds }) => pullSeconds],
  ['bytes_per_second', ({ throughput }) => throughput?.bytesPerSecond ?? null],
  ['bytes_per_second_low', ({ throughput }) => throughput?.low ?? null],
  ['bytes_per_second_high', ({ throughput }) => throughput?.high ?? null],
  ['steady', ({ throughput }) => throughput?.steady ?? null],
  ['ttfb_ms', ({ ttfbMs }) => ttfbMs],
  ['latency_ms', ({ latency }) => latency?.medianMs ?? null],
  ['jitter_ms', ({ latency }) => latency?.jitterMs ?? null],
  ['dns_ms', ({ dnsMs }) => dnsMs],
  ['connect_ms', ({ connectMs }) => connectMs],
  ['tls_ms', ({ tlsMs }) => tlsMs],
  ['token_ms', ({ tokenMs }) => tokenMs],
  ['manifest_ms', ({ manifestMs }) => manifestMs],
  ['image', ({ images }) => images[0]?.ref ?? null],
  ['digest', ({ images }) => images[0]?.digest ?? null],
  ['fresh', ({ images }) => images[0]?.fresh ?? null],
  ['verified', ({ verified }) => verified],
  ['works_with_classic', ({ worksWith }) => worksWith.classic],
  ['works_with_containerd', ({ worksWith }) => worksWith.containerd],
  ['operator', ({ operator }) => operator?.name ?? null],
  ['operator_kind', ({ operator }) => operator?.kind ?? null],
  ['access', ({ access }) => access],
  ['phase', ({ phase }) => phase],
  ['http_status', ({ httpStatus }) => httpStatus],
  ['detail', ({ detail }) => detail],
  ['token_host', ({ tokenHost }) => tokenHost],
  ['blob_hosts', ({ blobHosts }) => (blobHosts.length === 0 ? null : blobHosts.join(' '))],
  ['retry_at', ({ retryAt }) => retryAt],
  ['certificate_days_left', ({ certificateDaysLeft }) => certificateDaysLeft],
  ['requests', ({ requests }) => requests],
  ['bytes_received', ({ bytesReceived }) => bytesReceived],
  ['vantage', (_, { vantage }) => vantage.name],
  ['started_at', (_, { startedAt }) => startedAt],
  ['works_with_containers_image', ({ worksWith }) => worksWith.containersImage ?? null],
];

function field(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = RUNS_AS_FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n']|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Some spreadsheets skip blanks first, and take the full-width forms of East Asian keyboards too. */
const RUNS_AS_FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;
