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
    dropIn: text === null ? { registries: [] } : parseDropIn(text),
    hiddenBy: null,
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
