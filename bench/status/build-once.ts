/** One build in a process of its own: prints its wall time (ms), its CPU time (ms) and its peak memory (MiB). */
import { buildSite } from '../../src/status/build.ts';

const [data = '', out = '', now = ''] = process.argv.slice(2);
const start = performance.now();
await buildSite({ data, out, baseUrl: 'https://status.example.com/', title: null, now: Number(now) });
const wallMs = performance.now() - start;
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
console.log(JSON.stringify({ wallMs, cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMiB: maxRSS / 1024 }));
