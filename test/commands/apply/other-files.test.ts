import { expect, it } from 'vitest';
import { otherFileLines } from '../../../src/commands/apply/other-files.ts';
import { planApply } from '../../../src/engines/docker/plan/index.ts';
import { engine, expectPlan, install, planInput } from '../../engines-unit/docker/plan-input.ts';
import { messagesFor } from '../../support/words.ts';

const CONFIG = '/etc/docker/daemon.json';
const { apply } = messagesFor('en');

function linesFor(
  version: string,
  restart: readonly string[] | null = ['systemctl', 'restart', 'docker.service'],
) {
  const proxies = { httpsProxy: 'http://li:s3cret@p.example:1' };
  const input = planInput('{}', {
    candidates: [],
    install: install(),
    engine: engine(version),
    options: { noProbe: true, proxies },
  });
  return otherFileLines(expectPlan(planApply(input)).stages, CONFIG, restart, apply);
}

it('before 23.0 a proxy stands in files of the service: they are told with path, text, mode and command', () => {
  const text = linesFor('20.10.24').join('\n');
  expect(text).toContain(
    '/etc/docker/mirror-check-proxy.env (mode 600):\n    HTTPS_PROXY="http://xxxxx:xxxxx@p.example:1"',
  );
  expect(text).toMatch(
    /docker\.service\.d\/mirror-check-proxy\.conf:\n {4}# .*\n {4}\[Service\]\n {4}EnvironmentFile=-/,
  );
  expect(text).toContain('sudo systemctl daemon-reload && sudo systemctl restart docker.service');
  expect(text).toContain('xxxxx:xxxxx stands');
  expect(text).not.toContain('s3cret');
});

it('of a user’s own service the commands are a user’s', () => {
  const text = linesFor('20.10.24', ['systemctl', '--user', 'restart', 'docker.service']).join('\n');
  expect(text).toContain('systemctl --user daemon-reload && systemctl --user restart docker.service');
  expect(text).not.toContain('sudo');
});

it('from 23.0 on the printed file is all', () => {
  expect(linesFor('28.5.2')).toEqual([]);
});

it('a file that goes is named as one', () => {
  const stage = {
    files: [
      { path: '/d.conf', before: Buffer.from('x'), after: null, mode: 'restore', judged: false, unit: true },
    ],
    activation: { kind: 'none', why: 'engine-down' },
    expect: {},
  } as const;
  expect(otherFileLines([stage], CONFIG, null, apply)).toEqual([
    apply.plan.otherFiles,
    apply.plan.otherFile('/d.conf', 'goes'),
    apply.plan.afterOtherFiles,
    '    sudo systemctl daemon-reload',
  ]);
});
