import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { PROBE_BUDGET } from '../../src/limits.ts';
import { CODES } from '../../src/probe/codes.ts';
import { reportOf, runCli } from '../support/cli.ts';
import { type Scenario, type StartedScenario, startScenario } from '../support/fake-registry-scenario.ts';
import { SCENARIOS } from '../support/fake-registry-scenarios.ts';
import { HOSTILE_SCENARIOS } from '../support/fake-registry-scenarios-hostile.ts';
import { validateReport } from '../support/validate-report.ts';

/** Each code of docs/interface.md, end to end: a real server that misbehaves, the built command, its JSON. */

const all = [...SCENARIOS, ...HOSTILE_SCENARIOS];

it('covers every code of the contract', () => {
  const covered = new Set(all.map(({ code }) => code));
  expect(
    Object.values(CODES)
      .flat()
      .filter((code) => !covered.has(code)),
  ).toEqual([]);
});

describe.concurrent('mirror-check says', () => {
  for (const scenario of all) {
    const title = `${scenario.verdict}/${scenario.code}: ${scenario.name}`;
    const skipped = scenario.impossibleOn?.includes(process.platform) === true;
    it.skipIf(skipped)(title, () => holds(scenario));
  }
});

async function holds(scenario: Scenario): Promise<void> {
  const started = await startScenario(scenario);
  try {
    const run = await runCli([...started.args, '--format', 'json'], {
      ...(scenario.interrupt === true ? { interruptWhen: firstRequest(started) } : {}),
    });
    const report = reportOf(run);
    expect(report.mirrors.length).toBeGreaterThan(0);
    for (const mirror of report.mirrors) {
      const { verdict, code, phase } = mirror;
      expect(
        { verdict, code, phase: scenario.phase === null ? null : phase },
        JSON.stringify(mirror, null, 1),
      ).toEqual({ verdict: scenario.verdict, code: scenario.code, phase: scenario.phase });
      expect(mirror.requests).toBeLessThanOrEqual(PROBE_BUDGET.requests);
      // What the mirror itself counted; a connection that fails in TLS, or a realm elsewhere, it does not see.
      expect(started.mirror?.requests.length ?? 0).toBeLessThanOrEqual(mirror.requests);
    }
    expect(validateReport(report)).toEqual([]);
    expect(report.aborted).toBe(scenario.interrupt === true);
    expect(run.exitCode).toBe(scenario.interrupt === true ? 130 : 1);
    expect(run.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  } finally {
    await started.stop();
  }
}

async function firstRequest({ mirror }: StartedScenario): Promise<void> {
  for (let waited = 0; mirror?.requests.length === 0 && waited < 10_000; waited += 10) await sleep(10);
}
