import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** A document of strangers' is bounded in each part by its schema, not only as a whole. */

const folder = new URL('../schema/', import.meta.url);
const schemas = readdirSync(folder).filter((name) => name.endsWith('.json'));

describe.each(schemas)('%s', (name) => {
  it('bounds every text, every list and every table', () => {
    const schema: unknown = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
    expect(unbounded(schema, '')).toEqual([]);
  });
});

function unbounded(value: unknown, path: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.entries(value).flatMap(([key, child]) => unbounded(child, `${path}/${key}`));
  if (Array.isArray(value)) return below;
  const has = (...keys: readonly string[]): boolean => keys.some((key) => Object.hasOwn(value, key));
  const types = 'type' in value ? [value.type].flat() : [];
  const isTable =
    'additionalProperties' in value &&
    typeof value.additionalProperties === 'object' &&
    !has('propertyNames');
  const open =
    (types.includes('string') && !has('maxLength', 'enum', 'const')) ||
    (types.includes('array') && !has('maxItems')) ||
    (isTable && !has('maxProperties'));
  return open ? [path, ...below] : below;
}
