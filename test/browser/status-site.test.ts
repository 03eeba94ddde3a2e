import { readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSite } from '../../src/status/build.ts';
import { recordReport } from '../../src/status/history/record.ts';
import { HOSTILE, HOUR_MS, hostileMirrors, NOW, newFolder, reportAgo } from '../status/support.ts';
import { sampleMirror } from '../support/sample-report.ts';
import { historyReports } from '../support/status-history.ts';
import { type Server, serveFolder } from './serve.ts';

const EXECUTABLE = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

let browser: Browser;
let folder: string;
let site: Server;
let hostile: Server;

beforeAll(async () => {
  folder = await newFolder();
  const shape = { vantages: ['abroad', 'local'], days: 40, runsADay: 2, mirrors: 30, end: NOW - HOUR_MS };
  const data = join(folder, 'data');
  for (const report of historyReports(shape)) await recordReport(data, JSON.stringify(report), NOW);
  const options = { baseUrl: 'https://status.example.com/', now: NOW };
  await buildSite({ ...options, data, out: join(folder, 'site'), title: null });
  const bad = join(folder, 'bad');
  for (const report of [reportAgo(2 * HOUR_MS), reportAgo(HOUR_MS, hostileMirrors())]) {
    await recordReport(bad, JSON.stringify(report), NOW);
  }
  await buildSite({ ...options, data: bad, out: join(folder, 'hostile'), title: `T ${HOSTILE}` });
  site = await serveFolder(join(folder, 'site'));
  hostile = await serveFolder(join(folder, 'hostile'));
  browser = await chromium.launch({ executablePath: EXECUTABLE, args: ['--no-sandbox'] });
});

afterAll(async () => {
  await browser.close();
  await site.stop();
  await hostile.stop();
  await rm(folder, { recursive: true });
});

interface Visit {
  readonly page: Page;
  /** Script errors, policy violations, requests that failed or went elsewhere. */
  readonly troubles: readonly string[];
}

/** Opens a page at the reader's time `clock` and closes it with all that it opened. */
async function visit(
  url: string,
  options: BrowserContextOptions & { readonly clock?: number },
  look: (visit: Visit, context: BrowserContext) => Promise<void>,
): Promise<void> {
  const { clock = NOW, ...rest } = options;
  const context = await browser.newContext(rest);
  try {
    const page = await context.newPage();
    const troubles: string[] = [];
    page.on('pageerror', ({ message }) => troubles.push(message));
    page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
    page.on('dialog', (dialog) => {
      troubles.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('requestfailed', (request) => {
      // Whoever follows a link before the icon has come aborts it: the reader's doing, not the page's.
      const reason = request.failure()?.errorText;
      if (reason !== 'net::ERR_ABORTED') troubles.push(`failed ${request.url()} ${reason}`);
    });
    page.on('request', (request) => {
      if (!request.url().startsWith('http://127.0.0.1:')) troubles.push(`elsewhere ${request.url()}`);
    });
    await page.clock.setFixedTime(clock);
    await page.goto(url);
    await look({ page, troubles }, context);
    expect(troubles).toEqual([]);
  } finally {
    await context.close();
  }
}

/** Findings of axe that are serious or critical, by rule and place. */
async function seriousFindings(page: Page): Promise<readonly string[]> {
  // The page's own policy forbids injected scripts, as it should; the devtools protocol is not bound by it.
  await page.evaluate(await readFile(AXE, 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(): Promise<{
          violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
        }>;
      };
    };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
      );
  });
}

const MIRROR_PAGE = 'v/local/mirrors/m18.docker.lotus.example/';
const shownIds = (page: Page): Promise<readonly string[]> =>
  page.locator('#mirrors tbody tr:visible th a').allTextContents();

