import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalisedMirrors } from '../../../src/engines/docker/mirror-rules.ts';
import {
  changedKeys,
  type OurKey,
  planApply,
  planUndo,
  type UndoInput,
} from '../../../src/engines/docker/plan/index.ts';
import { dockerEn } from '../../../src/engines/docker/words/en/index.ts';
import { anyFile, anyMirrors, render } from './daemon-json-text.ts';
import { candidate, DOWN, engine, expectPlan, install, nextStart, planInput, textOf } from './plan-input.ts';
import { RUNS } from './runs.ts';

const PATH = '/etc/docker/daemon.json';

function undoInput(
  before: string | null,
  now: string | null,
  changes: Partial<UndoInput> & { readonly editedSince?: boolean; readonly keys?: readonly OurKey[] } = {},
): UndoInput {
  const bytes = (text: string | null): Uint8Array | null => (text === null ? null : Buffer.from(text));
  return {
    install: install(),
    engine: engine('28.5.2', { mirrors: ['https://a.cn/'] }),
    service: { canRestart: true, systemd: true },
    daemonJson: {
      path: PATH,
      role: 'daemon-json',
      before: bytes(before),
      now: bytes(now),
      editedSince: changes.editedSince ?? false,
      keys: changes.keys ?? ['registry-mirrors'],
    },
    serviceFiles: [],
    activate: 'auto',
    purpose: { kind: 'undo', withPending: false, unlessPending: false },
    ...changes,
  };
}

const stagesOf = (input: UndoInput) =>
  expectPlan(planUndo(input)).stages.map(({ files, activation, expect: wanted }) => [
    files.map(({ after }) => textOf(after)),
    activation.kind,
    wanted.mirrors,
  ]);

describe('an undo of a file that cannot be read', () => {
  const [OLD, NOW] = ['{"registry-mirrors":["https://x.cn"]}', '{"registry-mirrors":["https://a.cn"]}'];
  const purpose = { kind: 'undo', withPending: false, unlessPending: false, backup: '20-a' } as const;
  const asked = (before: string | null, now: string): readonly string[] => {
    const old = { engine: engine('20.10.24', { mirrors: ['https://a.cn/'] }), purpose, editedSince: true };
    const plan = planUndo(undoInput(before, now, old));
    if (plan.kind !== 'refusal' || plan.reason.kind === 'no-fit-mirror') throw new Error(plan.kind);
    return dockerEn.refusal(plan.reason);
  };

  it('with a byte-order mark, which 20.10 refuses: how to go on, and that the old one can go back whole', () => {
    expect(asked(OLD, `\uFEFF${NOW}`).slice(1)).toEqual([
      'First make strict JSON of it, with mirror-apply --repair; comments and trailing commas go. Then run: mirror-apply --undo 20-a',
      'Or put the file back whole, as it was before, without what others changed in it since: mirror-apply --undo 20-a --whole',
    ]);
  });

  it('beyond repair; and no old one is offered that this engine does not read', () => {
    expect(asked(OLD, '{"a": }').join('\n')).toMatch(/First mend it by hand, then.*\n.*--whole/);
    expect(asked(`\uFEFF${OLD}`, `\uFEFF${NOW}`).join('\n')).not.toContain('--whole');
  });
});

