import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OfferedMirror } from '../../../src/engines/choose/index.ts';
import type { Wish } from '../../../src/engines/engine.ts';
import { locationOf, urlOf } from '../../../src/engines/files/location.ts';
import {
  type DropIn,
  parseDropIn,
  renderDropIn,
  withMirrors,
} from '../../../src/engines/files/registries-conf.ts';
import { entriesOf } from '../../../src/engines/podman/entries.ts';
import type { SeenPodman } from '../../../src/engines/podman/find.ts';
import { readInfo } from '../../../src/engines/podman/info.ts';
import { planApply, planEarly, planUndo } from '../../../src/engines/podman/plan.ts';

const PATH = '/etc/containers/registries.conf.d/50-mirror-apply.conf';
const WISH: Wish = {
  top: 3,
  replace: false,
  allowUnconfirmed: false,
  allowInsecure: false,
  mirrorsOff: false,
  noProbe: false,
  proxies: {},
  activate: 'auto',
  repair: false,
  withPending: false,
  unlessPending: false,
};

/** `shown`: the mirrors of docker.io that podman shows. */
function seen(text: string | null, shown: readonly string[] = [], location = 'docker.io'): SeenPodman {
  const bytes = text === null ? null : Buffer.from(text);
  const mirrors = shown.map((where) => ({ Location: where }));
  const registry = { Location: location, Blocked: false, Mirrors: mirrors };
  const registries = location === 'docker.io' && shown.length === 0 ? {} : { 'docker.io': registry };
  const info = readInfo(JSON.stringify({ version: { Version: '4.3.1' }, registries }));
  if (info.kind !== 'info') throw new Error('the info is one');
  return {
    info,
    registry: 'docker.io',
    file: { kind: 'absent', path: PATH, realPath: PATH, missingDirectories: [] },
    bytes,
    others: [],
    proxies: {},
    certsDir: '/etc/containers/certs.d',
  };
}

function candidate(url: string, more: Partial<OfferedMirror> = {}): OfferedMirror {
  return {
    url,
    displayUrl: url,
    origin: 'catalogue',
    verdict: 'usable',
    code: null,
    confirmed: true,
    measuredDirectly: true,
    ...more,
  };
}

const ONE = renderDropIn({
  registries: [{ registry: 'docker.io', mirrors: [{ location: 'a.example', insecure: false }] }],
});

describe('the drop-in', () => {
  const name = fc.stringMatching(/^[a-z][a-z\d.-]{0,20}(?::\d{1,5})?$/);
  const mirror = fc.record({ location: name, insecure: fc.boolean() });
  const anyDropIn: fc.Arbitrary<DropIn> = fc.record({
    registries: fc.uniqueArray(fc.record({ registry: name, mirrors: fc.array(mirror, { maxLength: 4 }) }), {
      minLength: 1,
      maxLength: 4,
      selector: ({ registry }) => registry,
    }),
  });

  it('is read as it was written, and nothing else is', () => {
    fc.assert(
      fc.property(anyDropIn, fc.nat(), (dropIn, at) => {
        const text = renderDropIn(dropIn) ?? '';
        expect(parseDropIn(text)).toEqual(dropIn);
        const lines = text.split('\n');
        expect(parseDropIn(lines.toSpliced(at % lines.length, 0, '# Mine.').join('\n'))).toBeNull();
      }),
    );
  });

  it('keeps other registries, in their places', () => {
    fc.assert(
      fc.property(anyDropIn, fc.nat(), (dropIn, at) => {
        const changed = {
          registry: dropIn.registries[at % dropIn.registries.length]?.registry ?? '',
          mirrors: [],
        };
        const after = withMirrors(dropIn, changed).registries;
        expect(after.map(({ registry }) => registry)).toEqual(
          dropIn.registries.map(({ registry }) => registry),
        );
        expect(after.filter((one) => one.registry !== changed.registry)).toEqual(
          dropIn.registries.filter((one) => one.registry !== changed.registry),
        );
      }),
    );
  });
});

describe('an address', () => {
  it.each([
    ['https://a.example', { location: 'a.example', insecure: false }],
    ['https://a.example:8443/', { location: 'a.example:8443', insecure: false }],
    ['http://a.lan', { location: 'a.lan:80', insecure: true }],
    ['http://[fd00::1]:5000', { location: '[fd00::1]:5000', insecure: true }],
  ])('%s', (url, location) => {
    expect(locationOf(url)).toEqual({ kind: 'located', at: location });
    expect(new URL(urlOf(location)).href).toBe(new URL(url).href);
  });

  it.each([
    ['https://a.example/docker.io', 'path'],
    ['https://u:p@a.example', 'user-info'],
    ['https://a.example/?x', 'query-or-fragment'],
    ['ftp://a.example', 'not-http'],
    ['a.example', 'malformed'],
  ])('%s is none of podman’s: %s', (url, problem) => {
    expect(locationOf(url)).toEqual({ kind: 'problem', problem });
  });
});

