import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ID } from '../../src/catalog/ids.ts';
import {
  builtinCatalogue,
  type Catalogue,
  isUsageError,
  parseList,
  type Selection,
  type SelectionOptions,
  selectCandidates,
} from '../../src/catalog/index.ts';

function catalogue(mirrors: readonly unknown[], name = 'builtin'): Catalogue {
  const registries = {
    'docker.io': { upstream: 'https://registry-1.docker.io', probeImage: 'nginx:latest' },
    'ghcr.io': { upstream: 'https://ghcr.io', probeImage: 'ghcr.io/a/b:1' },
  };
  const { catalogue: parsed, problems } = parseList(JSON.stringify({ registries, mirrors }), name);
  expect(problems).toEqual([]);
  return parsed;
}

const docker = (url: string): object => ({ 'docker.io': url });
const ours = catalogue([
  {
    id: 'open',
    urls: { 'docker.io': 'https://open.example', 'ghcr.io': 'https://ghcr.open.example' },
    operator: { name: 'Open', kind: 'company' },
    access: 'public',
  },
  {
    id: 'listed',
    urls: docker('https://listed.example'),
    access: 'allow-list',
    limits: { requestsPerMinute: 20 },
    notes: 'be kind',
  },
  {
    id: 'gone',
    urls: docker('https://gone.example'),
    operator: { name: 'Gone', kind: 'university' },
    access: 'public',
    retired: { on: '2024-06-06', reason: { en: 'closed', zh: '已关闭' } },
  },
  {
    id: 'campus-mirror',
    urls: docker('https://campus.example'),
    operator: { name: 'Uni', kind: 'university' },
    access: 'campus',
  },
  { id: 'members', urls: docker('https://members.example'), access: 'login' },
  { id: 'inside', urls: docker('https://inside.example'), access: 'cloud-internal' },
  {
    id: 'own',
    urls: docker('https://{id}.own.example'),
    variable: 'OWN_MIRROR_ID',
    access: 'personal-address',
  },
  {
    id: 'own-ghcr',
    urls: { 'ghcr.io': 'https://{id}-ghcr.paid.example' },
    variable: 'PAID_MIRROR_ID',
    access: 'login',
  },
  { id: 'ghcr-only', urls: { 'ghcr.io': 'https://ghcr.only.example' }, access: 'public' },
]);

function select(options: Partial<SelectionOptions> = {}): Selection {
  return selectCandidates({
    catalogues: [ours],
    urls: [],
    registry: 'docker.io',
    all: false,
    only: [],
    skip: [],
    personal: () => undefined,
    known: ours,
    ...options,
  });
}

const ids = ({ candidates }: Selection): string[] => candidates.map(({ id }) => id);
const out = ({ leftOut }: Selection): string[] => leftOut.map(({ id, why }) => `${id}: ${why.kind}`);
const kinds = ({ problems }: Selection): string[] => problems.map(({ kind }) => kind);

describe('a family with a prefix', () => {
  const family = catalogue([
    {
      id: 'family',
      urls: { 'ghcr.io': 'https://ghcr.family.example' },
      prefixes: { 'ghcr.io': 'family.example/ghcr.io' },
      operator: { name: 'Family', kind: 'company' },
      access: 'public',
    },
  ]);
  const both = { catalogues: [family], known: family, registry: 'ghcr.io', images: ['ghcr.io/a/b'] };

  it('is asked both ways, each under its own id, for an engine that can be told of both', () => {
    const selection = select({ ...both, forms: 'any' });
    expect(selection.candidates.map(({ id, url }) => [id, url.href])).toEqual([
      ['family', 'https://ghcr.family.example'],
      ['family-prefix', 'https://family.example/v2/ghcr.io'],
    ]);
    expect(ids(select({ ...both, forms: 'any', only: ['family'] }))).toEqual(['family', 'family-prefix']);
    expect(ids(select({ ...both, forms: 'any', skip: ['family-prefix'] }))).toEqual(['family']);
  });

  it('is asked by its host alone for registry-mirrors', () => {
    expect(ids(select(both))).toEqual(['family']);
  });
});