describe('an undo of proxies before 23.0', () => {
  const file = (role: 'proxy-environment' | 'proxy-drop-in', before: string | null, now: string | null) => ({
    path: role === 'proxy-drop-in' ? '/d.conf' : '/e.env',
    role,
    before: before === null ? null : Buffer.from(before),
    now: now === null ? null : Buffer.from(now),
    editedSince: false,
  });
  const undo = (environment: string | null, daemonJson = '{}', whole = false) =>
    planUndo({
      ...undoInput(daemonJson, daemonJson, { keys: [] }),
      engine: engine('20.10.24', {
        proxies: { httpProxy: 'http://new', httpsProxy: null, noProxy: '.theirs' },
      }),
      serviceFiles: [
        file('proxy-environment', environment, 'HTTP_PROXY="http://new"\n'),
        file('proxy-drop-in', null, '[Service]\n'),
      ],
      purpose: { kind: 'undo', withPending: false, unlessPending: false, whole, backup: '20-a' },
    });

  it.each([null, 'HTTP_PROXY="http://u:old@p"\n'])('leaves nothing that no drop-in named: %j', (before) => {
    const [stage] = expectPlan(undo(before)).stages;
    expect(stage?.files.map(({ path, after }) => [path, after])).toEqual([
      ['/d.conf', null],
      ['/e.env', null],
    ]);
    // What the engine has from somebody else's drop-in was never ours to clear.
    expect(stage?.expect.proxies).toEqual({ httpProxy: { kind: 'cleared' } });
  });

  it.each([false, true])('tells of the daemon.json of today that cannot be read, --whole %s', (whole) => {
    expect(undo(null, '{"a": 1', whole)).toMatchObject({
      kind: 'refusal',
      reason: { kind: 'unreadable', undo: { backup: '20-a', whole: false } },
    });
  });
});