describe.each(['en', 'zh'] as const)('the page in %s', (lang) => {
  const root = lang === 'en' ? '' : 'zh/';

  describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
    it.each([
      [360, true],
      [360, false],
      [390, true],
      [390, false],
      [1440, true],
      [1440, false],
    ])('is whole and accessible at %d px, script %s', async (width, javaScriptEnabled) => {
      for (const path of [root, root + MIRROR_PAGE]) {
        const options = { colorScheme, javaScriptEnabled, viewport: { width, height: 900 } };
        await visit(site.url + path, options, async ({ page }) => {
          expect(await page.locator('h1').isVisible()).toBe(true);
          expect(await page.locator('time').first().textContent()).toContain('2026-08-30 11:00 UTC');
          // Nothing sticks out of the page: what is wider scrolls within itself.
          const overflow = await page.evaluate(
            'document.documentElement.scrollWidth - document.documentElement.clientWidth',
          );
          expect(overflow).toBe(0);
          if (path === root) {
            expect((await shownIds(page)).length).toBe(30);
            expect(await page.locator('#tools').isVisible()).toBe(javaScriptEnabled);
            // Three addresses, daemon.json, docker pull, containerd; and the two commands.
            expect(await page.locator('.take button').count()).toBe(javaScriptEnabled ? 6 : 0);
            expect(await page.locator('.copy button').count()).toBe(javaScriptEnabled ? 2 : 0);
          } else {
            expect(await page.locator('svg.plot').count()).toBe(2);
          }
          if (javaScriptEnabled) expect(await seriousFindings(page)).toEqual([]);
        });
      }
    });
  });

  it('leads from the table to a mirror, to the other vantage, to the other language, and back', async () => {
    await visit(site.url + root, {}, async ({ page }) => {
      const vantages = page.locator('nav.vantages');
      await vantages.getByText('local').click();
      expect(await page.locator('h1').textContent()).toContain('local');
      expect(await vantages.locator('[aria-current]').textContent()).toBe('local');
      await page.locator('#mirrors').getByRole('link', { name: 'docker.lotus.example', exact: true }).click();
      expect(page.url()).toBe(`${site.url}${root}v/local/mirrors/docker.lotus.example/`);
      await page.locator('nav.vantages').getByText('abroad').click();
      expect(page.url()).toBe(`${site.url}${root}v/abroad/mirrors/docker.lotus.example/`);
      await page.locator('a.lang').click();
      const other = lang === 'en' ? 'zh/' : '';
      expect(page.url()).toBe(`${site.url}${other}v/abroad/mirrors/docker.lotus.example/`);
      await page.locator('.back a').click();
      expect(page.url()).toBe(`${site.url}${other}v/abroad/`);
    });
    expect(site.missing).toEqual([]);
  });
});

