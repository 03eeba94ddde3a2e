import { expect, it } from 'vitest';
import { findEngineProgram } from '../../../src/engines/docker/engine-program.ts';
import { startedEnvironment } from '../../../src/engines/docker/next-start.ts';
import type { RunsWith } from '../../../src/engines/docker/pending.ts';
import { planApply, planEarly, planUndo, type UndoInput } from '../../../src/engines/docker/plan/index.ts';
import { wantedBy } from '../../../src/engines/docker/runs-with.ts';
import { parseEngineVersion } from '../../../src/engines/docker/version.ts';
import { candidate, engine, expectPlan, install, nextStart, OPTIONS, planInput } from './plan-input.ts';
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

it.each([
  ['mirrors', '{"registry-mirrors": ["https://a.cn"],}', 'registry-mirrors', 'reload'],
  ['a proxy', '{"proxies": {"http-proxy": "http://p:1"},}', 'proxies', 'restart'],
])(
  'a repaired file with %s that the engine does not use: not told to be in force',
  (_, text, key, awaits) => {
    const repair = (live: object) =>
      expectPlan(
        planApply(
          planInput(text, {
            candidates: [],
            engine: engine('28.5.2', { runs: { ...RUNS, fileChangedSince: false }, ...live }),
            options: { repair: true, noProbe: true },
          }),
        ),
      );
    const { stages, warnings, consent } = repair({});
    expect(stages[0]?.activation).toEqual({ kind: 'none', why: 'asked', awaits });
    expect(warnings).toContainEqual(
      expect.objectContaining({ kind: 'pending', keys: [expect.objectContaining({ key })], by: 'start' }),
    );
    expect(consent).toEqual([]);
    const used = repair({
      mirrors: ['https://a.cn/'],
      proxies: { httpProxy: 'http://p:1', httpsProxy: null, noProxy: null },
    });
    expect(used.stages[0]?.activation).toEqual({ kind: 'none', why: 'not-needed' });
  },
);

it.each([
  ['{"debug": true,}', 'reload'],
  ['{"max-concurrent-downloads": 5, "debug": true,}', 'reload'],
  ['{"debug": true, "no-new-privileges": true,}', 'restart'],
])('what is repaired waits for what reads all of it: %s', (text, awaits) => {
  const changes = { candidates: [], engine: engine('28.5.2', { runs: RUNS }) };
  const input = planInput(text, { ...changes, options: { repair: true, noProbe: true } });
  const [stage] = expectPlan(planApply(input)).stages;
  expect(stage?.activation).toEqual({ kind: 'none', why: 'asked', awaits });
});

it.each([
  ['the same release', {}, []],
  ['another one', { version: parseEngineVersion('28.5.3') }, ['dockerd']],
  ['one that nobody knows', { version: null }, []],
  ['a script of somebody’s own', { version: parseEngineVersion('28.5.3'), script: '/opt/start' }, []],
])('a restart that starts %s', (_, next, keys) => {
  const plan = (mirror: string | null, proxy: string) =>
    expectPlan(
      planApply(
        planInput('{}', {
          candidates: mirror === null ? [] : [candidate(mirror)],
          engine: engine('28.5.2', {
            runs: RUNS,
            next: nextStart({ version: parseEngineVersion('28.5.2+dfsg1'), ...next }),
          }),
          options: { noProbe: true, proxies: proxy === '' ? {} : { httpProxy: proxy } },
        }),
      ),
    );
  const consent = plan(null, 'http://p:1').consent;
  expect(consent.flatMap((one) => (one.kind === 'pending' ? one.keys : []))).toEqual(keys);
  // A reload reads the file alone.
  expect(plan('https://a.cn', '').consent).toEqual([]);
});

it.each(['', ' \n', '\t', '\uFEFF \n', '\u00a0'])(
  'a text of blanks alone wants nothing, %j',
  async (text) => {
    expect(await wantedBy(Buffer.from(text), [], parseEngineVersion('28.5.2'))).toEqual({
      wantedRoot: null,
      wantedSeccomp: 'none',
      wantedRemap: null,
    });
  },
);

const [NOW, NEXT] = ['/etc/docker/daemon.json', '/etc/other.json'];

it.each([
  ['of both', NOW, NOW, NOW, 'auto', null],
  ['that the next start leaves', NOW, NOW, NEXT, 'auto', 'file-moves'],
  ['that the next start leaves', NOW, NOW, NEXT, 'none', 'file-moves'],
  ['of the next start, by a reload', NEXT, NOW, NEXT, 'auto', 'file-moves'],
  ['of the next start, which is asked for', NEXT, NOW, NEXT, 'restart', null],
  ['of the next start, to be written', NEXT, NOW, NEXT, 'none', null],
  ['of neither', '/x.json', NOW, NEXT, 'restart', 'other-file'],
  ['whose reader is not seen', NOW, null, NEXT, 'auto', null],
] as const)(
  'a file %s: %s where %s and then %s is read, --activate %s',
  (_, path, now, next, activate, reason) => {
    const at = { ...install(), configPath: path };
    const facts = engine('28.5.2', { file: now, next: nextStart({ file: next }) });
    const early = planEarly(
      { ...planInput('{}'), install: at, engine: facts, options: { ...OPTIONS, activate } },
      true,
    );
    expect(early?.reason.kind ?? null).toBe(reason);
  },
);

it.skipIf(process.platform === 'win32').each([
  ['a shell with the engine in its words', '/bin/sh -c "exec dockerd"', '/bin/sh'],
  ['with a prefix of systemd', '-/bin/sh /opt/start', '/bin/sh'],
  ['what is not there', '/nowhere/dockerd -H fd://', null],
  ['nothing that is known', null, null],
])('a service that starts %s', async (_, execStart, script) => {
  const asker = { platform: 'linux', env: {} } as const;
  const found = await findEngineProgram({ daemon: null, execStart, owner: 0, asker });
  expect(found.script).toBe(script);
  // Whatever engine lies in the PATH is not what the script starts.
  if (script !== null) expect(found.proof).toBeNull();
});

it.each([
  ['names of no proxy', ['LANG', 'PATH'], true],
  ['a proxy for every service', ['LANG', 'https_proxy'], false],
  ['nothing that can be seen', undefined, false],
] as const)('systemd itself gives %s', (_, inherited, isWhole) => {
  const none = { dropIn: null, environment: null };
  const { allProxies } = startedEnvironment(
    { traits: { restarts: true, readsDropIns: true, hasUnits: true } },
    { files: [], ...(inherited && { inherited }) },
    none,
    true,
  );
  expect(allProxies !== null).toBe(isWhole);
});