describe('an undo', () => {
  it('puts the old list back with one reload', () => {
    const old = '{"registry-mirrors":["https://x.cn"],"debug":true}';
    expect(stagesOf(undoInput(old, '{"registry-mirrors":["https://a.cn"],"debug":true}'))).toEqual([
      [[old], 'reload', ['https://x.cn/']],
    ]);
  });

  it('goes through an empty list where there was no key', () => {
    expect(
      stagesOf(undoInput('{"debug":true}\n', '{"debug":true,"registry-mirrors":["https://a.cn"]}\n')),
    ).toEqual([
      [['{"debug":true,"registry-mirrors":[]}\n'], 'reload', []],
      [['{"debug":true}\n'], 'none', []],
    ]);
  });

  it('that is only written waits for a restart where the key goes, since a reload leaves the list', () => {
    const now = '{"registry-mirrors":["https://a.cn"]}';
    const awaited = (old: string) =>
      expectPlan(planUndo(undoInput(old, now, { activate: 'none' }))).stages[0]?.activation;
    expect(awaited('{}')).toEqual({ kind: 'none', why: 'asked', awaits: 'restart' });
    expect(awaited('{"registry-mirrors":[]}')).toEqual({ kind: 'none', why: 'asked', awaits: 'reload' });
  });

  it('goes through an empty list where there was no file, and then removes it', () => {
    expect(stagesOf(undoInput(null, '{"registry-mirrors":["https://a.cn"]}'))).toEqual([
      [['{\n  "registry-mirrors": []\n}\n'], 'reload', []],
      [[null], 'none', []],
    ]);
  });

  it('needs no detour where the engine has no mirrors any more, or is down', () => {
    const none = engine('28.5.2');
    expect(stagesOf(undoInput(null, '{"registry-mirrors":["https://a.cn"]}', { engine: none }))).toEqual([
      [[null], 'none', []],
    ]);
    const down = engine('28.5.2', DOWN);
    const plan = expectPlan(
      planUndo(undoInput(null, '{"registry-mirrors":["https://a.cn"]}', { engine: down })),
    );
    expect(plan.stages).toMatchObject([{ activation: { kind: 'none', why: 'engine-down' } }]);
  });

  it('needs no detour where the engine is restarted anyway', () => {
    const proxies = { httpProxy: 'http://p', httpsProxy: null, noProxy: null };
    const now = '{"registry-mirrors":["https://a.cn"],"proxies":{"http-proxy":"http://p"}}';
    const input = undoInput('{}', now, {
      keys: ['registry-mirrors', 'proxies'],
      engine: engine('28.5.2', { mirrors: ['https://a.cn/'], proxies, runningContainers: 3 }),
    });
    expect(stagesOf(input)).toEqual([[['{}'], 'restart', []]]);
    expect(expectPlan(planUndo(input)).consent).toEqual([
      { kind: 'stop-containers', count: 3, given: false },
    ]);
  });

  it.each([
    ['keeps containers where the old file has live-restore on', true, []],
    ['asks where it has not', false, [{ kind: 'stop-containers', count: 3, given: false }]],
  ])('that restarts %s', (_, lasts, consent) => {
    const proxies = { httpProxy: 'http://p', httpsProxy: null, noProxy: null };
    const now = '{"live-restore":true,"proxies":{"http-proxy":"http://p"}}';
    const input = undoInput(`{"live-restore":${lasts}}`, now, {
      keys: ['proxies'],
      engine: engine('28.5.2', { proxies, runningContainers: 3, liveRestore: true }),
    });
    expect(expectPlan(planUndo(input)).consent).toEqual(consent);
  });

  it('does not restart for proxies that are not in force', () => {
    const now = '{"registry-mirrors":["https://a.cn"],"proxies":{"http-proxy":"http://p"}}';
    const old = '{"registry-mirrors":[]}';
    expect(stagesOf(undoInput(old, now))).toEqual([[[old], 'reload', []]]);
  });

  it('leaves proxies that the file has ready to whoever wrote them there', () => {
    const [old, now] = ['x', 'a'].map(
      (host) => `{"registry-mirrors":["https://${host}.cn"],"proxies":{"http-proxy":"http://ready"}}`,
    );
    const today = engine('28.5.2', { mirrors: ['https://a.cn/'], runningContainers: 3 });
    const input = undoInput(old ?? null, now ?? null, { engine: today });
    expect(stagesOf(input)).toEqual([[[old], 'reload', ['https://x.cn/']]]);
    expect(expectPlan(planUndo(input)).consent).toEqual([]);
  });

  it.each([
    ['of proxies', { kind: 'undo', withPending: false, unlessPending: false }],
    ['of proxies that failed', { kind: 'rollback', liveBefore: ['https://flag.cn/'] }],
  ] as const)('%s leaves mirrors to the option that sets them', (_, purpose) => {
    const proxies = { httpProxy: 'http://p', httpsProxy: null, noProxy: null };
    const today = engine('28.5.2', {
      mirrors: ['https://flag.cn/'],
      proxies,
      flags: [{ name: 'registry-mirror', value: 'https://flag.cn', source: null }],
    });
    const now = '{"proxies":{"http-proxy":"http://p"}}';
    const input = undoInput('{}', now, { engine: today, keys: ['proxies'], purpose });
    expect(stagesOf(input)).toEqual([[['{}'], 'restart', undefined]]);
  });

  it('brings old proxies back with a restart', () => {
    const old = '{"proxies":{"http-proxy":"http://u:p@old"}}';
    const proxies = { httpProxy: 'http://new', httpsProxy: null, noProxy: null };
    const input = undoInput(old, '{"proxies":{"http-proxy":"http://new"}}', {
      keys: ['proxies'],
      engine: engine('28.5.2', { proxies }),
    });
    expect(expectPlan(planUndo(input)).stages).toMatchObject([
      {
        activation: { kind: 'restart' },
        expect: { proxies: { httpProxy: { kind: 'other', than: 'http://new', wanted: 'http://u:p@old' } } },
      },
    ]);
  });

  const file = (proxy: string): string => JSON.stringify({ proxies: { 'http-proxy': proxy } });
  const showing = (httpProxy: string | null) =>
    engine('28.5.2', { proxies: { httpProxy, httpsProxy: null, noProxy: null } });

  it('a password alone that changed, which nothing shows, takes a restart too', () => {
    const input = undoInput(file('http://u:old@p'), file('http://u:new@p'), {
      keys: ['proxies'],
      engine: showing('http://xxxxx:xxxxx@p'),
    });
    expect(expectPlan(planUndo(input)).stages).toMatchObject([
      { activation: { kind: 'restart' }, expect: { proxies: { httpProxy: { kind: 'any' } } } },
    ]);
  });

  it.each([
    ['shows what it shows in a way of its own', showing('http://xxxxx:xxxxx@http:'), 'auto', 'restart'],
    ['shows what it showed before, but has read another file', showing(null), 'auto', 'restart'],
    ['was told to reload, which takes no proxies', showing('http://odd'), 'reload', 'none'],
  ] as const)('a way back: an engine that %s', (_name, today, activate, kind) => {
    const none = { httpProxy: null, httpsProxy: null, noProxy: null };
    const input = undoInput('{}', file('http://u:p@p'), {
      keys: ['proxies'],
      engine: today,
      activate,
      purpose: { kind: 'rollback', liveBefore: [], proxiesBefore: none },
    });
    expect(expectPlan(planUndo(input)).stages.map(({ activation }) => activation.kind)).toEqual([kind]);
  });

  it.each([
    ['that are in force', 'http://p', { kind: 'restart', daemonReload: true }],
    // Nothing is restarted for what the engine never had.
    ['that never were', null, { kind: 'none', why: 'not-needed' }],
  ] as const)('takes our service files back, before 23.0: proxies %s', (_name, httpProxy, activation) => {
    const serviceFiles = [
      {
        path: '/e.env',
        role: 'proxy-environment',
        before: null,
        now: Buffer.from('HTTP_PROXY="http://p"\n'),
        editedSince: false,
      },
      {
        path: '/d.conf',
        role: 'proxy-drop-in',
        before: null,
        now: Buffer.from('[Service]\n'),
        editedSince: false,
      },
    ] as const;
    const live = engine('20.10.24', { proxies: { httpProxy, httpsProxy: null, noProxy: null } });
    const plan = expectPlan(planUndo(undoInput('{}', '{}', { engine: live, serviceFiles })));
    expect(plan.stages).toMatchObject([
      {
        files: [
          { path: '/d.conf', after: null },
          { path: '/e.env', after: null, mode: 'restore' },
        ],
        activation,
      },
    ]);
  });

  it('is nothing where all is as it was', () => {
    expect(stagesOf(undoInput('{"debug":true}', '{"debug":true}', { engine: engine('28.5.2') }))).toEqual([]);
  });
});

