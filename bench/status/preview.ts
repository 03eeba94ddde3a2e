/**
 * node bench/run.js status/preview <folder> [days] [runs a day] [mirrors]: a made-up history and the site of it, to look at
 * while working on the page.
 */
import { join } from 'node:path';
import { buildSite } from '../../src/status/build.ts';
import { historyReports } from '../../test/support/status-history.ts';
import { writeHistory } from './write-history.ts';

const [folder = '.work/preview', days = '90', runsADay = '24', mirrors = '40'] = process.argv.slice(2);
const end = Date.now() - 20 * 60_000;
const data = join(folder, 'data');
await writeHistory(
  data,
  historyReports({
    vantages: ['beijing-telecom', 'frankfurt', 'shanghai-mobile'],
    days: Number(days),
    runsADay: Number(runsADay),
    mirrors: Number(mirrors),
    end,
  }),
  { rollUps: true },
);
const files = await buildSite({
  data,
  out: join(folder, 'site'),
  baseUrl: null,
  title: null,
  now: Date.now(),
});
console.log(`${files} files in ${join(folder, 'site')}`);
