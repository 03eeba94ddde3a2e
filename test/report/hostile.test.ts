import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { type Format, renderReport } from '../../src/report/index.ts';
import type { MirrorReport, Report } from '../../src/report/types.ts';
import { createChalk } from '../../src/terminal/colour.ts';
import { displayWidth } from '../../src/words/width.ts';
import { parseCsv } from '../support/parse-csv.ts';
import { parseExposition } from '../support/parse-exposition.ts';
import { failedMirror, sampleContext, sampleMirror, sampleReport } from '../support/sample-report.ts';

/** Pieces that mean something to some format, strung together in any order, and anything else. */
const hostile: fc.Arbitrary<string> = fc.oneof(
  fc
    .array(
      fc.constantFrom(
        ...[
          '|',
          '\\',
          '\\|',
          '`',
          '``',
          '\n',
          '\r\n',
          '\r',
          '\t',
          ',',
          '"',
          "'",
          '=',
          '+',
          '-',
          '@',
          '*',
          '_',
          '~',
          '#',
          '<',
          '>',
          '&',
        ],
        ...[
          '[x](https://evil.example)',
          '![x](https://evil.example/x.png)',
          '<script>alert(1)</script>',
          '<!--',
          '<b>',
          '&lt;b&gt;',
        ],
        ...[
          'https://evil.example',
          'www.evil.example',
          'me@evil.example',
          '@maintainer',
          '#1',
          'GH-1',
          ':smile:',
          '1. ',
          '- ',
          '| --- |',
          '[^1]: x',
        ],
        ...[
          '\u001b[31m',
          '\u001b]0;title\u0007',
          '\u009b2J',
          '\u0000',
          '\u202e',
          '\u2066',
          '\u2028',
          '\u200b',
          '\ufeff',
          '\ud800',
        ],
        ...[
          '"} 1\nevil_metric{a="',
          '\n# TYPE evil counter',
          '\\n',
          '=cmd|calc',
          '加速器',
          'word',
          ' ',
          '  ',
        ],
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

const hostileMirror = (text: fc.Arbitrary<string>): fc.Arbitrary<MirrorReport> =>
  fc
    .record({
      usable: fc.boolean(),
      id: text,
      url: text,
      operator: text,
      message: text,
      detail: text,
      host: text,
      ref: text,
    })
    .map(({ usable, id, url, operator, message, detail, host, ref }) => {
      const said: Partial<MirrorReport> = {
        id,
        url,
        operator: { name: operator, kind: 'personal' },
        detail,
        message: usable ? null : message,
        blobHosts: [host],
        tokenHost: host,
        images: [{ ref, present: true, digest: null, fresh: null, code: null }],
      };
      return usable ? sampleMirror(said) : failedMirror('dead', 'dns-failure', said);
    });

const hostileReport: fc.Arbitrary<Report> = fc
  .tuple(hostileMirror(hostile), hostileMirror(hostile), hostile, hostile)
  .map(([first, second, image, vantage]) => {
    // Prometheus wants every series once; ids are unique in a report.
    const mirrors = [first, { ...second, id: `${second.id}2` }];
    const base = sampleReport(mirrors);
    return { ...base, reference: { ...base.reference, image }, vantage: { ...base.vantage, name: vantage } };
  });

/** The same report with nothing special in it: how many rows and cells there ought to be. */
function tame(report: Report): Report {
  const base = sampleReport(
    report.mirrors.map((mirror, index) =>
      mirror.verdict === 'usable'
        ? sampleMirror({ id: `m${index}` })
        : failedMirror('dead', 'dns-failure', { id: `m${index}` }),
    ),
  );
  return base;
}

const render = (report: Report, format: Format, columns = 80): string =>
  renderReport(report, format, sampleContext({ columns, verbose: true, mirrorNotes: new Map() }));

function holds(check: (report: Report) => void): void {
  fc.assert(fc.property(hostileReport, check), { numRuns: 100 });
}

describe('nothing that a stranger says', () => {
  it('reaches a terminal as a control, bidi or colour code, or is wider than it', () => {
    holds((report) => {
      for (const format of ['table', 'plain', 'csv', 'markdown', 'prometheus'] as const) {
        expect(render(report, format)).not.toMatch(
          /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/,
        );
      }
      for (const format of ['json', 'ndjson'] as const) {
        expect(render(report, format)).not.toMatch(
          /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/,
        );
      }
      for (const columns of [40, 80]) {
        for (const line of render(report, 'table', columns).split('\n'))
          expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      }
    });
  });

  it('adds a row to the table, or a colour', () => {
    holds((report) => {
      const rows = (text: string): number => text.split('\n').filter((line) => /^[├│┌└]/.test(line)).length;
      expect(rows(render(report, 'table'))).toBe(rows(render(tame(report), 'table')));
      const coloured = renderReport(report, 'table', sampleContext({ chalk: createChalk(1) }));
      expect(coloured.replace(/\u001b\[(?:1|2|22|31|33|39)m/g, '')).not.toContain('\u001b');
    });
  });

  it('adds a line or a field to plain', () => {
    holds((report) => {
      const fields = (text: string): number[] =>
        text.split('\n').flatMap((line) => (line.includes('\t') ? [line.split('\t').length] : []));
      expect(fields(render(report, 'plain'))).toEqual(fields(render(tame(report), 'plain')));
    });
  });

  it('adds a line to NDJSON, or changes on its way through JSON', () => {
    holds((report) => {
      const lines = render(report, 'ndjson').split('\n');
      expect(lines.length).toBe(report.mirrors.length + 2);
      const { mirrors } = JSON.parse(render(report, 'json'));
      expect(mirrors.map(({ detail }: MirrorReport) => detail)).toEqual(
        report.mirrors.map(({ detail }) => detail),
      );
    });
  });

  it('adds a record or a cell to CSV, or is a formula', () => {
    holds((report) => {
      const records = parseCsv(render(report, 'csv'));
      const plain = parseCsv(render(tame(report), 'csv'));
      expect(records.map((record) => record.length)).toEqual(plain.map((record) => record.length));
      for (const cell of records.flat()) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]/);
    });
  });

  it('adds a sample, a label or a family to the exposition', () => {
    holds((report) => {
      const shape = (text: string): unknown => {
        const { types, samples } = parseExposition(text);
        return [[...types], samples.map(({ name, labels, value }) => [name, Object.keys(labels), value])];
      };
      expect(shape(render(report, 'prometheus'))).toEqual(shape(render(tame(report), 'prometheus')));
    });
  });

  it('is a link, an image, HTML, a mention, a row or a cell in GitHub’s Markdown', () => {
    holds((report) => {
      const text = render(report, 'markdown');
      const html = micromark(text, {
        extensions: [gfm()],
        htmlExtensions: [gfmHtml()],
        allowDangerousHtml: true,
        allowDangerousProtocol: true,
      });
      const elements = new Set(Array.from(html.matchAll(/<([a-z][a-z0-9]*)/gi), ([, name]) => name));
      for (const name of elements) expect(ALLOWED, `${name} in ${html}`).toContain(name);
      const count = (all: string, tag: string): number => all.split(tag).length;
      const expected = micromark(render(tame(report), 'markdown'), {
        extensions: [gfm()],
        htmlExtensions: [gfmHtml()],
      });
      for (const tag of ['<tr>', '<td>', '<th>', '<table>'])
        expect(count(html, tag), html).toBe(count(expected, tag));
      // GitHub looks for mentions, issue numbers and emoji in the text that is left outside of code.
      const outside = html.replace(/<code>.*?<\/code>/gs, '').replace(/<[^>]*>/g, ' ');
      expect(outside).not.toMatch(/@\w|#\d|GH-\d|:\w+:|https?:|www\./);
    });
  });
});

const ALLOWED = ['p', 'strong', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'code', 'ul', 'li'];
