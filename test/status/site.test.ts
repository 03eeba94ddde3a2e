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
    expect(pages.length).toBe(2 * (1 + 2 * 2 + 2 * 60));
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
  const dead = failedMirror('dead', 'dns-failure', { id: 'docker.1ms.run', url: 'https://docker.1ms.run' });
  const ids = (feed: string): string[] => feed.match(/<entry>\n<id>urn:uuid:[0-9a-f-]{36}<\/id>/g) ?? [];
  const entries = (feed: string): string[] => feed.match(/<entry>[\s\S]*?<\/entry>/g) ?? [];

  it('has no single failure, stable ids, whole links, and entries that never change', async () => {
    const data = await temporaryFolder();
    await record(data, reportAgo(4 * HOUR_MS), reportAgo(3 * HOUR_MS, [dead]));
    expect(ids(text(await built(data, 'https://status.example.com/'), 'feed.xml'))).toEqual([]);

    await record(data, reportAgo(2 * HOUR_MS, [dead]));
    const files = await built(data, 'https://status.example.com/');
    const first = text(files, 'feed.xml');
    expect(first).toContain('<title>docker.1ms.run: down since 2026-08-30 08:59 UTC (local)</title>');
    expect(first).toContain('href="https://status.example.com/v/local/mirrors/docker.1ms.run/"');
    expect(ids(first).length).toBe(1);
    expect(entries(text(files, 'v/local/mirrors/docker.1ms.run/feed.xml'))).toEqual(entries(first));

    await record(data, reportAgo(HOUR_MS, [dead]), reportAgo(0));
    const after = await built(data, 'https://status.example.com/');
    const second = text(after, 'feed.xml');
    expect(ids(second).length).toBe(2);
    expect(entries(second)[1]).toBe(entries(first)[0]);
    expect(entries(second)[0]).toContain('works again, after it had failed since 2026-08-30 08:59 UTC');
    expect(text(after, 'zh/feed.xml')).toContain('自 2026-08-30 08:59 UTC 起不可用');
    expect(ids(text(after, 'zh/feed.xml'))).toEqual(ids(second));
    expect(text(await built(data), 'zh/feed.xml')).toContain('href="../zh/v/local/mirrors/docker.1ms.run/"');
    expect(text(after, 'v/local/timeline/index.html')).toContain('works again');
  });

  it('holds two days of sixty mirrors that go down and come back all the time', async () => {
    const data = await temporaryFolder();
    const names = Array.from({ length: 60 }, (_, index) => `m${index}.example`);
    const works = names.map((id) => sampleMirror({ id, url: `https://${id}` }));
    const fails = names.map((id) => failedMirror('dead', 'dns-failure', { id, url: `https://${id}` }));
    const runs = Array.from({ length: 60 }, (_, hour) =>
      reportAgo(hour * HOUR_MS, hour % 3 === 0 ? works : fails),
    );
    await record(data, ...runs.toReversed());
    const feed = text(await built(data), 'feed.xml');
    // In each three hours down once and back once.
    const within = (feed.match(/<updated>([^<]*)/g) ?? [])
      .slice(1)
      .map((line) => Date.parse(line.slice('<updated>'.length)))
      .filter((at) => at > NOW - 2 * 24 * HOUR_MS);
    expect(within.length).toBe(2 * 16 * 60);
    expect(Buffer.byteLength(feed)).toBeLessThan(2_000_000);
  });

  it('tells of the list, of what is unsafe, and what the maintainer says', async () => {
    const data = await temporaryFolder();
    const other = sampleMirror({ id: 'other.example', url: 'https://other.example', rank: 2 });
    const third = sampleMirror({ id: 'third.example', url: 'https://third.example', rank: 3 });
    const unsafe = failedMirror('unsafe', 'digest-mismatch', {
      id: 'other.example',
      url: 'https://other.example',
    });
    await record(
      data,
      reportAgo(4 * HOUR_MS, [sampleMirror(), other]),
      reportAgo(3 * HOUR_MS, [sampleMirror(), unsafe, third]),
      reportAgo(2 * HOUR_MS, [sampleMirror(), unsafe, third]),
      reportAgo(HOUR_MS, [sampleMirror(), third]),
    );
    const out = await temporaryFolder();
    const note = {
      at: NOW - 90 * 60_000,
      mirror: 'other.example',
      text: { en: 'It <left>.', zh: '它走了。' },
    };
    const settings = { vantages: [], notes: [note] };
    await buildSite({ data, out, baseUrl: null, title: null, now: NOW, settings });
    const titles = ((await reading(join(out, 'feed.xml'))).match(/<title>.*<\/title>/g) ?? []).slice(1);
    expect(titles.map((title) => title.replace(/<\/?title>/g, ''))).toEqual([
      'other.example: off the list since 2026-08-30 10:59 UTC (local)',
      'It &#60;left&#62;.',
      'other.example: unsafe, never configure it; found 2026-08-30 08:59 UTC (local)',
      'third.example: on the list since 2026-08-30 08:59 UTC (local)',
    ]);
    expect(await reading(join(out, 'zh/v/local/timeline/index.html'))).toContain('它走了。');
  });
});

