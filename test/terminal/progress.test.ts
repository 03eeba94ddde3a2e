import { afterEach, describe, expect, it } from 'vitest';
import type { SurveyEvent } from '../../src/survey/events.ts';
import { createChalk } from '../../src/terminal/colour.ts';
import { createProgress, type ProgressDisplay, type ProgressOptions } from '../../src/terminal/progress.ts';
import type { Lang } from '../../src/words/lang.ts';
import { terminal } from '../support/terminal.ts';
import { messagesFor } from '../support/words.ts';

function optionsFor(lang: Lang, overrides: Partial<ProgressOptions> = {}): ProgressOptions {
  return {
    messages: messagesFor(lang),
    chalk: createChalk(1),
    quiet: false,
    verbose: false,
    term: 'xterm',
    redrawMs: 0,
    now: () => 0,
    ...overrides,
  };
}

const open: ProgressDisplay[] = [];
function started(...args: Parameters<typeof createProgress>): ProgressDisplay {
  const display = createProgress(...args);
  open.push(display);
  return display;
}
afterEach(() => {
  for (const display of open.splice(0)) display.stop();
});

const manyIds = Array.from({ length: 16 }, (_, index) => `docker-mirror-${index}.example.com`);
const halfWay: readonly SurveyEvent[] = [
  { kind: 'started', mirrors: 40 },
  ...manyIds.map((id) => ({ kind: 'mirror-started', id }) as const),
  { kind: 'downloading', id: 'docker-mirror-3.example.com' },
  { kind: 'mirror-finished', id: 'docker-mirror-0.example.com', verdict: 'usable', code: null },
  { kind: 'mirror-finished', id: 'docker-mirror-1.example.com', verdict: 'dead', code: 'dns-failure' },
];

