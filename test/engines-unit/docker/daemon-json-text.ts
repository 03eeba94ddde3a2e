import fc from 'fast-check';

/** One member of a generated daemon.json, in pieces, so that a test can say what must stay byte for byte. */
export interface MemberText {
  readonly lead: string;
  readonly key: string;
  readonly rawKey: string;
  readonly colon: string;
  readonly rawValue: string;
  readonly trail: string;
}

export interface FileText {
  readonly prefix: string;
  readonly members: readonly MemberText[];
  /** Inside the braces where there is no member. */
  readonly inner: string;
  readonly suffix: string;
}

export function render({ prefix, members, inner, suffix }: FileText): string {
  return `${prefix}{${members.length === 0 ? inner : members.map(renderMember).join(',')}}${suffix}`;
}

export function renderMember(member: MemberText): string {
  return `${member.lead}${member.rawKey}${member.colon}${member.rawValue}${member.trail}`;
}

const space: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('', ' ', '\n', '\r\n', '\n  ', '\n\t', '\r\n    ', '\r') },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r'), maxLength: 6 }) },
);

const KEYS = [
  'registry-mirrors',
  'proxies',
  'log-opts',
  'labels',
  'dns',
  'data-root',
  'registry-mirror',
  '',
  '键',
];

/** A key as JSON, some of its letters as escapes: `"registry\u002dmirrors"`. */
function rawKeys(key: string): fc.Arbitrary<string> {
  return fc.array(fc.boolean(), { minLength: key.length, maxLength: key.length }).map((escapes) => {
    const units = key.split('').map((unit, index) => {
      const code = unit.charCodeAt(0).toString(16).padStart(4, '0');
      return escapes[index] === true ? `\\u${code}` : unit;
    });
    return `"${units.join('')}"`;
  });
}

const scalar: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    'null',
    'true',
    'false',
    '0',
    '-0',
    '1e5',
    '-1.50',
    '9007199254740993',
    '123456789012345678901234567890',
  ),
  fc.constantFrom(
    '""',
    '"\\u0041\\/"',
    '"{\\"registry-mirrors\\":[]}"',
    '"\\ud800"',
    '"镜像"',
    '"//"',
    '"\u2028"',
  ),
  fc.string({ maxLength: 8 }).map((value) => JSON.stringify(value)),
);

const { value } = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 3, withCrossShrink: true }, scalar, tie('list'), tie('object')),
  list: fc
    .array(fc.tuple(space, tie('value'), space), { maxLength: 3 })
    .map((items) => `[${items.map((item) => item.join('')).join(',')}]`),
  object: fc
    .array(
      fc.tuple(
        space,
        fc.constantFrom(...KEYS).map((key) => JSON.stringify(key)),
        space,
        tie('value'),
        space,
      ),
      {
        maxLength: 3,
      },
    )
    .map((members) => `{${members.map(([a, key, b, inner, c]) => `${a}${key}${b}:${inner}${c}`).join(',')}}`),
}));

const member: fc.Arbitrary<MemberText> = fc.constantFrom(...KEYS).chain((key) =>
  fc.record({
    lead: space,
    key: fc.constant(key),
    rawKey: rawKeys(key),
    colon: fc.tuple(space, space).map(([before, after]) => `${before}:${after}`),
    rawValue: value,
    trail: space,
  }),
);

/** Any daemon.json that is strict JSON: odd white space, escaped and duplicate keys, huge numbers, our keys in nested objects. */
export const anyFile: fc.Arbitrary<FileText> = fc.record({
  prefix: space,
  members: fc.array(member, { maxLength: 5 }),
  inner: space,
  suffix: space,
});

export const anyMirrors: fc.Arbitrary<string[]> = fc.uniqueArray(
  fc.constantFrom(
    'https://a.example',
    'https://b.example/',
    'http://10.0.0.1:5000',
    'https://c.example/pre',
    'https://镜像.example',
  ),
  { maxLength: 4 },
);