describe('of a file that was edited since', () => {
  it('only our keys go back, and that is said', () => {
    const now = '{"registry-mirrors":["https://a.cn"],\n "debug": false, "dns": ["1.1.1.1"]}';
    const input = undoInput('{"debug":true}', now, { editedSince: true });
    expect(stagesOf(input)).toEqual([
      [['{"debug": false, "dns": ["1.1.1.1"], "registry-mirrors": []}'], 'reload', []],
      [['{"debug": false, "dns": ["1.1.1.1"]}'], 'none', []],
    ]);
    expect(expectPlan(planUndo(input)).warnings).toEqual([{ kind: 'edited-since', path: PATH }]);
  });

  it('a key that the apply left alone stays as it is today', () => {
    const now = '{"registry-mirrors":["https://a.cn"],"proxies":{"http-proxy":"http://mine"}}';
    const [stage] = stagesOf(undoInput('{"registry-mirrors":["https://x.cn"]}', now, { editedSince: true }));
    expect(stage?.[0]).toEqual([
      '{"registry-mirrors":["https://x.cn"],"proxies":{"http-proxy":"http://mine"}}',
    ]);
  });

  it.each([
    ['keeps the mode that it has by now', 'https://a.cn', ['registry-mirrors'], 'keep'],
    ['is made private for a password that comes back', 'http://u:p@old', ['proxies'], 'private'],
  ] as const)('it %s', (_, proxy, keys, mode) => {
    const old = `{"registry-mirrors":["https://x.cn"],"proxies":{"http-proxy":"${proxy}"}}`;
    const now = '{"registry-mirrors":["https://a.cn"],"proxies":{"http-proxy":"http://u:secret@new"}}';
    const { stages } = expectPlan(planUndo(undoInput(old, now, { editedSince: true, keys })));
    expect(stages.flatMap(({ files }) => files.map((file) => file.mode))).toEqual([mode]);
  });

  it('that is gone, it stays gone', () => {
    expect(
      stagesOf(undoInput('{"debug":true}', null, { editedSince: true, engine: engine('28.5.2') })),
    ).toEqual([]);
  });

  it('that is broken, nothing is done', () => {
    expect(planUndo(undoInput('{}', '{ // x\n}', { editedSince: true }))).toMatchObject({
      kind: 'refusal',
      exitCode: 3,
      reason: { kind: 'unreadable', problem: { code: 'comment' } },
    });
  });
});

