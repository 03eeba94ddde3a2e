import { expect, it } from 'vitest';
import type { RunsWith } from '../../../src/engines/docker/pending.ts';
import { planApply, planUndo, type UndoInput } from '../../../src/engines/docker/plan/index.ts';
import { engine, expectPlan, install, planInput } from './plan-input.ts';
import { RUNS } from './runs.ts';

/** What another text of the whole file brings along, though nothing takes effect today. */

const IN_FORCE = '{"data-root":"/srv/a"}';
const ON_A: RunsWith = { ...RUNS, rootDir: '/srv/a', wantedRoot: '/srv/a', fileChangedSince: false };

function whole(before: string, now: string, activate: UndoInput['activate'] = 'auto', runs: RunsWith = ON_A) {
  return expectPlan(
    planUndo({
      install: install(),
      engine: engine('28.5.2', { runs }),
      service: { canRestart: true, systemd: true },
      daemonJson: {
        path: '/etc/docker/daemon.json',
        role: 'daemon-json',
        before: Buffer.from(before),
        now: Buffer.from(now),
        editedSince: true,
        keys: ['registry-mirrors'],
      },
      serviceFiles: [],
      activate,
      wanted: { wantedRoot: null, wantedSeccomp: 'none' },
      purpose: { kind: 'undo', whole: true, withPending: false, unlessPending: false },
    }),
  );
}

it.each(['auto', 'none', 'reload'] as const)(
  'a whole file without the data-root in force, with --activate %s: told, and asked for',
  (activate) => {
    const plan = whole('{}', IN_FORCE, activate);
    expect(plan.stages[0]?.activation).toEqual({ kind: 'none', why: 'asked', awaits: 'restart' });
    expect(plan.warnings).toContainEqual(
      expect.objectContaining({ kind: 'pending', keys: [{ key: 'data-root', effect: 'data' }], by: 'start' }),
    );
    expect(plan.consent).toEqual([{ kind: 'pending', keys: ['data-root'], given: false, atStart: true }]);
  },
);

it('with --activate restart it comes into force at once, and takes the same consent', () => {
  const plan = whole('{}', IN_FORCE, 'restart');
  expect(plan.stages[0]?.activation).toMatchObject({ kind: 'restart', why: 'asked' });
  expect(plan.warnings).toContainEqual(expect.objectContaining({ kind: 'pending', by: 'restart' }));
  expect(plan.consent).toEqual([{ kind: 'pending', keys: ['data-root'], given: false }]);
});

it('a reload for the mirrors leaves it for the next start', () => {
  const plan = whole('{"registry-mirrors":["https://a.cn"]}', IN_FORCE);
  expect(plan.stages[0]?.activation).toEqual({ kind: 'reload' });
  expect(plan.consent).toEqual([{ kind: 'pending', keys: ['data-root'], given: false, atStart: true }]);
});

it('settings that the engine does not show: those that come, and those that go', () => {
  const plan = whole('{"bip":"10.9.0.1/16"}', '{"dns":["10.0.0.1"]}', 'auto', RUNS);
  expect(plan.warnings).toContainEqual(
    expect.objectContaining({
      kind: 'pending-unseen',
      keys: [
        { key: 'bip', effect: 'down' },
        { key: 'dns', effect: 'other' },
      ],
      by: 'start',
    }),
  );
  expect(plan.consent).toMatchObject([{ keys: ['bip'] }]);
});

it('what stands in both texts is not brought by this one', () => {
  const plan = whole('{"data-root":"/srv/a","bip":"x"}', '{"bip":"x", "data-root":"/srv/a"}');
  expect(plan.stages[0]?.activation).toEqual({ kind: 'none', why: 'not-needed' });
  expect([plan.consent, plan.warnings.map(({ kind }) => kind)]).toEqual([[], ['edits-dropped']]);
});

it('a repair alone makes a data-root readable that the engine does not use', () => {
  const repaired = (runs: Partial<RunsWith>) =>
    expectPlan(
      planApply(
        planInput('{"data-root":"/srv/a","log-opts":{},}', {
          candidates: [],
          engine: engine('28.5.2', { runs: { ...RUNS, wantedRoot: '/srv/a', ...runs } }),
          options: { repair: true, noProbe: true },
        }),
      ),
    );
  expect(repaired({}).consent).toMatchObject([{ keys: ['data-root'], atStart: true }]);
  // It uses it already; and without the repair it would not start at all.
  expect(repaired({ rootDir: '/srv/a' }).consent).toEqual([]);
});
