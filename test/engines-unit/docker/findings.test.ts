import { describe, expect, it } from 'vitest';
import { readDaemonJson } from '../../../src/engines/docker/daemon-json/index.ts';
import { planApply } from '../../../src/engines/docker/plan/index.ts';
import { parseEngineVersion } from '../../../src/engines/docker/version.ts';
import { dockerWords } from '../../../src/engines/docker/words/index.ts';
import { engine, expectPlan, planInput } from './plan-input.ts';

/** What dockerd 20.10.24, 26.1.5 and 28.5.2 made of these files: `fatal` did not start, `ignored` passed and did nothing. */
const PROXY = '"http-proxy": "http://h:1"';
const ROWS = [
  [`{${PROXY}}`, 'too-new', 'ignored-key'],
  [`{"proxies": {${PROXY}}}`, 'too-new', null],
  ['{"proxies": {}}', null, null],
  ['{"proxies": "http://h:1"}', 'too-new', 'wrong-type'],
  [`{"foo": {${PROXY}}}`, 'too-new', 'misplaced-key'],
  ['{"registry-mirror": ["https://a.cn"]}', 'ignored-key', 'ignored-key'],
  ['{"foo": {"registry-mirrors": ["https://a.cn"]}}', 'misplaced-key', 'misplaced-key'],
  ['{"features": {"registry-mirrors": true}}', null, null],
  ['{"log-opts": {"http-proxy": "x"}}', null, null],
  ['{"proxies": {"default": {"httpProxy": "http://h:1"}}}', 'too-new', 'client-syntax'],
] as const;

describe.each(['en', 'zh'] as const)('a finding knows the release (%s)', (lang) => {
  it.each(ROWS)('%s: on 20.10 %s, later %s', async (text, old, now) => {
    const words = await dockerWords(lang);
    for (const [version, code] of [
      ['20.10.24', old],
      ['26.1.5', now],
      ['28.5.2', now],
    ] as const) {
      const read = readDaemonJson(Buffer.from(text), parseEngineVersion(version));
      if (read.kind !== 'document') throw new Error('it is read');
      expect(read.findings.map((finding) => finding.code)).toEqual(code === null ? [] : [code]);
      const input = planInput(text, { engine: engine(version), options: { mirrorsOff: true } });
      const planned = planApply(input);
      const isFatal = code === 'too-new' || code === 'client-syntax' || code === 'wrong-type';
      expect(planned.kind).toBe(isFatal ? 'refusal' : 'plan');
      if (planned.kind === 'refusal') {
        expect(words.refusal(planned.reason, () => '').join(' ')).toMatch(/proxies|mirror-apply/);
      } else if (code !== null) {
        const [warning] = expectPlan(planned).warnings.filter(({ kind }) => kind === 'finding');
        if (warning === undefined) throw new Error('nothing is said');
        // Where it belongs.
        expect(words.warning(warning)).toMatch(
          /"registry-mirrors": \[|"proxies": \{|at the top of the file|文件最外层/,
        );
      }
    }
  });
});

it('an empty name, or one that a terminal would obey, is no word of a sentence', async () => {
  const text = '{"\\u001b[2J\\u202ea": 1, "\\u001b[2J\\u202ea": 2}';
  const plan = expectPlan(planApply(planInput(text)));
  const [warning] = plan.warnings.filter(({ kind }) => kind === 'finding');
  if (warning === undefined) throw new Error('nothing is said');
  expect((await dockerWords('en')).warning(warning)).toBe(
    '/etc/docker/daemon.json:1: "a" stands there twice; Docker takes the last. Keep that one.',
  );
});
