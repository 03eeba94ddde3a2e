import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { readStatus } from '../../src/status/read-status.ts';
import { spliceBetweenMarkers, updateReadme } from '../../src/status/readme.ts';
import { formatShare, renderStatusTable } from '../../src/status/table.ts';
import { failedMirror, sampleMirror } from '../support/sample-report.ts';
import { messagesFor } from '../support/words.ts';
import { HOUR_MS, hostileMirrors, NOW, record, reportAgo, temporaryFolder } from './support.ts';

const BEGIN = '<!-- mirror-status:begin -->';
const END = '<!-- mirror-status:end -->';

async function tableOf(data: string, lang: 'en' | 'zh' = 'en'): Promise<string> {
  return renderStatusTable(await readStatus(data, NOW), messagesFor(lang));
}

describe('the table', () => {
  it('has a line a mirror with all that is asked of it', async () => {
    const data = await temporaryFolder();
    await record(
      data,
      reportAgo(2 * HOUR_MS, [
        sampleMirror(),
        failedMirror('dead', 'dns-failure', { id: 'a.example', url: 'https://a.example' }),
      ]),
      reportAgo(HOUR_MS, [
        sampleMirror({ access: 'mainland-only' }),
        failedMirror('dead', 'dns-failure', { id: 'a.example', url: 'https://a.example' }),
      ]),
    );
    expect(await tableOf(data)).toBe(
      `1 of 2 mirrors usable from local, 2026-08-30 11:00 UTC, mirror-check 0.1.0.

| # | Mirror | Verdict | 24 h | 7 d | 30 d | TTFB | p95 | Speed | Pull | Image | Access | Last usable |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| 1 | \`https://docker.1ms.run\` | usable | 100 % | 100 % | 100 % | 120 ms | 120 ms | 8.31 MB/s | 9.2 s | current | mainland China only | now |
| – | \`https://a.example\` | dead \`dns-failure\` | 0 % | 0 % | 0 % | – | – | – | – | – |  | not in 1 day |
`,
    );
  });

  it('is there for each vantage, and never for several at once', async () => {
    const data = await temporaryFolder();
    await record(
      data,
      reportAgo(HOUR_MS),
      reportAgo(HOUR_MS, [failedMirror('dead', 'dns-failure', { id: 'docker.1ms.run' })], {
        vantage: 'abroad',
      }),
    );
    const text = await tableOf(data, 'zh');
    expect(text.split('### ').length).toBe(3);
    expect(text).toContain('检测点 abroad：共 1 个加速器，0 个可用');
    expect(text).toContain('检测点 local：共 1 个加速器，1 个可用');
  });

  it('shows hostile texts as text: rows, cells, links, mentions and tags stay ours', async () => {
    const data = await temporaryFolder();
    await record(data, reportAgo(HOUR_MS, hostileMirrors()));
    for (const lang of ['en', 'zh'] as const) {
      const html = micromark(await tableOf(data, lang), { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
      expect(html.match(/<tr>/g)?.length).toBe(4);
      expect(html.match(/<t[dh][ >]/g)?.length).toBe(4 * 13);
      expect(html.replace(/<\/?(?:table|thead|tbody|tr|th|td|p|code)[^>]*>/g, '')).not.toContain('<');
      const outsideCode = html.replace(/<code>[^<]*<\/code>/g, '');
      expect(outsideCode).not.toMatch(/@|octocat|javascript:|#1/);
    }
  });

  it('never rounds up to 100 %', () => {
    const share = (up: number, counted: number): string =>
      formatShare({ up, counted, share: counted === 0 ? null : up / counted });
    expect([share(1, 1), share(9_999, 10_000), share(0, 5), share(0, 0), share(2, 3)]).toEqual([
      '100 %',
      '99.9 %',
      '0 %',
      '–',
      '66.7 %',
    ]);
  });
});

describe('between the markers of a README', () => {
  const splice = (file: string | Buffer): string => {
    const spliced = spliceBetweenMarkers(Buffer.from(file), 'one\ntwo\n');
    return 'bytes' in spliced ? spliced.bytes.toString('latin1') : spliced.kind;
  };

  it('the table is replaced', () => {
    expect(splice(`# A\n${BEGIN}\nold\n${END}\nrest`)).toBe(`# A\n${BEGIN}\none\ntwo\n${END}\nrest`);
    expect(splice(`${BEGIN}\n${END}`)).toBe(`${BEGIN}\none\ntwo\n${END}`);
    expect(splice(`  ${BEGIN}\r\nold\r\n  ${END}\r\n`)).toBe(`  ${BEGIN}\r\none\r\ntwo\r\n  ${END}\r\n`);
  });

  it.each([
    ['no-markers', 'nothing'],
    ['no-markers', BEGIN],
    ['no-markers', `${END}\n${BEGIN}\n`],
    ['no-markers', `see \`${BEGIN}\` and \`${END}\``],
    ['many-markers', `${BEGIN}\n${END}\n${BEGIN}\n${END}\n`],
    ['many-markers', `${BEGIN}\n${BEGIN}\n${END}\n`],
  ])('%s', (kind, file) => {
    expect(splice(file)).toBe(kind);
  });

  it('every other byte stays, whatever it is', () => {
    const bytes = fc.uint8Array({ maxLength: 60 });
    fc.assert(
      fc.property(bytes, bytes, (before, after) => {
        const clean = (part: Uint8Array): Buffer => Buffer.from(part.filter((byte) => byte !== 0x3c));
        const file = Buffer.concat([clean(before), Buffer.from(`\n${BEGIN}\nold\n${END}\n`), clean(after)]);
        const spliced = spliceBetweenMarkers(file, 'new\n');
        if (!('bytes' in spliced)) throw new Error(spliced.kind);
        expect(spliced.bytes).toEqual(
          Buffer.concat([clean(before), Buffer.from(`\n${BEGIN}\nnew\n${END}\n`), clean(after)]),
        );
      }),
    );
  });

  it('a file that needs no change is not written', async () => {
    const readme = join(await temporaryFolder(), 'README.md');
    await writeFile(readme, `${BEGIN}\nold\n${END}\n`);
    expect(await updateReadme(readme, 'new\n')).toBe('changed');
    const { mtimeMs, ino } = await stat(readme);
    expect(await updateReadme(readme, 'new\n')).toBe('same');
    expect(await stat(readme)).toMatchObject({ mtimeMs, ino });
    await writeFile(readme, 'none');
    expect(await updateReadme(readme, 'new\n')).toBe('no-markers');
    expect(await readFile(readme, 'utf8')).toBe('none');
  });
});