describe('createProgress on a terminal', () => {
  it('tells how many are done and usable, what is downloaded, and what is asked', async () => {
    const { stream, lines } = terminal(80);
    const display = started(stream, optionsFor('en'));
    for (const event of halfWay) display.handle(event);
    const [first, second, third, ...others] = await lines();
    expect(first).toBe('2 of 40 mirrors checked, 1 usable, 0 s');
    expect(second).toBe('downloading from: docker-mirror-3.example.com');
    expect(third).toContain('docker-mirror-15.example.com');
    expect(third).toMatch(/and 11 more$/);
    expect(others).toEqual([]);
  });

  it.each([
    ['en', 80],
    ['en', 40],
    ['zh', 80],
    ['zh', 40],
    ['zh', 20],
  ] as const)(
    'in %s on %i columns takes at most three lines, however often it is redrawn',
    async (lang, columns) => {
      const { stream, lines, cursor } = terminal(columns);
      const display = started(stream, optionsFor(lang));
      for (let round = 0; round < 5; round += 1) for (const event of halfWay) display.handle(event);
      expect((await lines()).length).toBeLessThanOrEqual(3);
      expect(await cursor()).toEqual({ x: 0, y: 0 });
    },
  );

  it('takes lines away that are no longer needed', async () => {
    const { stream, lines } = terminal(80);
    const display = started(stream, optionsFor('en'));
    for (const event of halfWay) display.handle(event);
    for (const id of manyIds) display.handle({ kind: 'mirror-finished', id, verdict: 'usable', code: null });
    expect(await lines()).toEqual(['16 of 40 mirrors checked, 16 usable, 0 s']);
  });

  it('shows the finalist', async () => {
    const { stream, lines } = terminal(80);
    const display = started(stream, optionsFor('en'));
    display.handle({ kind: 'started', mirrors: 2 });
    display.handle({ kind: 'finalists', ids: ['a', 'b'] });
    display.handle({ kind: 'finalist-started', id: 'a' });
    display.handle({ kind: 'finalist-finished', id: 'a', verdict: 'usable', code: null });
    display.handle({ kind: 'finalist-started', id: 'b' });
    expect((await lines())[1]).toBe('measuring the best again, 2 of 2: b');
  });

  it.each([
    ['en', 80],
    ['en', 40],
    ['zh', 80],
    ['zh', 40],
  ] as const)(
    'shows in %s on %i columns who leads, as provisional, and takes it away',
    async (lang, columns) => {
      const { stream, lines, cursor } = terminal(columns);
      const display = started(stream, optionsFor(lang));
      const leaders = [
        { id: 'docker.one.example', pullSeconds: 4.25 },
        { id: `a-name-of-${'many-'.repeat(6)}letters.example`, pullSeconds: 12.6 },
      ];
      display.handle({ kind: 'started', mirrors: 2 });
      display.handle({ kind: 'leading', leaders: [] });
      expect((await lines()).length).toBe(1);
      display.handle({ kind: 'leading', leaders });
      display.handle({ kind: 'finalist-started', id: 'docker.one.example' });
      const [, , head, first, second, ...more] = await lines();
      expect(head).toContain(lang === 'en' ? 'may still change' : '仍可能变动');
      expect(first).toMatch(/^ {2}1\. docker\.one\.example {2}4\.3 s$/);
      expect(second).toMatch(/^ {2}2\. a-name-of-.* {2}13 s$/);
      expect(more).toEqual([]);
      expect((await cursor()).x).toBe(0);
      display.handle({ kind: 'leading', leaders: leaders.toReversed() });
      expect((await lines())[3]).toContain('a-name-of-');
      display.handle({ kind: 'finished', aborted: false });
      expect(await lines()).toEqual([]);
    },
  );

  it('shows nobody provisionally where there is no room', async () => {
    const { stream, lines } = terminal(80);
    const display = started({ ...stream, rows: 6 }, optionsFor('en'));
    display.handle({ kind: 'started', mirrors: 2 });
    display.handle({ kind: 'leading', leaders: [{ id: 'a', pullSeconds: 1 }] });
    expect((await lines()).length).toBe(1);
  });

  it.each(['finished', 'stop', 'clear', 'exit'])('leaves an empty screen at %s', async (end) => {
    const { stream, lines } = terminal(40);
    const display = started(stream, optionsFor('zh'));
    for (const event of halfWay) display.handle(event);
    expect(await lines()).not.toEqual([]);
    if (end === 'finished') display.handle({ kind: 'finished', aborted: true });
    else if (end === 'exit') for (const listener of process.listeners('exit').slice(-1)) listener(130);
    else if (end === 'stop') display.stop();
    else display.clear();
    expect(await lines()).toEqual([]);
  });

  it('keeps what was written before it, and lets what follows begin at the line’s start', async () => {
    const { stream, lines } = terminal(60);
    stream.write('$ mirror-check\n');
    const display = started(stream, optionsFor('en'));
    for (const event of halfWay) display.handle(event);
    display.stop();
    stream.write('done\n');
    expect(await lines()).toEqual(['$ mirror-check', 'done']);
  });

  it('draws once for a burst of events, and once more for their end', async () => {
    const { stream, writes, lines } = terminal(80);
    const display = started(stream, optionsFor('en', { redrawMs: 20 }));
    for (let round = 0; round < 100; round += 1) for (const event of halfWay) display.handle(event);
    expect(writes()).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(writes()).toBe(2);
    expect((await lines())[0]).toContain('2 of 40');
  });

  it('lets no id draw elsewhere', async () => {
    const { stream, lines } = terminal(80);
    const display = started(stream, optionsFor('en'));
    display.handle({ kind: 'started', mirrors: 1 });
    display.handle({ kind: 'mirror-started', id: 'a\u001b[5;5Hb\nc' });
    expect((await lines()).slice(2)).toEqual([]);
  });

  it('hides no cursor: there is nothing to bring back when the process is killed', () => {
    const written: string[] = [];
    const display = started(
      { isTTY: true, columns: 80, write: (text) => written.push(text) },
      optionsFor('en'),
    );
    for (const event of halfWay) display.handle(event);
    expect(written.join('')).not.toContain('\u001b[?25l');
  });
});

describe('createProgress elsewhere', () => {
  const recorded = (isTTY: boolean, overrides: Partial<ProgressOptions>): string => {
    const written: string[] = [];
    const display = started(
      { isTTY, columns: 80, write: (text) => written.push(text) },
      optionsFor('en', overrides),
    );
    for (const event of halfWay) display.handle(event);
    display.handle({ kind: 'finished', aborted: false });
    return written.join('');
  };

  it.each([
    ['without a terminal', false, {}],
    ['with --quiet', true, { quiet: true }],
    ['with --quiet and --verbose', true, { quiet: true, verbose: true }],
    ['on a dumb terminal', true, { term: 'dumb' }],
  ] as const)('writes nothing %s', (_, isTTY, overrides) => {
    expect(recorded(isTTY, overrides)).toBe('');
  });

  it.each([true, false])('writes plain lines that stay with --verbose (terminal: %s)', (isTTY) => {
    expect(recorded(isTTY, { verbose: true })).toBe(
      'Checking 40 mirrors.\ndocker-mirror-0.example.com: usable\ndocker-mirror-1.example.com: dead (dns-failure)\n',
    );
  });
});
