import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CODES, VERDICTS } from '../../src/probe/codes.ts';
import { renderReport } from '../../src/report/index.ts';
import {
  failedMirror,
  fortyMirrors,
  sampleContext,
  sampleMirror,
  sampleReport,
} from '../support/sample-report.ts';
import { validateReport } from '../support/validate-report.ts';

const faultsOf = (report: unknown): string[] => validateReport(JSON.parse(JSON.stringify(report)));

describe('the report’s schema', () => {
  it('takes a report with every verdict and code', () => {
    expect(faultsOf(sampleReport(fortyMirrors()))).toEqual([]);
  });

  it('takes what the JSON renderer makes, cut or whole', () => {
    for (const top of [null, 1, 12]) {
      const text = renderReport(sampleReport(fortyMirrors()), 'json', sampleContext({ top }));
      expect(validateReport(JSON.parse(text))).toEqual([]);
    }
  });

  it('takes what is said of the line, its absence in reports of earlier versions, and null', () => {
    const line = { bytesPerSecond: 11_790_000, mirrors: ['docker.1ms.run', 'hub.rat.dev'] };
    const { line: _, ...earlier } = sampleReport(fortyMirrors());
    for (const report of [earlier, { ...earlier, line: null }, { ...earlier, line }]) {
      expect(faultsOf(report)).toEqual([]);
    }
    for (const top of [null, 1]) {
      const text = renderReport({ ...earlier, line }, 'json', sampleContext({ top }));
      expect(JSON.parse(text).line).toEqual(line);
    }
  });

  it('names the same verdicts and codes as the program', () => {
    const schema = JSON.parse(readFileSync('schema/report.schema.json', 'utf8'));
    expect(schema.$defs.verdict.enum).toEqual(VERDICTS);
    expect([...schema.$defs.code.enum].sort()).toEqual(Object.values(CODES).flat().sort());
  });

  it.each([
    ['a property it does not know', { ...sampleReport(), extra: 1 }],
    ['a mirror’s property it does not know', sampleReport([{ ...sampleMirror(), extra: 1 } as never])],
    ['a missing property', { ...sampleReport(), aborted: undefined }],
    ['another version', { ...sampleReport(), schemaVersion: 2 }],
    ['a usable mirror with a code', sampleReport([sampleMirror({ code: 'stale' })])],
    ['a failed mirror without one', sampleReport([failedMirror('dead', 'dns-failure', { code: null })])],
    ['a code of another verdict', sampleReport([failedMirror('dead', 'stale')])],
    ['a rank for one that is not usable', sampleReport([failedMirror('dead', 'dns-failure', { rank: 1 })])],
    ['userinfo', sampleReport([sampleMirror({ url: 'https://me:secret@docker.example.com' })])],
    ['a control character in detail', sampleReport([sampleMirror({ detail: 'a\u001b[2Jb' })])],
    ['a bidi character in detail', sampleReport([sampleMirror({ detail: 'a\u202eb' })])],
    [
      'a message of megabytes',
      sampleReport([failedMirror('dead', 'dns-failure', { message: 'A+'.repeat(1e6) })]),
    ],
    [
      'an operator of that length',
      sampleReport([sampleMirror({ operator: { name: 'A+'.repeat(1e6), kind: 'company' } })]),
    ],
    [
      'a parameter of that length',
      sampleReport([], { parameters: { ...sampleReport().parameters, lists: ['A+'.repeat(1e6)] } }),
    ],
    [
      'a zero where nothing was measured',
      sampleReport([sampleMirror({ throughput: { ...throughput, bytesPerSecond: 0 } })]),
    ],
    ['a line without a rate', sampleReport([], { line: { bytesPerSecond: 0, mirrors: ['a', 'b'] } })],
    ['a line that one mirror proves', sampleReport([], { line: { bytesPerSecond: 1, mirrors: ['a'] } })],
    ['a local time', sampleReport([], { startedAt: '2026-08-30T10:20:05+08:00' })],
    ['the same id twice', sampleReport([sampleMirror(), sampleMirror({ rank: 2 })])],
    ['ranks out of order', sampleReport([sampleMirror({ rank: 2 }), sampleMirror({ id: 'b', rank: 1 })])],
    ['a failed one before a usable one', sampleReport([failedMirror('dead', 'dns-failure'), sampleMirror()])],
    [
      'a summary that does not add up',
      sampleReport(undefined, { summary: { ...sampleReport().summary, usable: 0 } }),
    ],
    [
      'no reference with a digest',
      sampleReport([], { reference: { ...sampleReport().reference, source: 'none' } }),
    ],
    [
      'a name of a vantage that leads out of a folder',
      sampleReport([], { vantage: { ...sampleReport().vantage, name: 'a..b' } }),
    ],
  ])('refuses %s', (_, report) => {
    expect(faultsOf(report)).not.toEqual([]);
  });
});

const { throughput: sampleThroughput } = sampleMirror();
if (sampleThroughput === null) throw new TypeError('the sample has a throughput');
const throughput = sampleThroughput;
