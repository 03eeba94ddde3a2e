import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { VERDICTS, type Verdict } from '../../src/probe/codes.ts';
import { buildSite } from '../../src/status/build.ts';
import { recordReport } from '../../src/status/history/record.ts';
import { badgeSvg } from '../../src/status/machine/badge.ts';
import { blockStrip } from '../../src/status/site/blocks.ts';
import { markup } from '../../src/status/site/markup.ts';
import { checkCommand } from '../../src/status/site/snippets.ts';
import { failedMirror, sampleMirror } from '../support/sample-report.ts';
import { historyReports } from '../support/status-history.ts';
import { messagesFor } from '../support/words.ts';
import {
  HOSTILE,
  HOUR_MS,
  hostileMirrors,
  NOW,
  newFolder,
  reading,
  record,
  reportAgo,
  temporaryFolder,
} from './support.ts';

async function filesOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder, { recursive: true });
  const files = new Map<string, string>();
  for (const name of names.map((one) => one.replaceAll('\\', '/')).sort()) {
    const path = join(folder, name);
    if ((await stat(path)).isFile()) files.set(name, await reading(path));
  }
  return files;
}

async function built(data: string, baseUrl: string | null = null): Promise<ReadonlyMap<string, string>> {
  const out = await temporaryFolder();
  await buildSite({ data, out, baseUrl, title: null, now: NOW });
  return filesOf(out);
}

const text = (files: ReadonlyMap<string, string>, path: string): string => {
  const found = files.get(path);
  if (found === undefined) throw new Error(`no ${path} in ${[...files.keys()].join(' ')}`);
  return found;
};

