import { describe, expect, it } from 'vitest';
import { CODES } from '../../src/probe/codes.ts';
import { type RenderContext, renderReport } from '../../src/report/index.ts';
import type { MirrorReport, Report } from '../../src/report/types.ts';
import { createChalk } from '../../src/terminal/colour.ts';
import type { Lang } from '../../src/words/lang.ts';
import { displayWidth } from '../../src/words/width.ts';
import {
  failedMirror,
  fortyMirrors,
  sampleContext,
  sampleMirror,
  sampleReport,
} from '../support/sample-report.ts';
import { messagesFor } from '../support/words.ts';

const COMMAND = 'sudo npm install -g mirror-check@1.2.3 && sudo mirror-apply --top 3';
const notes: RenderContext['mirrorNotes'] = new Map([
  ['docker.nju.edu.cn', [{ kind: 'retired', on: '2024-06-07', reason: 'taken down' }]],
  ['docker.1ms.run', [{ kind: 'limits', limits: { requestsPerMinute: 20 } }]],
  ['aliyun', [{ kind: 'personal-address', variable: 'ALIYUN_MIRROR_ID' }]],
]);

function table(report: Report, overrides: Partial<RenderContext> = {}, lang: Lang = 'en'): string {
  return renderReport(report, 'table', sampleContext(overrides, lang));
}

/** A text as it reads when the terminal's line breaks are taken back. */
const flowing = (text: string): string => text.replace(/\s+/g, ' ');