describe('the catalogue', () => {
  it('is asked but for what is retired, campus, login and personal without a value', () => {
    const selection = select();
    expect(ids(selection)).toEqual(['open', 'listed', 'inside']);
    expect(out(selection)).toEqual([
      'gone: retired',
      'campus-mirror: campus',
      'members: login',
      'own: no-value',
    ]);
    expect(selection.problems).toEqual([]);
    expect(selection.probeImage).toBe('nginx:latest');
    expect(selection.upstream?.href).toBe('https://registry-1.docker.io/');
  });

  it('is asked whole with --all, but for addresses nobody knows', () => {
    const selection = select({ all: true });
    expect(ids(selection)).toEqual(['open', 'listed', 'gone', 'campus-mirror', 'members', 'inside']);
    expect(out(selection)).toEqual(['own: no-value']);
  });

  it('is asked for the registry that is meant', () => {
    const selection = select({ registry: 'https://GHCR.io/' });
    expect(selection.candidates.map(({ url }) => url.href)).toEqual([
      'https://ghcr.open.example',
      'https://ghcr.only.example',
    ]);
    expect(selection.probeImage).toBe('ghcr.io/a/b:1');
    expect(ids(select({ registry: 'index.docker.io' }))).toEqual(ids(select()));
  });

  it('hands on what it knows', () => {
    const [open, listed] = select().candidates;
    expect(open).toMatchObject({
      displayUrl: 'https://open.example',
      operator: { name: 'Open', kind: 'company' },
      access: 'public',
      retired: null,
      origin: 'catalogue',
    });
    expect(listed).toMatchObject({
      limits: { requestsPerMinute: 20 },
      remark: { en: 'be kind', zh: 'be kind' },
    });
  });

  it('has no mirror of an unknown registry', () => {
    const selection = select({ registry: 'r.example' });
    expect(kinds(selection)).toEqual(['no-probe-image', 'unknown-registry']);
    expect(selection.problems.every(isUsageError)).toBe(true);
    expect(selection.problems[1]).toMatchObject({ known: ['docker.io', 'ghcr.io'] });
  });

  it.each(['', 'a b', 'nonsense', 'https://ghcr.io/owner/image', 'ghcr.io?x'])(
    'takes %j for no registry',
    (registry) => {
      expect(kinds(select({ registry }))).toEqual(['bad-registry-name']);
    },
  );
});

describe('--only and --skip', () => {
  it.each([
    [['open'], [], ['open']],
    [['OPEN', 'cloud-internal'], [], ['open', 'inside']],
    [['company'], [], ['open']],
    [[], ['allow-list', 'inside'], ['open']],
    [['public'], ['company'], []],
    // Named, so asked although it is retired; a kind of access lifts that kind only.
    [['gone'], [], ['gone']],
    [['campus'], [], ['campus-mirror']],
    [['login'], [], ['members']],
    [['university'], [], []],
  ])('--only %j --skip %j', (only, skip, expected) => {
    expect(ids(select({ only, skip }))).toEqual(expected);
  });

  it('says nothing of what the user took out', () => {
    expect(out(select({ skip: ['university', 'login', 'own'] }))).toEqual([]);
    expect(out(select({ only: ['university'] }))).toEqual(['gone: retired', 'campus-mirror: campus']);
  });

  it('refuses an unknown word and lists what there is', () => {
    const [problem, ...others] = select({ skip: ['opne'] }).problems;
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ kind: 'unknown-word', option: 'skip', word: 'opne', elsewhere: [] });
    expect(problem).toHaveProperty('ids', expect.arrayContaining(['open', 'own']));
    expect(problem).toHaveProperty('kinds', expect.arrayContaining(['university']));
    expect(problem).toHaveProperty('access', expect.arrayContaining(['campus']));
    expect(problem !== undefined && isUsageError(problem)).toBe(true);
  });

  it('tells of an id that another registry has', () => {
    expect(select({ only: ['ghcr-only'] }).problems).toMatchObject([
      { kind: 'unknown-word', elsewhere: ['ghcr.io'] },
    ]);
  });

  it('is a usage error when nothing is left', () => {
    expect(kinds(select({ only: ['public'], skip: ['company'] }))).toEqual(['nothing-selected']);
  });
});