describe('the first screen of a phone', () => {
  it.each(['', 'zh/'])(
    'of /%s names the three best, says how old that is, and lets each be copied',
    async (root) => {
      const viewport = { width: 360, height: 740 };
      const permissions = ['clipboard-read', 'clipboard-write'];
      await visit(`${site.url}${root}v/local/`, { viewport, permissions }, async ({ page }) => {
        const latest = JSON.parse(await readFile(join(folder, 'site/api/v1/latest.json'), 'utf8'));
        const local = latest.vantages.find(({ name }: { name: string }) => name === 'local');
        const names = page.locator('.best li a');
        expect(await names.allTextContents()).toEqual(local.best);
        expect(await page.locator('.ago').textContent()).toMatch(/^(?:1 hour ago|1小时前)$/);
        for (const place of await page
          .locator('.best li a, .best li button, .takes summary, .takes button, .ago')
          .all()) {
          const box = await place.boundingBox();
          expect(box).not.toBeNull();
          expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(740);
        }
        const copied: string[] = [];
        for (const button of await page.locator('.best button').all()) {
          await button.click();
          copied.push(await page.evaluate<string>('navigator.clipboard.readText()'));
        }
        const urls = local.best.map((id: string) => `https://${id}`);
        expect(copied.slice(0, 3)).toEqual(urls);
        expect(JSON.parse(copied[3] ?? '')).toEqual({ 'registry-mirrors': urls });
        expect(copied[4]).toBe(`docker pull ${local.best[0]}/library/nginx`);
        expect(copied[5]).toContain(`[host."${urls[0]}"]`);
      });
    },
  );

  it('has its plain time without a script', async () => {
    const options = { viewport: { width: 360, height: 740 }, javaScriptEnabled: false };
    await visit(`${site.url}v/local/`, options, async ({ page }) => {
      expect(await page.locator('.checked').textContent()).toBe('Checked 2026-08-30 11:00 UTC.');
      expect(await page.locator('.ago').isVisible()).toBe(false);
    });
  });

  it('has all its columns on a screen of 1280 px', async () => {
    await visit(site.url, { viewport: { width: 1280, height: 900 } }, async ({ page }) => {
      const [width, inside] = [
        await page.locator('.scroll').evaluate('(region) => region.clientWidth'),
        await page.locator('.scroll').evaluate('(region) => region.scrollWidth'),
      ];
      expect(inside).toBe(width);
    });
  });

  it('grows with the reader’s own letters', async () => {
    await visit(`${site.url}v/local/`, {}, async ({ page }) => {
      const sizes = (): Promise<readonly number[]> =>
        page.evaluate(
          "[...document.querySelectorAll('h1, h2, small, td, th, code, time, summary, button')].map((one) => parseFloat(getComputedStyle(one).fontSize))",
        );
      const before = await sizes();
      await page.evaluate("document.documentElement.style.fontSize = '32px'");
      expect(await sizes()).toEqual(before.map((size) => size * 2));
    });
  });
});

it.each(['v/local/timeline/', 'zh/v/local/timeline/'])(
  '/%s is whole and accessible on a phone',
  async (path) => {
    await visit(site.url + path, { viewport: { width: 360, height: 740 } }, async ({ page }) => {
      expect(await page.locator('.changes li').count()).toBeGreaterThan(5);
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await page.evaluate(overflow)).toBe(0);
      expect(await seriousFindings(page)).toEqual([]);
    });
  },
);

describe('a table of several pages', () => {
  it('is found and sorted as one', async () => {
    const data = join(folder, 'many');
    const mirrors = Array.from({ length: 160 }, (_, index) =>
      sampleMirror({
        id: `m${index}.example`,
        url: `https://m${index}.example`,
        rank: index + 1,
        pullSeconds: index + 1,
      }),
    );
    await recordReport(data, JSON.stringify(reportAgo(HOUR_MS, mirrors)), NOW);
    await buildSite({ data, out: join(folder, 'many-site'), baseUrl: null, title: null, now: NOW });
    const many = await serveFolder(join(folder, 'many-site'));
    try {
      await visit(`${many.url}v/local/`, { viewport: { width: 1440, height: 900 } }, async ({ page }) => {
        expect((await shownIds(page)).length).toBeLessThan(160);
        await page.locator('#find').fill('m159');
        await page.locator('#mirrors tbody tr:visible').first().waitFor();
        expect(await shownIds(page)).toEqual(['m159.example']);
        expect(await page.locator('#shown').textContent()).toBe('1 of 160 shown');
        await page.locator('#find').fill('');
        await page.locator('#mirrors thead button', { hasText: 'Pull' }).click();
        await page.locator('#mirrors thead button', { hasText: 'Pull' }).click();
        expect((await shownIds(page))[0]).toBe('m159.example');
        await page.locator('#mirrors tbody th a').first().click();
        expect(page.url()).toBe(`${many.url}v/local/mirrors/m159.example/`);
      });
    } finally {
      await many.stop();
    }
  });
});

