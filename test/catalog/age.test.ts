import { expect, it } from 'vitest';
import { catalogueAge } from '../../src/catalog/age.ts';
import { LIST } from '../../src/catalog/limits.ts';

const DAY_MS = 86_400_000;
const catalogue = { name: 'builtin', registries: [], mirrors: [] };

it('is told when a catalogue is older than mirrors live, and not before', () => {
  const updated = '2024-02-29';
  const thenMs = Date.parse(updated);
  expect(catalogueAge({ ...catalogue, updated }, thenMs + LIST.ageDays * DAY_MS)).toBeNull();
  expect(catalogueAge({ ...catalogue, updated }, thenMs + (LIST.ageDays + 1) * DAY_MS)).toEqual({
    updated,
    days: LIST.ageDays + 1,
  });
});

it('is not told of a list without a date, or of one of tomorrow', () => {
  expect(catalogueAge(catalogue, 1e13)).toBeNull();
  expect(catalogueAge({ ...catalogue, updated: 'soon' }, 1e13)).toBeNull();
  expect(catalogueAge({ ...catalogue, updated: '2300-01-01' }, 1e12)).toBeNull();
});
