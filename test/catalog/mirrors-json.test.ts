import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { builtinCatalogue } from '../../src/catalog/index.ts';
import { ACCESS_KINDS, OPERATOR_KINDS } from '../../src/catalog/types.ts';

interface Evidence {
  readonly unverified?: readonly string[];
  readonly sources?: readonly {
    readonly about: readonly string[];
    readonly by: string;
    readonly on: string | null;
  }[];
}
interface Mirror extends Evidence {
  readonly id: string;
  readonly urls: Readonly<Record<string, string>>;
  readonly access: string;
  readonly retired?: { readonly on: string };
}
interface Document {
  readonly $schema: string;
  readonly updated: string;
  readonly registries: Readonly<Record<string, Evidence>>;
  readonly mirrors: readonly Mirror[];
}

const root = new URL('../../', import.meta.url);
const json = <T>(path: string): T => JSON.parse(readFileSync(new URL(path, root), 'utf8'));
const document = json<Document>('mirrors.json');
const { mirrors, registries } = document;

describe('mirrors.json', () => {
  it('matches its schema, which ships with it', () => {
    const validate = new Ajv2020({ allErrors: true, strict: true, strictRequired: false }).compile(
      json(document.$schema),
    );
    validate(document);
    expect(validate.errors).toBeNull();
    expect(json<{ files: string[] }>('package.json').files).toEqual(
      expect.arrayContaining(['mirrors.json', 'schema']),
    );
  });

  it('is read without a fault, every entry of it', () => {
    expect(builtinCatalogue().mirrors).toHaveLength(mirrors.length);
    expect(builtinCatalogue().registries).toHaveLength(Object.keys(registries).length);
  });

  it('has each id once, and none that --only would take for something else', () => {
    const ids = mirrors.map(({ id }) => id);
    const words: readonly string[] = [...OPERATOR_KINDS, ...ACCESS_KINDS, 'builtin'];
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => words.includes(id))).toEqual([]);
  });

  it('has each address once', () => {
    const addresses = mirrors.flatMap(({ urls }) => Object.values(urls));
    expect(addresses.filter((address, index) => addresses.indexOf(address) !== index)).toEqual([]);
  });

  it('knows every registry that a mirror stands in for', () => {
    const named = new Set(mirrors.flatMap(({ urls }) => Object.keys(urls)));
    expect([...named].filter((name) => !Object.hasOwn(registries, name))).toEqual([]);
    expect(Object.keys(registries).filter((name) => !named.has(name))).toEqual([]);
  });

  it.each(mirrors.map((mirror) => [mirror.id, mirror] as const))('has evidence for %s', (_id, mirror) => {
    const proven = new Set(mirror.sources?.flatMap(({ about }) => about));
    const stated = ['urls', 'prefixes', 'operator', 'access', 'limits', 'notes', 'retired'].filter((field) =>
      Object.hasOwn(mirror, field),
    );
    expect(stated.filter((field) => !proven.has(field) && !mirror.unverified?.includes(field))).toEqual([]);
    expect([...proven].filter((field) => !stated.includes(field))).toEqual([]);
    expect(mirror.unverified?.filter((field) => !stated.includes(field)) ?? []).toEqual([]);
    expect(proven).toContain('urls');
    if (mirror.retired) expect(proven).toContain('retired');
  });

  it.each(Object.entries(registries))('has evidence for %s', (_host, registry) => {
    expect(registry.sources?.length).toBeGreaterThan(0);
  });

  it('is as new as its newest source', () => {
    const dates = [...mirrors, ...Object.values(registries)].flatMap((entry) =>
      (entry.sources ?? []).flatMap(({ on }) => on ?? []),
    );
    expect(dates.toSorted().at(-1)).toBe(document.updated);
  });

  it.each([
    'https://docker.mirrors.ustc.edu.cn',
    'https://docker.mirrors.sjtug.sjtu.edu.cn',
    'https://docker.nju.edu.cn',
    'https://hub-mirror.c.163.com',
    'https://mirror.baidubce.com',
    'https://registry.docker-cn.com',
    'https://reg-mirror.qiniu.com',
    'https://dockerhub.azk8s.cn',
    'https://dockerproxy.com',
    'https://atomhub.openatom.cn',
  ])('says since when and why %s is gone', (address) => {
    const entry = mirrors.find(({ urls }) => urls['docker.io'] === address);
    expect(entry?.retired?.on).toMatch(/^20\d\d/);
  });

  it('keeps a personal address a form', () => {
    const personal = mirrors.filter(({ access }) => access === 'personal-address');
    expect(personal.length).toBeGreaterThan(0);
    for (const { urls } of personal) for (const url of Object.values(urls)) expect(url).toContain('{id}');
  });
});
