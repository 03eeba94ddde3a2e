import { expect, it } from 'vitest';
import { type PlanInput, planApply, planUndo } from '../../../src/engines/docker/plan/index.ts';
import { DOWN, engine, expectPlan, install, planInput } from './plan-input.ts';

function afterwards(input: PlanInput): unknown {
  return expectPlan(planApply(input)).afterwards;
}

it.each([
  ['20.10.24', 'restart'],
  ['26.1.5', 'minutes'],
  ['28.5.2', 'minutes'],
] as const)('after a reload of %s a build keeps the old mirrors: %s', (version, until) => {
  expect(afterwards(planInput('{}', { engine: engine(version) }))).toEqual([
    { kind: 'build-keeps-mirrors', until },
  ]);
});

it.each([
  ['a restart', planInput('{}', { options: { activate: 'restart' } })],
  ['an engine that is down', planInput('{}', { engine: engine('28.5.2', DOWN) })],
  [
    'nothing to do',
    planInput('{"registry-mirrors":["https://a.cn"]}', {
      engine: engine('28.5.2', { mirrors: ['https://a.cn/'] }),
    }),
  ],
])('%s says nothing of builds', (_, input) => {
  expect(afterwards(input)).toEqual([]);
});

it('proxies: what the shell of a build has to export, without the password', () => {
  const proxies = { httpsProxy: 'http://li:s3cret@p.example:3128', noProxy: '.example' };
  expect(afterwards(planInput('{}', { options: { proxies, noProbe: true }, candidates: [] }))).toEqual([
    {
      kind: 'build-token',
      variables: [
        { name: 'HTTPS_PROXY', value: 'http://xxxxx:xxxxx@p.example:3128' },
        { name: 'NO_PROXY', value: '.example' },
      ],
    },
  ]);
  const beside = planInput('{"proxies":{"no-proxy":".corp"}}', {
    options: { proxies: { httpsProxy: 'http://p:1' }, noProbe: true },
    candidates: [],
  });
  expect(afterwards(beside)).toMatchObject([
    { variables: [{ name: 'HTTPS_PROXY' }, { name: 'NO_PROXY', value: '.corp' }] },
  ]);
  const cleared = planInput('{"proxies":{"https-proxy":"http://p:1"}}', {
    options: { proxies: { httpsProxy: '' }, noProbe: true },
    candidates: [],
  });
  expect(afterwards(cleared)).toEqual([]);
});

it('an undo by a reload says the same', () => {
  const undone = planUndo({
    install: install(),
    engine: engine('20.10.24', { mirrors: ['https://a.cn/'] }),
    service: { canRestart: true, systemd: true },
    daemonJson: {
      path: '/etc/docker/daemon.json',
      role: 'daemon-json',
      before: Buffer.from('{"registry-mirrors":[]}'),
      now: Buffer.from('{"registry-mirrors":["https://a.cn"]}'),
      editedSince: false,
      keys: ['registry-mirrors'],
    },
    serviceFiles: [],
    activate: 'auto',
    purpose: { kind: 'undo', withPending: false, unlessPending: false },
  });
  expect(expectPlan(undone).afterwards).toEqual([{ kind: 'build-keeps-mirrors', until: 'restart' }]);
});
