import { describe, expect, it } from 'vitest';
import { colourLevel, createChalk } from '../../src/terminal/colour.ts';

const XTERM = { TERM: 'xterm-256color' };

describe('colourLevel', () => {
  it.each([
    // The whole order: each row would be the other way round without the thing named.
    ['a terminal', null, XTERM, true, 2],
    ['no terminal', null, XTERM, false, 0],
    ['TERM=dumb on a terminal', null, { TERM: 'dumb' }, true, 0],
    ['NO_COLOR on a terminal', null, { ...XTERM, NO_COLOR: '1' }, true, 0],
    ['an empty NO_COLOR, which is none', null, { ...XTERM, NO_COLOR: '' }, true, 2],
    ['FORCE_COLOR without a terminal', null, { ...XTERM, FORCE_COLOR: 'true' }, false, 2],
    ['FORCE_COLOR over NO_COLOR', null, { ...XTERM, NO_COLOR: '1', FORCE_COLOR: '1' }, false, 1],
    ['FORCE_COLOR over TERM=dumb', null, { TERM: 'dumb', FORCE_COLOR: 'yes' }, false, 1],
    ['FORCE_COLOR=0 on a terminal', null, { ...XTERM, FORCE_COLOR: '0' }, true, 0],
    ['FORCE_COLOR=false on a terminal', null, { ...XTERM, FORCE_COLOR: 'false' }, true, 0],
    ['FORCE_COLOR=3', null, { ...XTERM, FORCE_COLOR: '3' }, false, 3],
    ['an empty FORCE_COLOR, which is none', null, { ...XTERM, FORCE_COLOR: '' }, false, 0],
    ['--color over NO_COLOR, without a terminal', true, { ...XTERM, NO_COLOR: '1' }, false, 2],
    ['--color with TERM=dumb', true, { TERM: 'dumb' }, false, 1],
    ['--no-color over FORCE_COLOR, on a terminal', false, { ...XTERM, FORCE_COLOR: '3' }, true, 0],
    ['a terminal that says truecolor', null, { ...XTERM, COLORTERM: 'truecolor' }, true, 3],
    ['a plain terminal', null, { TERM: 'xterm' }, true, 1],
    ['a terminal that says nothing (Windows)', null, {}, true, 1],
  ] as const)('%s', (_, flag, env, isTTY, level) => {
    expect(colourLevel({ flag, env, isTTY })).toBe(level);
  });
});

describe('createChalk', () => {
  it('colours at the level it is given and not at all at 0', () => {
    expect(createChalk(0).red('x')).toBe('x');
    expect(createChalk(1).red('x')).toBe('\u001b[31mx\u001b[39m');
  });
});