describe('given URLs', () => {
  it('replace the catalogue', () => {
    const selection = select({ urls: ['https://new.example:5000/pre/'] });
    expect(selection.candidates).toMatchObject([
      {
        id: 'new.example-5000-pre',
        displayUrl: 'https://new.example:5000/pre',
        operator: null,
        access: null,
        retired: null,
        origin: 'argument',
        notes: [{ kind: 'path-prefix' }],
      },
    ]);
    expect(selection.leftOut).toEqual([]);
  });

  it('take what the catalogue knows: who asks about a retired mirror is told why it is gone', () => {
    expect(select({ urls: ['https://GONE.example/'] }).candidates).toMatchObject([
      {
        id: 'gone',
        operator: { name: 'Gone' },
        access: 'public',
        retired: { on: '2024-06-06', reason: 'closed', reasons: { zh: '已关闭' } },
        origin: 'argument',
      },
    ]);
  });

  it('are asked once each', () => {
    expect(
      ids(select({ urls: ['https://a.example', 'https://A.example/', 'https://open.example'] })),
    ).toEqual(['a.example', 'open']);
  });

  it.each([' https://new.example', 'https://new.example\t', '\u3000https://new.example/\n'])(
    'are taken as in a file, without the blanks around them: %j',
    (text) => {
      const { candidates, problems } = select({ urls: [text] });
      expect(candidates.map(({ url }) => url.href)).toEqual(['https://new.example']);
      expect(problems).toEqual([]);
    },
  );

  it.each(['https://new .example', ' '])('%j is none', (text) => {
    expect(select({ urls: [text] }).candidates).toEqual([]);
  });

  it('must be mirror addresses', () => {
    const selection = select({ urls: ['https://ok.example', 'docker.io', 'open'] });
    expect(ids(selection)).toEqual(['ok.example']);
    expect(selection.problems).toMatchObject([
      { kind: 'bad-url', shown: 'docker.io', problem: { kind: 'not-a-mirror' }, meantId: null },
      { kind: 'bad-url', shown: 'open', meantId: 'open' },
    ]);
    expect(selection.problems.every(isUsageError)).toBe(true);
  });

  it('that belong to another registry are named, not refused', () => {
    const selection = select({ urls: ['https://ghcr.open.example'] });
    expect(selection.candidates).toMatchObject([{ id: 'ghcr.open.example', operator: { name: 'Open' } }]);
    expect(selection.problems).toMatchObject([{ kind: 'other-registry', standsFor: 'ghcr.io' }]);
    expect(selection.problems.some(isUsageError)).toBe(false);
  });

  it('that two registries have are known by the one asked about', () => {
    const known = catalogue([
      { id: 'at-ghcr', urls: { 'ghcr.io': 'https://both.example' }, access: 'public' },
      { id: 'at-hub', urls: { 'docker.io': 'https://both.example' }, access: 'public' },
    ]);
    const urls = ['https://both.example'];
    expect(ids(select({ urls, known, catalogues: [] }))).toEqual(['at-hub']);
    expect(ids(select({ urls, known, catalogues: [], registry: 'ghcr.io' }))).toEqual(['at-ghcr']);
  });

  it('of an unknown registry need an image', () => {
    const options = { urls: ['https://ok.example'], registry: 'r.example' };
    expect(kinds(select(options))).toEqual(['no-probe-image']);
    expect(kinds(select({ ...options, images: ['r.example/a:1'] }))).toEqual([]);
  });
});

describe("the user's lists", () => {
  const mine = (text: string): Catalogue => parseList(text, 'mine.txt').catalogue;

  it('replace the catalogue, and what is in them is asked, retired or not', () => {
    const selection = select({
      catalogues: [mine('https://gone.example\nhttps://x.example\nhttps://abc.own.example')],
    });
    expect(selection.candidates).toMatchObject([
      { id: 'gone', retired: { on: '2024-06-06' }, origin: 'list' },
      { id: 'x.example', operator: null },
      { id: 'own', displayUrl: 'https://{id}.own.example', access: 'personal-address' },
    ]);
    expect(selection.leftOut).toEqual([]);
  });

  it('extend it, and a mirror in both is asked once', () => {
    const selection = select({ catalogues: [ours, mine('https://open.example\nhttps://gone.example')] });
    expect(ids(selection)).toEqual(['open', 'listed', 'gone', 'inside']);
    expect(out(selection)).not.toContain('gone: retired');
  });

  it('leave out what they themselves call retired', () => {
    const own = catalogue(
      [{ url: 'https://x.example', retired: { on: '2025', reason: 'no more' } }, 'https://y.example'],
      'mine.json',
    );
    const selection = select({ catalogues: [own] });
    expect(ids(selection)).toEqual(['y.example']);
    expect(out(selection)).toEqual(['x.example: retired']);
  });

  it('may give ids that others have', () => {
    const own = catalogue([{ id: 'open', url: 'https://other.example' }], 'mine.json');
    expect(ids(select({ catalogues: [ours, own] }))).toContain('open-2');
  });

  it('know registries and probe images of their own', () => {
    const text =
      '{registries: {"r.example": {probeImage: "r.example/a:1"}}, mirrors: [{urls: {"r.example": "https://x.example"}}]}';
    const selection = select({ catalogues: [mine(text)], registry: 'r.example' });
    expect([ids(selection), selection.probeImage, selection.upstream]).toEqual([
      ['x.example'],
      'r.example/a:1',
      null,
    ]);
  });
});

