import { describe, expect, it } from 'vitest';
import { planApply } from '../../../src/engines/docker/plan/index.ts';
import { dockerWords } from '../../../src/engines/docker/words/index.ts';
import { candidate, engine, expectPlan, nextStart, planInput, textOf } from './plan-input.ts';

/** What becomes of entries that are nearly right, and of addresses for which there is no place. */

const given = (url: string) => candidate(url, { origin: 'argument', verdict: null });

function written(text: string, changes: Parameters<typeof planInput>[1] = {}): unknown {
  const plan = expectPlan(planApply(planInput(text, changes)));
  const after = plan.stages[0]?.files.find(({ judged }) => judged)?.after;
  return after === undefined ? null : JSON.parse(textOf(after) ?? '{}')['registry-mirrors'];
}

it.each([
  ['blanks', ' https://x.cn '],
  ['a line end', 'https://x.cn\\n'],
  ['an ideographic space', '\u3000https://x.cn'],
])('%s around an address that is configured are trimmed, and it stays', (_, entry) => {
  expect(written(`{"registry-mirrors": ["${entry}"]}`)).toEqual(['https://a.cn', 'https://x.cn']);
});

it.each([
  [
    'one goes, in whatever spelling; the others stay in their order',
    ['https://x.cn/'],
    ['https://y.cn', 'https://z.cn'],
  ],
  ['all go', ['https://x.cn', 'https://y.cn', 'https://z.cn'], []],
  ['none of these stands there', ['https://w.cn'], null],
])('--mirrors-off with addresses: %s', (_, off, left) => {
  const text = '{"registry-mirrors": ["https://y.cn", "https://x.cn", "https://z.cn"]}';
  const live = ['https://y.cn/', 'https://x.cn/', 'https://z.cn/'];
  const changes = { engine: engine('28.5.2', { mirrors: live }), options: { mirrorsOff: true, off } };
  expect(written(text, { ...changes, candidates: [] })).toEqual(left);
});

describe('an entry that is no single address goes, named for what it is', () => {
  it.each([
    ['https://x.cn,https://y.cn', 'several'],
    ['https://x.cn，https://y.cn', 'several'],
    ['https://x.cn https://y.cn', 'several'],
    ['https://x.cn;http://y.cn', 'several'],
    ['https://x。cn', 'wide-mark'],
    ['https：//x.cn', 'wide-mark'],
    ['https://x.cn，', 'wide-mark'],
  ])('%s: %s', (entry, problem) => {
    const plan = expectPlan(planApply(planInput(JSON.stringify({ 'registry-mirrors': [entry] }))));
    expect(plan.mirrors?.dropped).toEqual([{ displayUrl: entry, why: { kind: 'form', problem } }]);
  });

  it.each(['https://x.cn\u200b', '\u001b[31mhttps://x.cn'])(
    'shown without what nobody can see: %j',
    (entry) => {
      const plan = expectPlan(planApply(planInput(JSON.stringify({ 'registry-mirrors': [entry] }))));
      const why = { kind: 'form', problem: 'unseen' };
      expect(plan.mirrors?.dropped).toEqual([{ displayUrl: 'https://x.cn', why }]);
    },
  );

  it('shows it as it stands, and not as it is read', () => {
    const w = candidate('https://w.cn', { origin: 'configured', verdict: 'usable' });
    const input = planInput('{"registry-mirrors": ["https://w。cn"]}', {
      candidates: [candidate('https://a.cn'), w],
      options: { top: 1 },
    });
    expect(expectPlan(planApply(input)).mirrors?.dropped.map(({ displayUrl }) => displayUrl)).toEqual([
      'https://w。cn',
    ]);
  });

  it.each(['en', 'zh'] as const)('one without text has a name (%s)', async (lang) => {
    const words = await dockerWords(lang);
    for (const entry of ['', '   ', '\u200b']) {
      const plan = expectPlan(planApply(planInput(JSON.stringify({ 'registry-mirrors': [entry] }))));
      const [dropped] = plan.mirrors?.dropped ?? [];
      expect(dropped?.displayUrl).toBe('');
      const sentence = words.dropped('', dropped?.why ?? { kind: 'replaced' }, () => '');
      expect(sentence).toContain(lang === 'en' ? 'An entry without text' : '空条目');
    }
  });
});

