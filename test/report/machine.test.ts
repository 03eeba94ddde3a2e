import { describe, expect, it } from 'vitest';
import { VERDICTS } from '../../src/probe/codes.ts';
import { type Format, type RenderContext, renderReport } from '../../src/report/index.ts';
import type { Report } from '../../src/report/types.ts';
import { parseCsv } from '../support/parse-csv.ts';
import { parseExposition } from '../support/parse-exposition.ts';
import {
  failedMirror,
  fortyMirrors,
  sampleContext,
  sampleMirror,
  sampleReport,
} from '../support/sample-report.ts';

const render = (report: Report, format: Format, overrides: Partial<RenderContext> = {}): string =>
  renderReport(report, format, sampleContext(overrides));
const forty = sampleReport(fortyMirrors());

describe('json', () => {
  it('is the report, indented, with a final newline', () => {
    const text = render(forty, 'json');
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(forty)));
    expect(text).toMatch(/^\{\n {2}"schemaVersion": 1,\n/);
    expect(text.endsWith('}\n')).toBe(true);
  });

  it('is cut by --top, with the summary whole', () => {
    const cut = JSON.parse(render(forty, 'json', { top: 2 }));
    expect(cut.mirrors.map(({ rank }: { rank: number }) => rank)).toEqual([1, 2]);
    expect(cut.summary).toEqual(forty.summary);
  });

  it('spells controls that a terminal would obey, and is the same to a parser', () => {
    const nasty = 'a\u009b2Jb\u202ec\u2028d\u007fe';
    const text = render(sampleReport([sampleMirror({ detail: nasty })]), 'json');
    expect(text).not.toMatch(/[\u007f-\u009f\u202e\u2028]/);
    expect(JSON.parse(text).mirrors[0].detail).toBe(nasty);
  });
});

describe('ndjson', () => {
  it('is one mirror a line, then the rest of the report', () => {
    const lines = render(forty, 'ndjson').split('\n');
    expect(lines.pop()).toBe('');
    const values = lines.map((line) => JSON.parse(line));
    const last = values.pop();
    expect(values).toEqual(JSON.parse(JSON.stringify(forty.mirrors)));
    expect({ ...last, mirrors: values }).toEqual(JSON.parse(JSON.stringify(forty)));
    expect(values.some((value) => 'summary' in value)).toBe(false);
  });
});

describe('csv', () => {
  const [heads = [], ...records] = parseCsv(render(forty, 'csv'));
  const cell = (record: readonly string[] | undefined, head: string): string | undefined =>
    record?.[heads.indexOf(head)];

  it('has a head and one record a mirror, all as wide', () => {
    expect(records.length).toBe(forty.mirrors.length);
    expect(new Set(heads).size).toBe(heads.length);
    for (const record of records) expect(record.length).toBe(heads.length);
  });

  it('has the figures as they are in JSON, and nothing where nothing was measured', () => {
    const [first] = forty.mirrors;
    expect(cell(records[0], 'url')).toBe(first?.url);
    expect(cell(records[0], 'pull_seconds')).toBe(String(first?.pullSeconds));
    expect(cell(records[0], 'bytes_per_second')).toBe(String(first?.throughput?.bytesPerSecond));
    expect(cell(records[0], 'verified')).toBe('true');
    const dead = records.find((record) => cell(record, 'verdict') === 'dead');
    for (const head of [
      'rank',
      'pull_seconds',
      'bytes_per_second',
      'ttfb_ms',
      'latency_ms',
      'fresh',
      'retry_at',
    ]) {
      expect(cell(dead, head), head).toBe('');
    }
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '＝1+1', '＠x'])(
    'takes the formula out of %j',
    (detail) => {
      const text = render(sampleReport([sampleMirror({ detail })]), 'csv');
      const [, record] = parseCsv(text);
      expect(cell(record, 'detail')).toBe(`'${detail.trim()}`);
    },
  );

  it('leaves texts alone that only hold such characters', () => {
    const [, record] = parseCsv(render(sampleReport([sampleMirror({ detail: 'a-b=c, "d"' })]), 'csv'));
    expect(cell(record, 'detail')).toBe('a-b=c, "d"');
  });
});

describe('prometheus', () => {
  const mirrors = [
    sampleMirror(),
    failedMirror('dead', 'dns-failure', { id: 'gone' }),
    failedMirror('unknown', 'deadline', { id: 'late' }),
  ];
  const { samples, types, helps } = parseExposition(render(sampleReport(mirrors), 'prometheus'));
  const values = (name: string): [string | undefined, number][] =>
    samples.filter((sample) => sample.name === name).map(({ labels, value }) => [labels['mirror'], value]);

  it('has the families of the contract, each with help and type', () => {
    const families = [
      'mirror_check_usable',
      'mirror_check_verdict',
      'mirror_check_pull_seconds',
      'mirror_check_throughput_bytes_per_second',
      'mirror_check_ttfb_seconds',
      'mirror_check_last_run_timestamp_seconds',
    ];
    expect([...types]).toEqual(families.map((name) => [name, 'gauge']));
    expect([...helps.keys()]).toEqual(families);
    for (const { labels } of samples) expect(labels['vantage']).toBe('local');
  });

  it('has base units, and only what was measured', () => {
    expect(values('mirror_check_pull_seconds')).toEqual([['docker.1ms.run', 9.23]]);
    expect(values('mirror_check_ttfb_seconds')).toEqual([['docker.1ms.run', 0.12]]);
    expect(values('mirror_check_throughput_bytes_per_second')).toEqual([['docker.1ms.run', 8_312_000]]);
    // What was not asked is neither usable nor not.
    expect(values('mirror_check_usable')).toEqual([
      ['docker.1ms.run', 1],
      ['gone', 0],
    ]);
  });

  it('has the verdict as a state set', () => {
    for (const { id, verdict } of mirrors) {
      const states = samples.filter(
        ({ name, labels }) => name === 'mirror_check_verdict' && labels['mirror'] === id,
      );
      expect(states.map(({ labels }) => labels['verdict'])).toEqual(VERDICTS);
      expect(states.filter(({ value }) => value === 1).map(({ labels }) => labels['verdict'])).toEqual([
        verdict,
      ]);
    }
  });

  it('has the end of the run in seconds', () => {
    // 2026-08-30T10:20:48.020Z
    expect(values('mirror_check_last_run_timestamp_seconds')).toEqual([[undefined, 1_788_085_248.02]]);
  });

  it('is empty but for the run when no mirror was measured', () => {
    const { types: few } = parseExposition(render(sampleReport([]), 'prometheus'));
    expect([...few.keys()]).toEqual(['mirror_check_last_run_timestamp_seconds']);
  });
});