describe('a site of sixty mirrors at two vantages', () => {
  let files: ReadonlyMap<string, string> = new Map();

  beforeAll(async () => {
    const shape = { vantages: ['abroad', 'local'], days: 20, runsADay: 3, mirrors: 60, end: NOW - HOUR_MS };
    const folder = await newFolder();
    const data = join(folder, 'data');
    const out = join(folder, 'site');
    for (const report of historyReports(shape)) await recordReport(data, JSON.stringify(report), NOW);
    await buildSite({ data, out, baseUrl: 'https://status.example.com/mirrors/', title: null, now: NOW });
    files = await filesOf(out);
    await rm(folder, { recursive: true });
  });

  it('keeps each page under 100 KB', () => {
    const pages = [...files].filter(([path]) => path.endsWith('.html'));
    expect(pages.length).toBe(2 * (1 + 2 + 2 * 60));
    for (const [path, page] of pages) expect(Buffer.byteLength(page), path).toBeLessThan(100_000);
  });

  it('leads nowhere that is not there, and loads nothing from elsewhere', () => {
    for (const [path, page] of files) {
      if (!path.endsWith('.html')) continue;
      for (const [, attribute = '', target = ''] of page.matchAll(/\s(href|src)="([^"]*)"/g)) {
        if (target.startsWith('#')) continue;
        if (/^https:/.test(target)) {
          expect(attribute, `${path} ${target}`).toBe('href');
          expect(target).toBe('https://github.com/mirror-check/mirror-check');
          continue;
        }
        const at = posix.normalize(posix.join(posix.dirname(path), target));
        const file = at.endsWith('/') || at === '.' ? posix.join(at, 'index.html') : at;
        expect(files.has(file), `${path} leads to ${target}`).toBe(true);
      }
      expect(page).toContain('default-src &#39;none&#39;');
      expect(page).not.toMatch(/\sstyle=|\son[a-z]+=|<script(?! src="[./]*assets\/site\.js" defer>)/);
    }
  });

  it('shows a vantage’s own figures, and a switch to the other', () => {
    const abroad = text(files, 'v/abroad/index.html');
    expect(abroad).toContain('<a href="../../v/abroad/" aria-current="page">abroad</a>');
    expect(abroad).toContain('<a href="../../v/local/">local</a>');
    expect(text(files, 'index.html')).toContain('from abroad');
    expect(text(files, 'v/local/index.html')).toContain('from local');
    expect(text(files, 'zh/v/local/index.html')).toContain('检测点 local');
  });

  it('has machine output that fits its schemas', async () => {
    const schema = async (name: string): Promise<object> =>
      JSON.parse(text(files, `api/v1/schema/status-${name}.schema.json`));
    const validate = async (name: string, values: readonly string[]): Promise<void> => {
      const check = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(
        await schema(name),
      );
      expect(values.length).toBeGreaterThan(0);
      for (const value of values) {
        expect(check(JSON.parse(value)), JSON.stringify(check.errors)).toBe(true);
      }
    };
    const under = (folder: string): string[] =>
      [...files].filter(([path]) => posix.dirname(path) === folder).map(([, value]) => value);
    await validate('latest', [text(files, 'api/v1/latest.json')]);
    await validate('mirror', under('api/v1/mirrors'));
    await validate('history', under('api/v1/history'));
    const latest = JSON.parse(text(files, 'api/v1/latest.json'));
    expect(latest.vantages.map(({ name }: { name: string }) => name)).toEqual(['abroad', 'local']);
    for (const badge of [...under('badges/usable'), ...under('badges/mirrors/local')]) {
      if (badge.startsWith('<svg')) continue;
      expect(Object.keys(JSON.parse(badge))).toEqual(['schemaVersion', 'label', 'message', 'color']);
    }
  });

  it('has metrics in which each family stands once', () => {
    const metrics = text(files, 'metrics.prom');
    const types = metrics.match(/^# TYPE .*$/gm) ?? [];
    expect(new Set(types).size).toBe(types.length);
    expect(metrics).toMatch(/mirror_check_usable\{mirror="[^"]*",vantage="abroad"\}/);
    expect(metrics).toMatch(/mirror_check_usable\{mirror="[^"]*",vantage="local"\}/);
  });
});

describe('the feed', () => {
  it('has stable ids and whole links', async () => {
    const data = await temporaryFolder();
    await record(
      data,
      reportAgo(3 * HOUR_MS),
      reportAgo(2 * HOUR_MS, [
        failedMirror('dead', 'dns-failure', { id: 'docker.1ms.run', url: 'https://docker.1ms.run' }),
      ]),
    );
    const first = text(await built(data, 'https://status.example.com/'), 'feed.xml');
    expect(first).toContain('<title>docker.1ms.run: usable → dead (local)</title>');
    expect(first).toContain('href="https://status.example.com/v/local/mirrors/docker.1ms.run/"');
    expect(first).toContain('One run only so far');
    const ids = (feed: string): string[] => feed.match(/<entry>\n<id>urn:uuid:[0-9a-f-]{36}<\/id>/g) ?? [];
    expect(ids(first).length).toBe(1);

    await record(
      data,
      reportAgo(HOUR_MS, [
        failedMirror('dead', 'dns-failure', { id: 'docker.1ms.run', url: 'https://docker.1ms.run' }),
      ]),
      reportAgo(0),
    );
    const files = await built(data);
    const second = text(files, 'feed.xml');
    expect(ids(second).length).toBe(2);
    expect(ids(second)[1]).toBe(ids(first)[0]);
    expect(second).not.toContain('One run only so far');
    expect(text(files, 'zh/feed.xml')).toContain('可用 → 无法连接');
    expect(ids(text(files, 'zh/feed.xml'))).toEqual(ids(second));
  });
});

describe('hostile texts', () => {
  it('stay text in every file and name no file of their own', async () => {
    const data = await temporaryFolder();
    await record(data, reportAgo(2 * HOUR_MS), reportAgo(HOUR_MS, hostileMirrors()));
    const out = await temporaryFolder();
    const title = `T ${HOSTILE}`;
    await buildSite({ data, out, baseUrl: 'https://status.example.com/', title, now: NOW });
    const files = await filesOf(out);
    for (const [path, content] of files) {
      expect(path).toMatch(/^[A-Za-z0-9._/-]+$/);
      expect(content, path).not.toMatch(/[\u202e\u0007]/);
      if (path.startsWith('assets/')) continue;
      if (/\.(?:html|xml|svg)$/.test(path)) {
        expect(content, path).not.toMatch(
          /<script(?! src="[./]*assets\/site\.js" defer>)|<img(?! src="[./]*badges)|<b>https|\sonerror=/,
        );
        expect(content, path).not.toMatch(/(?:href|src)="(?:javascript|data):/);
      }
    }
    expect(text(files, 'index.html')).toContain('&#60;script&#62;alert(1)&#60;/script&#62;');
    // Pasted into a shell or daemon.json it stays one word.
    const page = text(files, 'v/local/mirrors/path.example/index.html');
    expect(page).toContain('npx mirror-check &#39;https://path.example/');
    expect(page).not.toContain('npx mirror-check https://path.example');
  });

  it.each([`a'b`, '$(id)', '`id`', 'a;b', 'a b', 'a\\b', '"'])('%s is quoted for a shell', (part) => {
    const command = checkCommand([`https://m.example/${part}`]);
    expect(command).toBe(`npx mirror-check 'https://m.example/${part.replaceAll("'", `'\\''`)}'`);
  });

  it('are escaped by markup, whatever surrounds them', () => {
    expect(markup`<p title="${'"'}">${['<', markup`<b>${'&'}</b>`, null, false, 1]}</p>`.text).toBe(
      '<p title="&#34;">&#60;<b>&#38;</b>1</p>',
    );
    expect(
      badgeSvg({ schemaVersion: 1, label: '</title><script>', message: '"', color: '#000' }),
    ).not.toMatch(/<script|""/);
  });
});

describe('a strip of blocks', () => {
  it('is small at its wildest, and says in words what it shows', () => {
    const blocks = Array.from({ length: 90 }, (_, index) => ({
      day: '2026-08-30',
      verdict: (['usable', 'dead'] as readonly Verdict[])[index % 2] ?? 'unknown',
      availability: { up: 0, counted: 0, share: null },
    }));
    const strip = blockStrip(blocks, messagesFor('en').status).text;
    expect(strip.length).toBeLessThan(1_200);
    expect(strip).toContain('aria-label="Last 90 days: 45 days usable, 45 days broken or dead"');
  });

  it('gives each kind a shape of its own', () => {
    const shapes = VERDICTS.map((verdict) => {
      const block = { day: '2026-08-30', verdict, availability: { up: 0, counted: 0, share: null } };
      return blockStrip([block], messagesFor('en').status).text.replace(/.*<path/, '');
    });
    // restricted and limited are one kind, broken and dead another.
    expect(new Set(shapes).size).toBe(VERDICTS.length - 2);
  });
});

describe('many mirrors', () => {
  it('go onto more pages, each under 100 KB', async () => {
    const data = await temporaryFolder();
    const mirrors = Array.from({ length: 200 }, (_, index) =>
      sampleMirror({ id: `m${index}.example`, url: `https://m${index}.example`, rank: index + 1 }),
    );
    await record(data, reportAgo(HOUR_MS, mirrors));
    const files = await built(data);
    const pages = [...files.keys()].filter((path) => /^v\/local\/(?:page\/\d+\/)?index\.html$/.test(path));
    expect(pages.length).toBeGreaterThan(1);
    const rows = pages.flatMap((path) => {
      expect(Buffer.byteLength(text(files, path))).toBeLessThan(100_000);
      return text(files, path).match(/<tr role=row data-v/g) ?? [];
    });
    expect(rows.length).toBe(200);
  });
});

describe('building again', () => {
  it('removes its own pages that are gone, and nobody else’s files', async () => {
    const data = await temporaryFolder();
    const out = await temporaryFolder();
    await record(data, reportAgo(0, [sampleMirror(), sampleMirror({ id: 'gone.example', rank: 2 })]));
    await writeFile(join(out, 'CNAME'), 'status.example.com\n');
    const options = { data, out, baseUrl: null, title: null };
    await buildSite({ ...options, now: NOW });
    const page = 'v/local/mirrors/gone.example/index.html';
    expect((await filesOf(out)).has(page)).toBe(true);
    const later = NOW + 8 * 24 * HOUR_MS;
    const base = reportAgo(0);
    await recordReport(
      data,
      JSON.stringify({
        ...base,
        runId: 'later',
        startedAt: new Date(later).toISOString(),
        finishedAt: new Date(later).toISOString(),
      }),
      later,
    );
    await buildSite({ ...options, now: later });
    const files = await filesOf(out);
    expect(files.has(page)).toBe(false);
    expect(files.get('CNAME')).toBe('status.example.com\n');
    await expect(stat(join(out, dirname(page)))).rejects.toThrow('ENOENT');
  });

  it('from the same data at the same time gives the same bytes', async () => {
    const data = await temporaryFolder();
    await record(data, reportAgo(HOUR_MS, hostileMirrors()));
    expect([...(await built(data))]).toEqual([...(await built(data))]);
  });

  it('without any run says so', async () => {
    const data = await temporaryFolder();
    expect(await buildSite({ data, out: data, baseUrl: null, title: null, now: NOW })).toBeNull();
    expect(await readdir(data)).toEqual([]);
  });
});

it('the banner of old data is there from the start when the build is late, else left to the reader’s clock', async () => {
  const data = await temporaryFolder();
  await record(data, reportAgo(2 * HOUR_MS), reportAgo(HOUR_MS));
  const fresh = text(await built(data), 'index.html');
  expect(fresh).toContain(`id="stale" role="status" data-from="${NOW + HOUR_MS}" hidden`);
  const out = await temporaryFolder();
  await buildSite({ data, out, baseUrl: null, title: null, now: NOW + HOUR_MS });
  expect(await reading(join(out, 'index.html'))).toContain('id="stale" role="status">These figures are old');
});