describe('an apply', () => {
  it('writes the best, and expects podman to show them', () => {
    const plan = planApply(seen(null), WISH, [
      candidate('https://a.example'),
      candidate('https://b.example'),
    ]);
    expect(plan).toMatchObject({
      kind: 'plan',
      stages: [
        {
          files: [{ path: PATH, before: null, judged: true, unit: false }],
          activation: { kind: 'at-each-pull' },
          expect: { mirrors: ['a.example', 'b.example'] },
        },
      ],
      consent: [],
    });
  });

  it('has nothing to do where podman shows them, and only to wait where the file says them', () => {
    const candidates = [candidate('https://a.example')];
    expect(planApply(seen(ONE, ['a.example']), WISH, candidates)).toMatchObject({ stages: [] });
    expect(planApply(seen(ONE, []), WISH, candidates)).toMatchObject({ stages: [{ files: [] }] });
  });

  it('keeps what it wrote before behind what is chosen now', () => {
    const plan = planApply(seen(ONE, ['a.example']), { ...WISH, top: 1 }, [candidate('https://b.example')]);
    expect(plan).toMatchObject({ stages: [{ expect: { mirrors: ['b.example', 'a.example'] } }] });
  });

  it('takes mirrors that answer what podman asks, and no others', () => {
    const codes = ['containerd-only', 'classic-only'] as const;
    const [routed, classic] = codes.map((code) =>
      planApply(seen(null), WISH, [candidate('https://a.example', { verdict: 'limited', code })]),
    );
    expect(routed).toMatchObject({
      reason: { kind: 'no-fit-mirror', unfit: [{ why: { kind: 'wrong-client' } }] },
    });
    expect(classic).toMatchObject({ kind: 'plan', mirrors: { listed: [{ as: 'chosen' }] } });
    const unsafe = planApply(seen(null), WISH, [
      candidate('https://a.example', { verdict: 'unsafe', code: 'digest-mismatch' }),
    ]);
    expect(unsafe).toMatchObject({ exitCode: 1, reason: { kind: 'no-fit-mirror' } });
  });

  it('no mirrors is a list without any, which hides those of other files', () => {
    const plan = planApply(seen(ONE, ['a.example']), { ...WISH, mirrorsOff: true }, []);
    if (plan.kind !== 'plan') throw new Error('it is planned');
    const after = Buffer.from(plan.stages[0]?.files[0]?.after ?? []).toString();
    expect(parseDropIn(after)).toEqual({ registries: [{ registry: 'docker.io', mirrors: [] }] });
  });

  it.each([
    ['mirrors of another file', seen(null, ['mine.lan']), {}, 3, 'other-mirrors'],
    ['an edit of somebody else', seen(`${ONE}# Mine.\n`, ['a.example']), {}, 3, 'edited'],
    ['another place for the images', seen(null, [], 'mirror.lan'), {}, 3, 'redirected'],
    ['proxies', seen(null), { proxies: { httpProxy: 'http://p:1' } }, 2, 'no-proxies-here'],
  ] as const)('%s: refused before any mirror is asked', (_, podman, more, exitCode, kind) => {
    expect(planEarly(podman, { ...WISH, ...more })).toEqual(
      expect.objectContaining({ exitCode, reason: expect.objectContaining({ kind }) }),
    );
  });

  it('--replace takes the first two all the same', () => {
    const replace = { ...WISH, replace: true };
    expect(planEarly(seen(null, ['mine.lan']), replace)).toBeNull();
    expect(planEarly(seen(`${ONE}# Mine.\n`, ['a.example']), replace)).toBeNull();
    expect(planEarly(seen(null, [], 'mirror.lan'), replace)).not.toBeNull();
  });
});

describe('an undo', () => {
  const absent = { exists: false, path: PATH, realPath: PATH, missingDirectories: [] } as const;

  it('takes the file away where there was none', () => {
    expect(planUndo(seen(ONE, ['a.example']), { before: absent, edited: false })).toMatchObject({
      stages: [{ files: [{ after: null, mode: 'restore' }], expect: { mirrors: null } }],
    });
  });

  it('touches no edit of somebody else, and has nothing to do twice', () => {
    expect(planUndo(seen(ONE, ['a.example']), { before: absent, edited: true })).toMatchObject({
      reason: { kind: 'edited' },
    });
    expect(planUndo(seen(null), { before: absent, edited: true })).toMatchObject({ stages: [] });
  });
});