describe.each(['en', 'zh'] as const)('the table in %s', (lang) => {
  const report = sampleReport(fortyMirrors(lang));

  it.each([24, 40, 59, 60, 80, 120])('fits %i columns, colour or not, verbose or not', (columns) => {
    for (const level of [0, 1] as const) {
      for (const verbose of [false, true]) {
        const text = table(report, { columns, verbose, chalk: createChalk(level), mirrorNotes: notes }, lang);
        for (const line of text.split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(columns);
      }
    }
  });

  it('says the same with colour as without', () => {
    const coloured = table(report, { chalk: createChalk(3) }, lang);
    // biome-ignore lint/complexity/useRegexLiterals: the escape character reads better so
    expect(coloured.replace(new RegExp('\u001b\\[[\\d;]*m', 'g'), '')).toBe(table(report, {}, lang));
    expect(table(report, {}, lang)).not.toContain('\u001b');
  });

  it('has the usable mirrors best first, one line each, and then each other one with its sentence', () => {
    const text = table(report, { columns: 100 }, lang);
    const usable = report.mirrors.filter(({ rank }) => rank !== null);
    const rows = text.split('\n').filter((line) => /^│\s+\d+ │/.test(line));
    expect(rows.length).toBe(usable.length);
    rows.forEach((row, index) => {
      expect(row).toContain(`│ ${index + 1} │ ${usable[index]?.url.replace('https://', '')}`);
    });
    const flat = flowing(text);
    const { verdict } = messagesFor(lang);
    for (const code of Object.values(CODES).flat()) {
      const mirror = report.mirrors.find((one) => one.code === code);
      expect(mirror, code).toBeDefined();
      if (mirror?.message) expect(text.replace(/\s+/g, '')).toContain(mirror.message.replace(/\s+/g, ''));
    }
    for (const word of Object.values(verdict.verdict)) expect(flat).toContain(word);
  });

  it('is the same text for the same report', () => {
    expect(table(report, {}, lang)).toBe(table(report, {}, lang));
  });
});

describe('the table', () => {
  it('is one compact line a usable mirror under 60 columns', () => {
    const text = table(sampleReport(fortyMirrors()), { columns: 40 });
    expect(text).not.toMatch(/[│─]/);
    const rows = text.split('\n').filter((line) => /^\d .*(?:MB|kB)\/s$/.test(line));
    expect(rows.length).toBe(9);
  });

  it('explains what it shows, and nothing else', () => {
    const wide = table(sampleReport(fortyMirrors()), { columns: 120 });
    expect(wide).toContain('TTFB:');
    expect(wide).toContain('current:');
    expect(wide).toContain('~:');
    const narrow = table(sampleReport(fortyMirrors()), { columns: 40 });
    expect(narrow).not.toContain('TTFB');
    expect(narrow).not.toContain('current:');
    expect(table(sampleReport())).not.toContain('~:');
  });

  it('leaves out what no mirror has: with --no-throughput no pull and no speed', () => {
    const text = table(sampleReport([sampleMirror({ throughput: null, pullSeconds: null, ttfbMs: null })]));
    expect(text).not.toMatch(/Pull|Speed|TTFB/);
    expect(text).toContain('Latency');
    expect(text).toContain('38.2 ms');
  });

  it.each([
    ['current', sampleMirror()],
    ['intact', sampleMirror({ images: [{ ...image(), fresh: null }] })],
    ['unchecked', sampleMirror({ verified: false })],
  ])('calls an image %s in a word', (word, mirror) => {
    const rows = table(sampleReport([mirror]))
      .split('\n')
      .filter((line) => line.startsWith('│ 1'));
    expect(rows[0]).toContain(word);
  });

  it('gives the names of a group one column, unless most are too long for it', () => {
    const failed = (host: string): MirrorReport =>
      failedMirror('dead', 'dns-failure', { id: host, url: `https://${host}` });
    const long = `${'long-name.'.repeat(4)}example.com`;
    const lineOf = (text: string, host: string): string =>
      text.split('\n').find((line) => line.startsWith(`  ${host}`)) ?? '';
    const mostlyShort = table(
      sampleReport([failed('a.example.com'), failed('bb.example.com'), failed(long)]),
    );
    expect(lineOf(mostlyShort, 'a.example.com')).toBe('  a.example.com   Its name does not resolve.');
    expect(lineOf(mostlyShort, long)).toBe(`  ${long}`);
    const mostlyLong = table(sampleReport([failed('a.example.com'), failed(long)]));
    expect(lineOf(mostlyLong, 'a.example.com')).toBe('  a.example.com');
  });

  it('tells http from https', () => {
    expect(table(sampleReport([sampleMirror({ url: 'http://192.0.2.1:5000' })]))).toContain(
      'http://192.0.2.1:5000',
    );
  });

  it('says in one sentence that there is no network', () => {
    const mirrors = Array.from({ length: 40 }, (_, index) =>
      failedMirror('unknown', 'no-network', { id: `m${index}`, url: `https://m${index}.example.com` }),
    );
    for (const format of ['table', 'markdown'] as const) {
      const text = renderReport(sampleReport(mirrors), format, sampleContext());
      expect(text.match(/no network/g)).toHaveLength(1);
      expect(text).not.toContain('m17.example.com');
    }
  });
});

function image(): MirrorReport['images'][number] {
  const [first] = sampleMirror().images;
  if (first === undefined) throw new TypeError('the sample has an image');
  return first;
}

describe.each(['table', 'plain', 'markdown'] as const)('for people, as %s, it says', (format) => {
  const render = (report: Report, overrides: Partial<RenderContext> = {}): string =>
    flowing(renderReport(report, format, sampleContext({ columns: 200, ...overrides }))).replaceAll('`', '');
  const vantage = sampleReport().vantage;

  it.each([
    ['that the line is direct', {}, 'directly'],
    ['through what proxy', { proxied: true, proxyKind: 'socks5' as const }, 'through a SOCKS5 proxy'],
    ['that only IPv6 was used', { ipFamilies: [6 as const] }, 'over IPv6 only'],
    ['that a fake-ip proxy makes latency mean little', { fakeIp: true }, 'latency means little'],
  ])('%s', (_, changes, words) => {
    expect(render(sampleReport(undefined, { vantage: { ...vantage, ...changes } }))).toContain(words);
  });

  it('nothing of proxies where there is none', () => {
    expect(render(sampleReport())).not.toMatch(/proxy/i);
  });

  it.each([
    ['hub', "Docker Hub's own nginx:latest"],
    ['given', 'the digest that you gave'],
    ['consensus', '5 independent operators'],
    ['none', 'nothing to hold nginx:latest against'],
  ] as const)('what it was held against: %s', (source, words) => {
    const digest = source === 'none' ? null : sampleReport().reference.digest;
    const votes = source === 'consensus' ? { votes: 5 } : {};
    expect(
      render(sampleReport(undefined, { reference: { image: 'nginx:latest', digest, source, ...votes } })),
    ).toContain(words);
  });

  it('that it was stopped, or ran out of time, also where the mirrors concerned are not shown', () => {
    expect(render(sampleReport(undefined, { aborted: true }))).toContain('stopped early');
    const late = sampleReport([sampleMirror(), failedMirror('unknown', 'deadline')]);
    expect(render(late, { top: 1 })).toContain('--deadline');
    expect(render(sampleReport())).not.toMatch(/stopped early|--deadline/);
  });

  it('that mirrors are simulated', () => {
    const parameters = { ...sampleReport().parameters, demo: true };
    expect(render(sampleReport(undefined, { parameters }))).toContain('simulated');
  });

  it('how many are shown with --top, and counts all', () => {
    const text = render(sampleReport(fortyMirrors()), { top: 3 });
    expect(text).toContain(`best 3 of ${fortyMirrors().length}`);
    expect(text).toContain(`${fortyMirrors().length} mirrors: 9 usable`);
    expect(text).toContain('dockerproxy.net');
    expect(text).not.toContain('docker.1panel.live');
    expect(render(sampleReport(fortyMirrors()), { top: fortyMirrors().length })).not.toContain('--top');
  });

  it('when to come back', () => {
    expect(render(sampleReport(fortyMirrors()))).toContain('Not before 10:35 UTC.');
  });

  it('footnotes: access, limits, retirement, templates, certificates, each marked where it belongs', () => {
    const text = render(sampleReport(fortyMirrors()), { mirrorNotes: notes });
    const marks: string[] = [];
    for (const words of [
      'Serves only images on its own list.',
      'Serves addresses in mainland China only.',
      'Allows 20 requests a minute.',
      'Retired 2024-06-07: taken down',
      'A personal address: ALIYUN_MIRROR_ID',
      'Its certificate ends in 3 days.',
    ]) {
      const [, mark = ''] = new RegExp(`(\\[\\d+\\]) ${words.slice(0, 20)}`).exec(text) ?? [];
      expect(mark, words).not.toBe('');
      marks.push(mark);
      // Beside a mirror, and before its own text.
      expect(text.split(mark).length, words).toBeGreaterThanOrEqual(3);
    }
    expect(new Set(marks).size).toBe(marks.length);
  });

  it('that the own line is what holds the fastest back, and which these are', () => {
    const [first, second, third] = fortyMirrors().map(({ id }) => id);
    const line = { bytesPerSecond: 11_790_000, mirrors: [first ?? '', second ?? '', third ?? ''] };
    const text = render(sampleReport(fortyMirrors(), { line }));
    const [, mark = ''] =
      /(\[\d+\]) These 3 are all as fast as your own line \(94 Mbit\/s\): among them latency decides\./.exec(
        text,
      ) ?? [];
    expect(mark).not.toBe('');
    // Beside three mirrors ([1] or [1,2]), and before its own text.
    const number = mark.slice(1, -1);
    expect(text.match(new RegExp(`\\[(?:\\d+,)*${number}(?:,\\d+)*\\]`, 'g'))).toHaveLength(4);
    expect(render(sampleReport(fortyMirrors(), { line }), { top: 2 })).toContain('These 2 are both as fast');
    expect(render(sampleReport(fortyMirrors(), { line }), { top: 1 })).toContain('as others are');
    expect(render(sampleReport(fortyMirrors(), { line: null }))).not.toContain('your own line');
    expect(render(sampleReport(fortyMirrors()))).not.toContain('your own line');
  });

  it('the next command, whole', () => {
    expect(render(sampleReport(), { nextCommand: COMMAND })).toContain(`Next: ${COMMAND}`);
    expect(
      renderReport(sampleReport(), format, sampleContext({ columns: 24, nextCommand: COMMAND })),
    ).toContain(COMMAND);
    expect(render(sampleReport())).not.toContain('Next:');
  });

  it('that nothing is usable', () => {
    const words = format === 'plain' ? '1 mirror: 1 dead.' : 'No mirror is usable from here.';
    expect(render(sampleReport([failedMirror('dead', 'dns-failure')]))).toContain(words);
  });

  it('more with --verbose', () => {
    const text = render(sampleReport(fortyMirrors()), { verbose: true });
    for (const words of [
      '毫秒镜像',
      'layers come from cdn.1ms.run',
      'DENIED: This image',
      'failed at: manifest (HTTP 403)',
      '76 left',
    ]) {
      expect(text).toContain(words);
    }
    expect(render(sampleReport(fortyMirrors()))).not.toContain('DENIED: This image');
  });
});

describe('plain', () => {
  const text = renderReport(sampleReport(fortyMirrors('zh')), 'plain', sampleContext({ columns: 24 }, 'zh'));

  it('has one line a mirror that greps by verdict, code and address in any language', () => {
    const rows = text.split('\n').filter((line) => line.includes('\t'));
    const fields = rows.map((row) => row.split('\t'));
    expect(fields.map(([verdict, code, rank, url]) => [verdict, code, rank, url])).toEqual(
      sampleReport(fortyMirrors('zh')).mirrors.map(({ verdict, code, rank, url }) => [
        verdict,
        code ?? '-',
        rank === null ? '-' : String(rank),
        url,
      ]),
    );
  });

  it('has no box and no colour, whatever the terminal', () => {
    expect(text).not.toMatch(/[│┌─]/);
    const coloured = renderReport(sampleReport(), 'plain', sampleContext({ chalk: createChalk(3) }));
    expect(coloured).not.toContain('\u001b');
  });
});
