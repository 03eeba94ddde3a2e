import { expect, it } from 'vitest';
import { hiddenSetting } from '../../../src/engines/docker/plan/hidden-setting.ts';
import { planApply } from '../../../src/engines/docker/plan/index.ts';
import { engine, planInput } from './plan-input.ts';

const FOLDER = '/etc/systemd/system/docker.service.d';
const OURS = `${FOLDER}/mirror-check-proxy.conf`;
const dropIn = (path: string, ...lines: readonly string[]) => ({
  path,
  text: `[Service]\n${lines.join('\n')}\n`,
});
const env = { path: '/etc/other.env', text: 'HTTPS_PROXY=http://other:1\n' };

it.each([
  ['a later one that forgets', [dropIn(`${FOLDER}/zz.conf`, 'EnvironmentFile=')], 2],
  [
    'one of another folder, later by its name',
    [dropIn('/run/systemd/system/docker.service.d/n.conf', '', 'EnvironmentFile=')],
    3,
  ],
  [
    'a later one whose file sets it',
    [dropIn(`${FOLDER}/zz.conf`, 'EnvironmentFile=-/etc/other.env'), env],
    2,
  ],
  ['an earlier one that unsets', [dropIn(`${FOLDER}/a.conf`, 'UnsetEnvironment=FOO HTTPS_PROXY')], 2],
  [
    'the unit, which unsets',
    [dropIn('/lib/systemd/system/docker.service', 'UnsetEnvironment=HTTPS_PROXY')],
    2,
  ],
  ['an earlier one that forgets', [dropIn(`${FOLDER}/a.conf`, 'EnvironmentFile=')], null],
  ['an earlier file', [dropIn(`${FOLDER}/a.conf`, 'EnvironmentFile=/etc/other.env'), env], null],
  [
    'the unit, whose file is read before',
    [dropIn('/lib/systemd/system/docker.service', 'EnvironmentFile=-/etc/other.env'), env],
    null,
  ],
  [
    'a later setting that is none of a file',
    [dropIn(`${FOLDER}/zz.conf`, 'Environment=HTTPS_PROXY=http://x:1')],
    null,
  ],
  [
    'a later file without it',
    [dropIn(`${FOLDER}/zz.conf`, 'EnvironmentFile=/etc/other.env'), { ...env, text: 'A=b\n' }],
    null,
  ],
  ['a later file that cannot be read', [dropIn(`${FOLDER}/zz.conf`, 'EnvironmentFile=/etc/other.env')], null],
  ['ours', [dropIn(OURS, 'EnvironmentFile=', 'UnsetEnvironment=HTTPS_PROXY')], null],
  ['one that unsets another', [dropIn(`${FOLDER}/zz.conf`, 'UnsetEnvironment=https_proxy')], null],
] as const)('%s', (_, files, line) => {
  const hidden = hiddenSetting(files, OURS, ['HTTPS_PROXY']);
  expect(hidden?.line ?? null).toBe(line);
  if (hidden !== null) expect(hidden.path).toBe(files[0].path);
});

it('is refused before anything is touched, and only where the service gives the proxies', () => {
  const files = [dropIn(`${FOLDER}/zz.conf`, 'EnvironmentFile=')];
  const planned = (version: string, proxies: Readonly<Record<string, string>>) =>
    planApply(
      planInput('{}', {
        engine: engine(version),
        service: { canRestart: true, systemd: true, files },
        candidates: [],
        options: { noProbe: true, proxies },
      }),
    );
  const wanted = { httpsProxy: 'http://p.example:1' };
  expect(planned('20.10.24', wanted)).toMatchObject({
    kind: 'refusal',
    exitCode: 3,
    reason: { kind: 'hidden-setting', path: `${FOLDER}/zz.conf`, line: 2, variables: ['HTTPS_PROXY'] },
  });
  expect(planned('28.5.2', wanted).kind).toBe('plan');
  expect(planned('20.10.24', { httpsProxy: '' }).kind).toBe('plan');
});
