import { describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';
import { openLab } from '../support/fake-registry.ts';
import { startScenario } from '../support/fake-registry-scenario.ts';
import { HOSTILE_SCENARIOS } from '../support/fake-registry-scenarios-hostile.ts';

/** What the worst mirrors cost: bytes as the report counts them, time against its own deadline, memory against a run that meets a good mirror. */

/** Written by the process itself when it ends; in KiB. */
const tellsPeak = "process.on('exit',()=>process.stderr.write('\\npeak '+process.resourceUsage().maxRSS))";
const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(tellsPeak)}` };

/** Bodies are read to 4 MiB, 8 MiB of a layer; beside it stand the copies on the way and what the collector has not come to. */
const MEMORY_KIB = 64 * 1024;
const BYTES = 16 * 1024 * 1024;
const DEADLINE_SECONDS = 25;

async function run(
  args: readonly string[],
): Promise<{ peakKib: number; report: ReturnType<typeof JSON.parse> }> {
  const { stdout, stderr } = await runCli(
    [...args, '--deadline', String(DEADLINE_SECONDS), '--format', 'json'],
    { env },
  );
  return { peakKib: Number(/peak (\d+)/.exec(stderr)?.[1]), report: JSON.parse(stdout) };
}

describe('the worst mirrors', () => {
  it('cost no more than 64 MiB of memory above a good one’s, 16 MiB of traffic, and the deadline', async () => {
    const lab = openLab();
    const good = await run([(await lab.mirror()).url, '--hub', (await lab.hub()).url]);
    await lab.stop();
    expect(good.peakKib).toBeGreaterThan(20 * 1024);
    for (const scenario of HOSTILE_SCENARIOS) {
      const started = await startScenario(scenario);
      const { peakKib, report } = await run(started.args);
      await started.stop();
      const [mirror] = report.mirrors;
      expect(peakKib - good.peakKib, `${scenario.name}: KiB over ${good.peakKib}`).toBeLessThan(MEMORY_KIB);
      expect(mirror.bytesReceived, scenario.name).toBeLessThan(BYTES);
      expect(report.durationMs, scenario.name).toBeLessThan((DEADLINE_SECONDS + 3) * 1000);
    }
  }, 300_000);
});