it('what a terminal would obey in the file is not said', () => {
  const file = JSON.stringify({ 'registry-mirrors': ['\u001b[2Jx.cn\u202e'] });
  const plan = expectPlan(planApply(planInput(file)));
  expect(plan.mirrors?.dropped.map(({ displayUrl }) => displayUrl)).toEqual(['x.cn']);
});

describe('--top', () => {
  const four = ['https://a.cn', 'https://b.cn', 'https://c.cn', 'https://d.cn'].map(given);
  const plan = (top: number, file = '{}') =>
    expectPlan(planApply(planInput(file, { candidates: four, options: { noProbe: true, top } })));

  it('takes the first, and the others are told', () => {
    expect(plan(2).warnings).toContainEqual({
      kind: 'beyond-top',
      mirrors: ['https://c.cn', 'https://d.cn'],
    });
    expect(plan(4).warnings.map(({ kind }) => kind)).not.toContain('beyond-top');
  });

  it('says nothing of one that is kept, nor of those that were measured', () => {
    const kept = plan(2, '{"registry-mirrors":["https://d.cn"]}');
    expect(kept.mirrors?.beyondTop).toEqual(['https://c.cn']);
    const measured = planInput('{}', {
      candidates: four.map(({ url }) => candidate(url, { origin: 'argument' })),
      options: { top: 2 },
    });
    expect(expectPlan(planApply(measured)).mirrors?.beyondTop).toEqual([]);
  });
});

it('an engine that is down uses nothing yet: a repaired file waits for its start', () => {
  const file = '{"registry-mirrors": ["https://a.cn"], /* ours */ }';
  const [up, down] = [true, false].map((running) => {
    const facts = running ? { mirrors: ['https://a.cn/'] } : { mirrors: null, proxies: null, store: null };
    const input = planInput(file, {
      engine: engine('28.5.2', { running, ...facts }),
      options: { repair: true },
    });
    return expectPlan(planApply(input)).stages[0]?.activation;
  });
  expect([up, down]).toEqual([
    { kind: 'none', why: 'not-needed' },
    { kind: 'none', why: 'engine-down' },
  ]);
});

describe('an option that says the same as the file', () => {
  const flag = (source: { path: string; line: number } | null) => ({
    name: 'registry-mirror',
    value: 'https://old.cn',
    source,
  });
  const conflict = (flags: ReturnType<typeof flag>[], nextFlags: ReturnType<typeof flag>[]) => {
    const refusal = planApply(
      planInput('{}', { engine: engine('28.5.2', { flags, next: nextStart({ flags: nextFlags }) }) }),
    );
    if (refusal.kind !== 'refusal' || refusal.reason.kind !== 'flag-conflict') throw new Error(refusal.kind);
    return refusal.reason;
  };
  const placed = flag({ path: '/etc/default/docker', line: 3 });

  it('is to be removed where its service still has it', async () => {
    const reason = conflict([placed], [placed]);
    expect(reason).toMatchObject({ flags: [placed], gone: [] });
    expect((await dockerWords('en')).refusal(reason, () => '').join(' ')).toContain('/etc/default/docker');
  });

  it.each(['en', 'zh'] as const)('which no longer has it: a restart is what helps (%s)', async (lang) => {
    const reason = conflict([flag(null)], []);
    expect(reason).toMatchObject({ flags: [], gone: [flag(null)] });
    const said = (await dockerWords(lang)).refusal(reason, () => '').join(' ');
    expect(said).toContain(lang === 'en' ? 'restart the engine' : '请重启引擎');
    expect(said).not.toContain(lang === 'en' ? 'Remove it there' : '请先从命令行中去掉');
  });
});