describe('the script', () => {
  it('sorts by each column, both ways, and what has no figure comes last', async () => {
    await visit(`${site.url}v/local/`, { viewport: { width: 1440, height: 900 } }, async ({ page }) => {
      const heads = page.locator('#mirrors thead th');
      const cells = (column: number): Promise<readonly (string | null)[]> =>
        page
          .locator(`#mirrors tbody tr td:nth-child(${column}), #mirrors tbody tr th:nth-child(${column})`)
          .evaluateAll((all) => all.map((cell) => cell.getAttribute('data-s') ?? cell.textContent));
      for (const column of [5, 8, 10, 11]) {
        const head = heads.nth(column - 1);
        await head.locator('button').click();
        const first = await head.getAttribute('aria-sort');
        const values = await cells(column);
        const numbers = values.filter((value) => value !== '').map(Number);
        expect(numbers.length).toBeGreaterThan(5);
        const ascending = numbers.toSorted((a, b) => a - b);
        expect(numbers).toEqual(first === 'ascending' ? ascending : ascending.toReversed());
        expect(values.lastIndexOf('')).toBe(values.includes('') ? values.length - 1 : -1);
        await head.locator('button').click();
        expect(await head.getAttribute('aria-sort')).not.toBe(first);
        const turned = (await cells(column)).filter((value) => value !== '').map(Number);
        expect(turned).toEqual(numbers.toReversed().sort((a, b) => (first === 'ascending' ? b - a : a - b)));
        expect((await cells(column)).at(-1)).toBe(values.at(-1));
      }
      await heads.nth(1).locator('button').click();
      const names = (await cells(2)).map((name) => name ?? '');
      expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b)));
      expect(await page.locator('#mirrors thead [aria-sort]').count()).toBe(1);
    });
  });

  it('sorts and filters by keyboard alone', async () => {
    await visit(`${site.url}v/local/`, { viewport: { width: 1440, height: 900 } }, async ({ page }) => {
      await page.locator('#find').focus();
      await page.keyboard.type('LOTUS');
      const found = await shownIds(page);
      expect(found.length).toBeGreaterThan(1);
      for (const id of found) expect(id).toContain('lotus');
      expect(await page.locator('#shown').textContent()).toBe(`${found.length} of 30 shown`);
      await page.keyboard.press('Control+A');
      await page.keyboard.press('Delete');
      expect((await shownIds(page)).length).toBe(30);
      await page.locator('#mirrors thead button').first().focus();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect(await page.locator('#mirrors thead th').nth(1).getAttribute('aria-sort')).toBe('ascending');
    });
  });

  it('filters by verdict, says when nothing fits, and sorts on a phone', async () => {
    await visit(`${site.url}zh/v/local/`, { viewport: { width: 390, height: 900 } }, async ({ page }) => {
      await page.locator('#only').selectOption('dead');
      const rows = page.locator('#mirrors tbody tr:visible');
      expect(await rows.count()).toBeGreaterThan(0);
      for (const verdict of await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-v')))) {
        expect(verdict).toBe('dead');
      }
      await page.locator('#find').fill('no such mirror');
      expect(await rows.count()).toBe(0);
      expect(await page.locator('#none').isVisible()).toBe(true);
      await page.locator('#find').fill('');
      await page.locator('#only').selectOption('');
      await page.locator('#sort').selectOption({ label: '加速器' });
      const names = await shownIds(page);
      expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b)));
    });
  });

  it('copies the daemon.json that is shown', async () => {
    await visit(
      `${site.url}v/local/`,
      { permissions: ['clipboard-read', 'clipboard-write'] },
      async ({ page }) => {
        const box = page.locator('.take', { hasText: 'daemon.json' });
        await box.getByRole('button').click();
        await box.getByRole('button', { name: 'Copied' }).waitFor();
        const text = await page.evaluate<string>('navigator.clipboard.readText()');
        expect(text).toBe(await box.locator('code').textContent());
        expect(JSON.parse(text)['registry-mirrors'].length).toBe(3);
      },
    );
  });

  it('warns when the reader’s clock says that two runs have not come', async () => {
    await visit(`${site.url}v/local/`, { clock: NOW }, async ({ page }) => {
      expect(await page.locator('#stale').isVisible()).toBe(false);
    });
    await visit(`${site.url}v/local/`, { clock: NOW + 24 * HOUR_MS }, async ({ page }) => {
      expect(await page.locator('#stale').isVisible()).toBe(true);
    });
  });
});