describe('for the engine of today', () => {
  it.each([
    [
      'a file with comments',
      '{ // x\n "debug": true }',
      engine('28.5.2', { mirrors: ['https://a.cn/'] }),
      '{"debug":true}',
    ],
    ['an empty file before 23.0', '', engine('20.10.24', { mirrors: ['https://a.cn/'] }), '{"debug":true}'],
    [
      'a byte-order mark before 23.0',
      '\ufeff{}',
      engine('20.10.24', { mirrors: ['https://a.cn/'] }),
      '{"debug":true}',
    ],
    [
      'no file under --config-file',
      null,
      engine('28.5.2', {
        mirrors: ['https://a.cn/'],
        flags: [{ name: 'config-file', value: PATH, source: null }],
      }),
      '{"debug":true}',
    ],
  ])('%s does not come back: only our keys do', (_name, before, today, after) => {
    const input = undoInput(before, '{"debug":true,"registry-mirrors":["https://a.cn"]}', { engine: today });
    const plan = expectPlan(planUndo(input));
    expect(plan.warnings).toEqual([{ kind: 'old-file-unreadable', path: PATH }]);
    expect(plan.stages.at(-1)?.files[0]).toMatchObject({ mode: 'keep' });
    expect(textOf(plan.stages.at(-1)?.files[0]?.after)).toBe(after);
  });

  it.each([
    [
      'a path in a mirror before 24.0.8',
      '{"registry-mirrors":["https://x.cn/pre"]}',
      engine('20.10.24'),
      { kind: 'undo-not-for-this-engine', what: 'mirrors' },
    ],
    [
      'proxies before 23.0',
      '{"proxies":{"http-proxy":"http://p"}}',
      engine('20.10.24'),
      { kind: 'undo-not-for-this-engine', what: 'proxies' },
    ],
    [
      'an option that came since',
      '{"registry-mirrors":["https://x.cn"]}',
      engine('28.5.2', { flags: [{ name: 'registry-mirror', value: 'https://y.cn', source: null }] }),
      { kind: 'flag-conflict' },
    ],
    [
      'an option that the next start will have',
      '{"registry-mirrors":["https://x.cn"]}',
      engine('28.5.2', {
        next: nextStart({ flags: [{ name: 'registry-mirror', value: 'https://y.cn', source: null }] }),
      }),
      { kind: 'flag-conflict' },
    ],
  ])('%s is refused', (_name, before, today, reason) => {
    expect(planUndo(undoInput(before, '{}', { engine: today }))).toMatchObject({
      kind: 'refusal',
      exitCode: 3,
      reason,
    });
  });
});