describe('what other files say', () => {
  const AT = '/etc/containers/registries.conf.d/10-other.conf';
  const beside = (table: string, text: string | null = null, later = false): SeenPodman => ({
    ...seen(text),
    others: entriesOf(`[[registry]]\n${table}`).map((entry) => ({ ...entry, path: AT, later })),
  });
  const blocks = (prefix: string) => `prefix = "${prefix}"\nblocked = true\n`;
  const at = (prefix: string) => ({ prefix, path: AT, line: 1 });

  it.each([
    ['a wildcard that blocks', blocks('*.io'), '*.io', null],
    ['the registry blocked in a file before ours', blocks('docker.io'), 'docker.io', null],
    ['by its location alone', 'location = "docker.io"\nblocked = true\n', 'docker.io', null],
    ['a wildcard that leads elsewhere', 'prefix = "*.io"\nlocation = "x.lan"\n', '*.io', 'x.lan'],
  ])('%s: a table of ours would undo that, with --replace too', (_, table, prefix, location) => {
    for (const replace of [false, true]) {
      for (const later of [false, true]) {
        expect(planEarly(beside(table, null, later), { ...WISH, replace })).toEqual({
          kind: 'refusal',
          exitCode: 3,
          reason: {
            kind: 'redirected',
            registry: 'docker.io',
            location,
            at: at(prefix),
            undone: false,
          },
        });
      }
    }
    expect(planEarly(beside(table, ONE), WISH)).toMatchObject({
      reason: { kind: 'redirected', undone: true },
    });
  });

  it('mirrors and `insecure` that a table of ours would take the place of: not without --replace', () => {
    const mirrored = 'prefix = "*.io"\n[[registry.mirror]]\nlocation = "w.lan"\n';
    const insecure = 'prefix = "*.io"\ninsecure = true\n';
    expect(planEarly(beside(mirrored), WISH)).toMatchObject({
      reason: { kind: 'other-mirrors', mirrors: ['w.lan'] },
    });
    expect(planEarly(beside(insecure), WISH)).toMatchObject({
      reason: { kind: 'insecure', registry: 'docker.io', at: at('*.io') },
    });
    for (const table of [mirrored, insecure]) {
      expect(planEarly(beside(table), { ...WISH, replace: true })).toBeNull();
      expect(planEarly(beside(table, ONE), WISH)).toBeNull();
    }
  });

  it.each([
    ['of other registries', blocks('*.com')],
    ['of what is under the registry', blocks('*.docker.io')],
    ['of a part of its images', blocks('docker.io/library')],
    ['in which it is searched for alone', 'prefix = "quay.io"\n'],
    ['that ends its own location with a slash', 'prefix = "docker.io"\nlocation = "docker.io/"\n'],
  ])('a table %s is in nobody’s way', (_, table) => {
    expect(planEarly(beside(table), WISH)).toBeNull();
  });

  it('a table of the registry itself counts before a wildcard', () => {
    const [wildcard] = beside(blocks('*.io')).others;
    const [own] = beside('prefix = "docker.io"\n').others;
    const others = [wildcard, own].filter((entry) => entry !== undefined);
    expect(planEarly({ ...seen(null), others }, WISH)).toBeNull();
  });

  it('what podman alone tells of counts too', () => {
    const registries = { '*.io': { Location: '', Blocked: true, Mirrors: null } };
    const info = readInfo(JSON.stringify({ version: {}, registries }));
    if (info.kind !== 'info') throw new Error('the info is one');
    expect(planEarly({ ...seen(null), info }, WISH)).toMatchObject({
      reason: { kind: 'redirected', at: { prefix: '*.io', path: null, line: null } },
    });
  });

  it('a later table hides ours, with a slash at its end too', () => {
    for (const prefix of ['docker.io', 'docker.io/'])
      expect(planEarly(beside(`prefix = "${prefix}"\n`, null, true), WISH)).toMatchObject({
        reason: { kind: 'hidden' },
      });
  });

  it.each(['docker.io/library', 'docker.io/library/'])(
    'images that another table has (%s) are told of',
    (prefix) => {
      const plan = planApply(beside(blocks(prefix)), WISH, [candidate('https://a.example')]);
      expect(plan).toMatchObject({
        kind: 'plan',
        warnings: [{ kind: 'narrower-table', at: at('docker.io/library') }],
      });
    },
  );

  it('a mirror that is blocked itself is none', () => {
    const plan = planApply(beside(blocks('*.example')), WISH, [
      candidate('https://a.example'),
      candidate('https://a.lan'),
    ]);
    expect(plan).toMatchObject({
      kind: 'plan',
      mirrors: { listed: [{ url: 'https://a.lan' }] },
    });
  });
});