describe("the engine's mirrors", () => {
  it('are added; one that the engine has wrongly is a warning', () => {
    const selection = select({
      urls: ['https://a.example'],
      configured: ['https://gone.example/', 'https://b.example', 'ftp://x', 'https://a.example'],
    });
    expect(selection.candidates).toMatchObject([
      { id: 'a.example', origin: 'argument' },
      { id: 'gone', origin: 'configured', retired: { on: '2024-06-06' } },
      { id: 'b.example', origin: 'configured' },
    ]);
    expect(kinds(selection)).toEqual(['bad-url']);
    expect(selection.problems.some(isUsageError)).toBe(false);
  });
});

describe('personal addresses', () => {
  const personal =
    (value: string) =>
    (variable: string): string | undefined =>
      variable === 'OWN_MIRROR_ID' ? value : undefined;

  it.each(['k3yabc', ' K3YABC ', 'https://k3yabc.own.example', 'https://k3yabc.own.example/'])(
    'are filled with %j',
    (value) => {
      const selection = select({ personal: personal(value), only: ['own'] });
      expect(selection.candidates).toMatchObject([
        { id: 'own', displayUrl: 'https://{id}.own.example', url: { href: 'https://k3yabc.own.example' } },
      ]);
    },
  );

  it.each(['', '  '])('are left out where the value is %j', (value) => {
    expect(out(select({ personal: personal(value) }))).toContain('own: no-value');
  });

  it.each(['a.b', 'a/b', 'a@b', '-a', 'ä', 'https://k3yabc.other.example', 'x'.repeat(64), 'evil.example#'])(
    'are left out where the value is wrong: %j',
    (value) => {
      const selection = select({ personal: personal(value) });
      expect(out(selection)).toContain('own: bad-value');
      expect(kinds(selection)).toEqual(['bad-personal-value']);
      expect(selection.problems.some(isUsageError)).toBe(false);
      expect(JSON.stringify(selection)).not.toContain(value);
    },
  );

  it('stay a form in all that may be printed, however they came', () => {
    const label = fc
      .stringMatching(/^[a-z0-9]{6,20}$/)
      .filter((text) => !/^x{3}/.test(text))
      .map((text) => `k3y${text}`);
    fc.assert(
      fc.property(label, (secret) => {
        const url = `https://${secret}.own.example`;
        const selections = [
          select({ personal: personal(secret) }),
          select({ urls: [url] }),
          select({ configured: [`${url}/`] }),
          select({ catalogues: [parseList(url, 'x').catalogue] }),
          select({ urls: [`https://${secret}-ghcr.paid.example`] }),
        ];
        for (const { candidates, leftOut, problems } of selections) {
          expect(candidates.some((candidate) => candidate.url.href.includes(secret))).toBe(true);
          const printed = candidates.map(({ url: _, ...rest }) => rest);
          expect(JSON.stringify([printed, leftOut, problems])).not.toContain(secret);
        }
      }),
    );
  });
});

describe('ids', () => {
  it('are safe and unique, whatever the addresses are', () => {
    fc.assert(
      fc.property(fc.array(fc.webUrl({ withQueryParameters: false }), { minLength: 1 }), (urls) => {
        const found = ids(select({ urls: [...urls, 'http://[::1]:5000/A/..B', 'http://--.example'] }));
        expect(found.filter((id) => !ID.test(id) || id.includes('..'))).toEqual([]);
        expect(new Set(found).size).toBe(found.length);
      }),
    );
  });
});

describe('our own catalogue', () => {
  it('leaves somebody to ask for each registry, but where no public image is known', () => {
    for (const { host, probeImage } of builtinCatalogue().registries) {
      const selection = select({
        catalogues: [builtinCatalogue()],
        registry: host,
        known: builtinCatalogue(),
      });
      expect(selection.candidates.length).toBeGreaterThan(0);
      expect(kinds(selection)).toEqual(probeImage === null ? ['no-probe-image'] : []);
    }
  });

  it('knows a personal address by its form', () => {
    const selection = select({ urls: ['https://k3yabc.mirror.aliyuncs.com'], known: builtinCatalogue() });
    expect(selection.candidates).toMatchObject([
      { id: 'aliyun', displayUrl: 'https://{id}.mirror.aliyuncs.com', access: 'personal-address' },
    ]);
  });
});
