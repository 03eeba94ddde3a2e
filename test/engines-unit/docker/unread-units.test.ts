import { expect, it } from 'vitest';
import { planApply } from '../../../src/engines/docker/plan/index.ts';
import { parseUnits } from '../../../src/services/unread-units.ts';
import { engine, expectPlan, planInput } from './plan-input.ts';

/** Our daemon-reload brings into force what others changed in the engine's units. */

const OTHER = '/etc/systemd/system/docker.service.d/90-other.conf';
const OURS = '/etc/systemd/system/docker.service.d/mirror-check-proxy.conf';

function planned(version: string, unread: readonly string[], withPending = false) {
  return expectPlan(
    planApply(
      planInput('{}', {
        engine: engine(version),
        service: { canRestart: true, systemd: true, unread },
        candidates: [],
        options: { noProbe: true, proxies: { httpProxy: 'http://10.77.0.1:1' }, withPending },
      }),
    ),
  );
}

it('a file of the unit that systemd has not read is told, and asked for, where our drop-in is written', () => {
  const plan = planned('20.10.24', [OTHER]);
  expect(plan.warnings).toContainEqual({ kind: 'pending-units', paths: [OTHER] });
  expect(plan.consent).toEqual([{ kind: 'pending', keys: [OTHER], given: false }]);
  expect(planned('20.10.24', [OTHER], true).consent).toMatchObject([{ given: true }]);
});

it('our own, and a restart without a daemon-reload, bring nothing of others along', () => {
  for (const plan of [planned('20.10.24', [OURS]), planned('28.5.2', [OTHER])]) {
    expect(plan.consent).toEqual([]);
    expect(plan.warnings.map(({ kind }) => kind)).not.toContain('pending-units');
  }
});

it('systemctl show of two units: which needs a daemon-reload', () => {
  const text = [
    'Id=docker.service',
    'FragmentPath=/lib/systemd/system/docker.service',
    'DropInPaths=/etc/systemd/system/docker.service.d/a.conf /run/systemd/system/docker.service.d/b.conf',
    'NeedDaemonReload=yes',
    '',
    'Id=docker.socket',
    'FragmentPath=/lib/systemd/system/docker.socket',
    'DropInPaths=',
    'NeedDaemonReload=no',
  ].join('\n');
  expect(parseUnits(text)).toEqual([
    {
      id: 'docker.service',
      needsReload: true,
      read: [
        '/lib/systemd/system/docker.service',
        '/etc/systemd/system/docker.service.d/a.conf',
        '/run/systemd/system/docker.service.d/b.conf',
      ],
    },
    { id: 'docker.socket', needsReload: false, read: ['/lib/systemd/system/docker.socket'] },
  ]);
  expect(parseUnits('')).toEqual([]);
});