describe('a rollback', () => {
  const rollback = (liveBefore: readonly string[] | null) =>
    ({ purpose: { kind: 'rollback', liveBefore } }) as const;

  it('restores what the engine used, even where the file had said otherwise', () => {
    const old = '{"registry-mirrors":["https://pending.cn"]}';
    const input = undoInput(old, '{"registry-mirrors":["https://a.cn"]}', rollback(['https://live.cn/']));
    expect(stagesOf(input)).toEqual([
      [['{"registry-mirrors":["https://live.cn/"]}'], 'reload', ['https://live.cn/']],
      [[old], 'none', ['https://live.cn/']],
    ]);
  });

  it('brings the very bytes back, comments and all, without leaving the new mirrors in force', () => {
    const old = '{ // x\n "debug": true }';
    expect(
      stagesOf(undoInput(old, '{"debug":true,"registry-mirrors":["https://a.cn"]}', rollback([]))),
    ).toEqual([
      [['{\n "debug": true,\n "registry-mirrors": [] }'], 'reload', []],
      [[old], 'none', []],
    ]);
  });

  it('is only bytes where the engine never took the new file', () => {
    const old = '{"registry-mirrors":["https://x.cn"]}';
    const input = undoInput(old, '{"registry-mirrors":["https://a.cn"]}', {
      ...rollback(['https://x.cn/']),
      engine: engine('28.5.2', { mirrors: ['https://x.cn/'] }),
    });
    expect(stagesOf(input)).toEqual([[[old], 'none', ['https://x.cn/']]]);
  });
});

describe('changedKeys', () => {
  it.each([
    [null, '{"registry-mirrors":[]}', ['registry-mirrors']],
    ['{"debug":true}', '{"debug":true,"proxies":{"no-proxy":"x"}}', ['proxies']],
    ['{ // x\n}', '{"registry-mirrors":["https://a.cn"]}', ['registry-mirrors']],
    ['{"a":1}', '{"a":2}', []],
    ['nonsense', '{}', ['registry-mirrors', 'proxies']],
  ])('%j, then %j: %j', (before, after, keys) => {
    expect(changedKeys(before === null ? null : Buffer.from(before), Buffer.from(after), null)).toEqual(keys);
  });
});

describe('undo of an apply', () => {
  it('ends with the very bytes, and the mirrors, of before', () => {
    fc.assert(
      fc.property(fc.option(anyFile), anyMirrors, (file, urls) => {
        const before = file === null ? null : render(file);
        const candidates = urls.map((url) => candidate(url, { origin: 'argument', verdict: null }));
        const input = planInput(before, {
          candidates,
          options: { noProbe: true, replace: true, allowInsecure: true },
        });
        const applied = planApply(input);
        const written = applied.kind === 'plan' ? applied.stages[0]?.files[0]?.after : undefined;
        if (applied.kind === 'refusal' || written === undefined) return;
        const mirrors = applied.stages[0]?.expect.mirrors ?? [];
        const undo = planUndo(undoInput(before, textOf(written), { engine: engine('28.5.2', { mirrors }) }));
        if (undo.kind === 'refusal' || undo.warnings.length > 0) return;
        const last = undo.stages.at(-1);
        expect(textOf(last?.files.find(({ judged }) => judged)?.after)).toBe(before);
        const old: unknown = before === null ? null : JSON.parse(before)?.['registry-mirrors'];
        expect(last?.expect.mirrors).toEqual(normalisedMirrors(Array.isArray(old) ? old : []));
        const reloads = undo.stages.filter(({ activation }) => activation.kind === 'reload');
        expect(reloads.every(({ files }) => files[0]?.after != null)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

it('names a proxy of somebody else’s that the restart for ours brings into force', () => {
  const proxies = { httpProxy: 'http://p', httpsProxy: null, noProxy: null };
  const input = undoInput('{}', '{"proxies":{"http-proxy":"http://p","https-proxy":"http://theirs"}}', {
    engine: engine('28.5.2', { proxies, mirrors: [], runs: RUNS }),
    keys: ['proxies'],
    editedSince: true,
  });
  const today = {
    ...input.daemonJson,
    runs: [{ before: Buffer.from('{}'), left: Buffer.from('{"proxies":{"http-proxy":"http://p"}}') }],
  };
  const { warnings } = expectPlan(planUndo({ ...input, daemonJson: today }));
  expect(warnings).toContainEqual(
    expect.objectContaining({
      kind: 'pending',
      by: 'restart',
      keys: [{ key: 'proxies', values: ['HTTPS_PROXY=http://theirs'], effect: 'other' }],
    }),
  );
});
