import { expect, it } from 'vitest';
import { shownEndpoint } from '../../../src/use/doctor/look-at-engine.ts';

it.each([
  ['tcp://127.0.0.1:2375', 'tcp://127.0.0.1:2375'],
  ['tcp://user:p@ss@127.0.0.1:1', 'tcp://xxxxx:xxxxx@127.0.0.1:1'],
  ['user:pass@host:1', 'xxxxx:xxxxx@host:1'],
  ['unix:///home/a@b/docker.sock', 'unix:///home/a@b/docker.sock'],
])('%s', (endpoint, shown) => {
  expect(shownEndpoint(endpoint)).toBe(shown);
});

it('is bounded, and moves no cursor', () => {
  const shown = shownEndpoint(`unix://\u001b[2J${'a'.repeat(5000)}`);
  expect(shown.length).toBeLessThan(300);
  expect(shown).not.toContain('\u001b');
});
