import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mirrorFlagsOf, withoutMirrorFlags } from '../../../src/engines/docker/init-file.ts';
import { planApply, planUndo, type UndoInput } from '../../../src/engines/docker/plan/index.ts';
import { DOWN, engine, expectPlan, install, nextStart, planInput, textOf } from './plan-input.ts';

const PATH = '/etc/default/docker';
const moved = (text: string) => withoutMirrorFlags([{ path: PATH, text }]);

describe('withoutMirrorFlags', () => {
  it.each([
    ['DOCKER_OPTS="--registry-mirror=https://a.cn"\n', 'DOCKER_OPTS=""\n', ['https://a.cn']],
    [
      '# ours\nDOCKER_OPTS="-D --registry-mirror=https://a.cn --registry-mirror http://b:5000 --bip=10.0.0.1/24" # so\n',
      '# ours\nDOCKER_OPTS="-D --bip=10.0.0.1/24" # so\n',
      ['https://a.cn', 'http://b:5000'],
    ],
    [
      'DOCKER_OPTS="-D"\r\nDOCKER_OPTS="$DOCKER_OPTS --registry-mirror=https://a.cn"\r\nexport http_proxy="http://p"\r\n',
      'DOCKER_OPTS="-D"\r\nDOCKER_OPTS="$DOCKER_OPTS"\r\nexport http_proxy="http://p"\r\n',
      ['https://a.cn'],
    ],
    [
      'OPTIONS="--selinux-enabled \\\n  --registry-mirror=https://a.cn \\\n  -D"\n',
      'OPTIONS="--selinux-enabled \\\n  \\\n  -D"\n',
      ['https://a.cn'],
    ],
    ['DOCKER_OPTS=--registry-mirror=https://a.cn', 'DOCKER_OPTS=', ['https://a.cn']],
  ])('%j', (text, after, mirrors) => {
    expect(moved(text)).toEqual({ mirrors, files: [{ path: PATH, before: text, after }] });
  });

  it('leaves alone what has none, what is a comment, and what it may not write', () => {
    expect(moved('DOCKER_OPTS="-D"\n')).toBeNull();
    expect(moved('#DOCKER_OPTS="--registry-mirror=https://a.cn"\n')).toBeNull();
    const script = [{ path: '/etc/init.d/docker', text: 'DOCKER_OPTS="--registry-mirror=https://a.cn"\n' }];
    expect(withoutMirrorFlags(script)).toBeNull();
  });

  it('keeps every other option, in its order', () => {
    const option = fc.constantFrom(
      '-D',
      '--bip=10.0.0.1/24',
      '--label a=b',
      '--registry-mirror=https://a.cn',
    );
    fc.assert(
      fc.property(fc.array(option), fc.constantFrom(' ', '  ', '\t', ' \\\n'), (options, blank) => {
        const text = `# first\nDOCKER_OPTS="${options.join(blank)}"\nOTHER=1\n`;
        const result = moved(text);
        const after = result?.files[0]?.after ?? text;
        const words = after.split('"')[1]?.match(/[^\s\\]+/g) ?? [];
        const others = options.filter((one) => !one.startsWith('--registry'));
        expect(words).toEqual(others.flatMap((one) => one.split(' ')));
        expect(mirrorFlagsOf([{ path: PATH, text: after }])).toEqual([]);
        expect(after).toMatch(/^# first\nDOCKER_OPTS="[^"]*"\nOTHER=1\n$/);
      }),
    );
  });
});

describe('mirrors among the options of an init script', () => {
  const before = 'DOCKER_OPTS="-D --registry-mirror=https://old.cn"\n';
  const flags = [
    { name: 'D', value: null, source: { path: PATH, line: 1 } },
    { name: 'registry-mirror', value: 'https://old.cn', source: { path: PATH, line: 1 } },
  ];
  const service = { canRestart: true, systemd: false, files: [{ path: PATH, text: before }] };
  const today = engine('20.10.24', { flags, mirrors: ['https://old.cn/'] });

  it('go into daemon.json, the options first, by a restart', () => {
    const plan = expectPlan(planApply(planInput('{}', { engine: today, service })));
    const [stage] = plan.stages;
    expect(stage?.files.map(({ path, after }) => [path, textOf(after)])).toEqual([
      [PATH, 'DOCKER_OPTS="-D"\n'],
      ['/etc/docker/daemon.json', expect.stringContaining('https://old.cn')],
    ]);
    expect(stage?.activation).toMatchObject({ kind: 'restart', why: 'option' });
    expect(stage?.expect.mirrors).toEqual(['https://a.cn/', 'https://old.cn/']);
    expect(plan.warnings).toContainEqual({ kind: 'options-moved', path: PATH, to: install().configPath });
  });

  it('stay where nobody may restart the engine now, and where a unit passes them on', () => {
    const reload = planInput('{}', { engine: today, service, options: { activate: 'reload' } });
    expect(expectPlan(planApply(reload)).stages[0]?.activation).toEqual({
      kind: 'none',
      why: 'asked',
      awaits: 'restart',
    });
    const down = planInput('{}', { engine: { ...today, ...DOWN }, service });
    expect(expectPlan(planApply(down)).stages[0]?.activation).toEqual({ kind: 'none', why: 'engine-down' });
    const unit = planInput('{}', { engine: today, service: { ...service, systemd: true } });
    expect(planApply(unit)).toMatchObject({ reason: { kind: 'flag-conflict' } });
    const watch = planInput('{}', {
      engine: today,
      service,
      options: { activate: 'reload', unlessPending: true },
    });
    expect(planApply(watch)).toMatchObject({ reason: { kind: 'flag-conflict' } });
  });

  it('of the running engine alone, as a killed run may leave it, take the restart that is missing', () => {
    const left = planInput('{}', {
      engine: { ...today, next: nextStart() },
      service: { ...service, files: [] },
    });
    const [stage] = expectPlan(planApply(left)).stages;
    expect(stage?.files.map(({ path }) => path)).toEqual(['/etc/docker/daemon.json']);
    expect(stage?.activation).toMatchObject({ kind: 'restart', why: 'option' });
    expect(stage?.expect.mirrors).toEqual(['https://a.cn/', 'https://old.cn/']);
  });

  it('come back after daemon.json has lost them; an edit since is not overwritten', () => {
    const undo = (editedSince: boolean, whole = false): UndoInput => ({
      install: install(),
      engine: engine('20.10.24', { mirrors: ['https://a.cn/'] }),
      service: { ...service, files: [] },
      daemonJson: {
        path: install().configPath,
        role: 'daemon-json',
        before: Buffer.from('{}'),
        now: Buffer.from('{"registry-mirrors":["https://a.cn"]}'),
        editedSince: false,
        keys: ['registry-mirrors'],
      },
      serviceFiles: [
        {
          path: PATH,
          role: 'init-file',
          before: Buffer.from(before),
          now: Buffer.from('DOCKER_OPTS="-D"\n'),
          editedSince,
        },
      ],
      activate: 'auto',
      purpose: { kind: 'undo', withPending: false, unlessPending: false, whole },
    });
    const { stages } = expectPlan(planUndo(undo(false)));
    expect(stages).toHaveLength(1);
    expect(stages[0]?.files.map(({ path, after }) => [path, textOf(after)])).toEqual([
      ['/etc/docker/daemon.json', '{}'],
      [PATH, before],
    ]);
    expect(stages[0]).toMatchObject({
      activation: { kind: 'restart', why: 'option' },
      expect: { mirrors: ['https://old.cn/'] },
    });
    expect(planUndo(undo(true))).toMatchObject({ reason: { kind: 'options-edited', path: PATH } });
    expect(planUndo(undo(true, true)).kind).toBe('plan');
  });
});
