import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageInfo } from '../../src/package-info.ts';

/** The examples in YAML: that they are YAML, and of this version. */
const ROOT = new URL('../../examples/', import.meta.url);
const FILES = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.ya?ml$/.test(name),
);

describe.each(FILES)('%s', (name) => {
  const text = readFileSync(new URL(name, ROOT), 'utf8');

  it('is read', () => {
    expect(parse(text)).toBeTypeOf('object');
  });

  it('installs the version that it describes', () => {
    const versions = [...text.matchAll(/version[:=] ?(\d+\.\d+\.\d+)$/gm)].map(([, version]) => version);
    for (const version of versions) expect(version).toBe(packageInfo().version);
  });
});
