import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rerunCommand } from '../../src/commands/apply/rerun-command.ts';
import { packageInfo } from '../../src/package-info.ts';
import { childMessageParser } from '../../src/use/unprivileged/survey-task.ts';

/** What root takes from the process that talked to strangers. */

const parse = childMessageParser(3);
const outcome = {
  index: 2,
  verdict: 'usable',
  code: null,
  httpStatus: null,
  confirmed: true,
  direct: true,
  pullSeconds: 1.5,
  bytesPerSecond: 1000,
};

describe('childMessageParser', () => {
  it('takes an outcome of the agreed form, and nothing beside it', () => {
    expect(
      parse({ kind: 'outcome', outcome: { ...outcome, url: 'https://evil.example', message: 'x' } }),
    ).toEqual({
      kind: 'outcome',
      outcome,
    });
  });

  it('takes what is broken by a code of the dead row, and no other code of another verdict', () => {
    const judged = (verdict: string, code: string): unknown =>
      parse({ kind: 'outcome', outcome: { ...outcome, verdict, code } });
    expect(judged('broken', 'tls-expired')).not.toBeNull();
    expect(judged('unsafe', 'classic-only')).toBeNull();
    expect(judged('usable', 'stale')).toBeNull();
  });

  it.each([
    ['a place outside the list', { index: 3 }],
    ['a place before it', { index: -1 }],
    ['half a place', { index: 0.5 }],
    ['an unknown verdict', { verdict: 'splendid' }],
    ["another verdict's code", { verdict: 'unsafe', code: 'unconfirmed' }],
    ['a usable mirror with a fault', { code: 'classic-only' }],
    ['an unknown code', { code: 'hacked' }],
    ['a negative number', { pullSeconds: -1 }],
    ['a number that is none', { bytesPerSecond: Number.NaN }],
    ['endless speed', { bytesPerSecond: Number.POSITIVE_INFINITY }],
    ['a text for a number', { httpStatus: '200' }],
    ['a word for yes', { confirmed: 'yes' }],
  ])('refuses %s', (_, wrong) => {
    expect(parse({ kind: 'outcome', outcome: { ...outcome, ...wrong } })).toBeNull();
  });

  it.each([
    [{ kind: 'started', mirrors: 4 }],
    [{ kind: 'mirror-started', index: 'x' }],
    [{ kind: 'mirror-finished', index: 0, verdict: 'usable' }],
    [{ kind: 'finalists', indices: [0, 1, 2, 0] }],
    [{ kind: 'finalists', indices: [9] }],
    [{ kind: 'reference', source: 'evil' }],
    [{ kind: 'finished', aborted: 1 }],
    [{ kind: 'unheard-of' }],
    [null],
  ])('refuses the event %j', (event) => {
    expect(parse({ kind: 'event', event })).toBeNull();
  });

  it('never throws, whatever it is given', () => {
    fc.assert(fc.property(fc.anything(), (value) => void parse(value)));
    fc.assert(fc.property(fc.json(), (text) => void parse(JSON.parse(text))));
  });
});

describe('rerunCommand', () => {
  it.each([
    [['--top', '2'], 'sudo mirror-apply --top 2', false],
    [['--no-proxy', 'a, b'], "sudo mirror-apply --no-proxy 'a, b'", false],
    [["it's"], "sudo mirror-apply 'it'\\''s'", false],
    [['--http-proxy', 'http://u:p@h:1'], 'sudo mirror-apply --http-proxy http://xxxxx:xxxxx@h:1', true],
    [['--https-proxy=http://u:p@h:1'], 'sudo mirror-apply --https-proxy=http://xxxxx:xxxxx@h:1', true],
  ])('%j', (argv, command, passwordLeftOut) => {
    expect(rerunCommand(argv, {})).toEqual({ command, passwordLeftOut });
  });

  it('is installed first where npx ran us, since root must not run what npx finds', () => {
    expect(rerunCommand([], { npm_command: 'exec' }).command).toBe(
      `sudo npm install -g mirror-check@${packageInfo().version} && sudo mirror-apply`,
    );
  });
});