describe('metrics', () => {
  it('keep rates, pull times, ranks and availability after a run that measured none', async () => {
    const data = await temporaryFolder();
    const unmeasured = sampleMirror({ rank: null, throughput: null, pullSeconds: null, ttfbMs: null });
    await record(data, reportAgo(2 * HOUR_MS), reportAgo(HOUR_MS, [unmeasured], { throughput: false }));
    const metrics = text(await built(data), 'metrics.prom');
    const labels = '{mirror="docker.1ms.run",vantage="local"}';
    for (const line of [
      `mirror_check_rank${labels} 1`,
      `mirror_check_pull_seconds${labels} 9.23`,
      `mirror_check_throughput_bytes_per_second${labels} 8312000`,
      'mirror_check_availability_ratio{mirror="docker.1ms.run",vantage="local",window="day"} 1',
      'mirror_check_vantage_network{vantage="local"} 1',
    ]) {
      expect(metrics).toContain(`${line}\n`);
    }
  });
});

describe('what is not of now', () => {
  const other = sampleMirror({ id: 'other.example', url: 'https://other.example', rank: 2 });
  const badge = async (files: ReadonlyMap<string, string>, path: string): Promise<unknown> =>
    JSON.parse(text(files, `badges/${path}.json`));

  it('off the list keeps its page and badge, grey, and is nowhere recommended', async () => {
    const data = await temporaryFolder();
    await record(data, reportAgo(2 * HOUR_MS, [sampleMirror(), other]), reportAgo(HOUR_MS));
    const files = await built(data);
    expect(await badge(files, 'mirrors/local/other.example')).toMatchObject({
      message: 'not listed',
      color: '#5f6670',
    });
    expect(await badge(files, 'uptime/local/other.example')).toMatchObject({
      message: 'not listed',
      color: '#5f6670',
    });
    expect(text(files, 'v/local/mirrors/other.example/index.html')).toContain(
      'It is not on the list any more',
    );
    const page = text(files, 'index.html');
    expect(page).not.toContain('other.example');
    expect(page).toContain('1 of 1 mirror usable');
    expect(await badge(files, 'uptime/local/docker.1ms.run')).toMatchObject({
      message: '100 %',
      color: '#1a7f37',
    });
  });

  it('without network says so, counts what was known, and is grey', async () => {
    const data = await temporaryFolder();
    const cut = failedMirror('unknown', 'no-network', {
      id: 'docker.1ms.run',
      url: 'https://docker.1ms.run',
    });
    await record(data, reportAgo(2 * HOUR_MS), reportAgo(HOUR_MS, [cut]));
    const files = await built(data);
    expect(text(files, 'index.html')).toContain(
      'This vantage had no network at <time datetime="2026-08-30T11:00:00.000Z">',
    );
    expect(text(files, 'index.html')).toContain('1 of 1 mirror usable');
    expect(text(files, 'index.html')).toContain(`Checked <span class="ago" data-at="${NOW - 2 * HOUR_MS}"`);
    expect(await badge(files, 'usable/local')).toMatchObject({
      message: '1 of 1 usable at 2026-08-30 10:00 UTC',
      color: '#5f6670',
    });
    expect(await badge(files, 'mirrors/local/docker.1ms.run')).toMatchObject({
      message: 'usable at 2026-08-30 10:00 UTC',
      color: '#5f6670',
    });
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
    const mirrors = Array.from({ length: 100 }, (_, index) =>
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
    expect(rows.length).toBe(100);
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
    // It keeps its page as long as anything is known of it.
    const later = NOW + 91 * 24 * HOUR_MS;
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