describe('blocks', () => {
  it('of each kind look different in black and white', async () => {
    await visit(site.url, { viewport: { width: 1440, height: 900 } }, async ({ page }) => {
      await page.evaluate('document.documentElement.style.filter = "grayscale(1)"');
      const blocks = page.locator('.legend .strip');
      const pictures = await Promise.all(
        (await blocks.all()).map(async (block) => (await block.screenshot()).toString('base64')),
      );
      expect(pictures.length).toBe(6);
      expect(new Set(pictures).size).toBe(6);
    });
  });

  it('are drawn where the days are', async () => {
    await visit(`${site.url}${MIRROR_PAGE}`, {}, async ({ page }) => {
      const titles = await page.locator('.calendar title').allTextContents();
      expect(titles.length).toBe(90);
      expect(titles.at(-1)).toContain('2026-08-30: dead');
      expect(titles[0]).toContain('2026-06-02: unknown');
    });
  });
});

it('on paper the table is there and the controls are not', async () => {
  await visit(`${site.url}v/local/`, { viewport: { width: 1000, height: 900 } }, async ({ page }) => {
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#tools').isVisible()).toBe(false);
    expect(await page.locator('.copy button').first().isVisible()).toBe(false);
    expect((await shownIds(page)).length).toBe(30);
  });
});

describe('hostile texts', () => {
  it('stay text on the page, in each of its languages', async () => {
    for (const path of ['', 'zh/', 'v/local/mirrors/bad.example/', 'zh/v/local/mirrors/path.example/']) {
      await visit(hostile.url + path, {}, async ({ page }) => {
        expect(await page.locator('script').count()).toBe(1);
        expect(
          await page.locator('img:not([src*="badges"]), iframe, [onerror], a[href^="javascript"]').count(),
        ).toBe(0);
        const text = (await page.locator('body').textContent()) ?? '';
        expect(text).toContain('<script>alert(1)</script>');
        expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u0007]/);
        expect(await seriousFindings(page)).toEqual([]);
      });
    }
  });

  it('leave feed and badges well-formed, and text', async () => {
    await visit(hostile.url, {}, async ({ page }) => {
      for (const path of [
        'feed.xml',
        'zh/feed.xml',
        'badges/mirrors/local/path.example.svg',
        'badges/usable/local.svg',
      ]) {
        const found = await page.evaluate(
          async ([xml]) => {
            const parsed = new (
              globalThis as unknown as {
                DOMParser: new () => {
                  parseFromString(
                    text: string,
                    type: string,
                  ): { querySelectorAll(selector: string): { length: number } };
                };
              }
            ).DOMParser().parseFromString(xml ?? '', 'application/xml');
            return ['parsererror', 'script', '[onload], [onerror]'].map(
              (selector) => parsed.querySelectorAll(selector).length,
            );
          },
          [await readFile(join(folder, 'hostile', path), 'utf8')],
        );
        expect(found, path).toEqual([0, 0, 0]);
      }
    });
  });

  it('from a disk, without a server, the page is readable too', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`file://${join(folder, 'site', 'index.html')}`);
    expect(await page.locator('h1').textContent()).toContain('mirrors usable');
    expect((await shownIds(page)).length).toBe(30);
    expect(await page.evaluate('getComputedStyle(document.body).maxWidth')).toBe('1440px');
    expect(await page.locator('#tools').isVisible()).toBe(true);
    await context.close();
  });
});
