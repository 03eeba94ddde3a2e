import { describe, expect, it } from 'vitest';
import { subjectOf } from '../../../src/doctor/subject.ts';
import { outsideParser } from '../../../src/use/doctor/outside-task.ts';
import { imageOf, planOutside } from '../../../src/use/doctor/plan-outside.ts';
import { engineOf, fails, HUB, upstream } from '../../doctor/support/seen.ts';

const subject = subjectOf(null);
const task = planOutside(subject, imageOf(subject, []), engineOf(), {
  os: 'linux',
  architecture: 'amd64',
  variant: null,
});
const parse = outsideParser(task);
const honest = { hosts: HUB, endpoints: [{ ...upstream(), url: 'https://registry-1.docker.io' }] };

describe('what the process without privileges says', () => {
  it('is taken where it is of the agreed form', () => {
    expect(parse(JSON.parse(JSON.stringify(honest)))).toEqual(honest);
    const failing = {
      hosts: [],
      endpoints: [{ ...honest.endpoints[0], outcome: fails('connection-refused') }],
    };
    expect(parse(JSON.parse(JSON.stringify(failing)))?.endpoints[0]?.outcome).toEqual(
      fails('connection-refused'),
    );
  });

  it.each([
    null,
    {},
    { ...honest, endpoints: [...honest.endpoints, ...honest.endpoints] },
    { ...honest, hosts: [...HUB, ...HUB] },
    { ...honest, endpoints: [{ ...honest.endpoints[0], outcome: { kind: 'serves', stage: 'elsewhere' } }] },
    { ...honest, hosts: [{ ...HUB[0], how: { kind: 'made-up' } }] },
    { ...honest, hosts: [{ ...HUB[0], aheadMs: Number.MAX_SAFE_INTEGER }] },
  ])('is not taken else (%#)', (value) => {
    expect(parse(value)).toBeNull();
  });

  it('names no host of its own, and moves no cursor', () => {
    const how = { kind: 'wrong-certificate', address: '192.0.2.1', names: '\x1b[2Jevil\u202e' };
    const seen = parse({
      ...honest,
      hosts: [
        { ...HUB[0], how },
        { ...HUB[1], host: 'evil.example' },
      ],
      endpoints: [{ ...honest.endpoints[0], url: 'https://evil.example', isUpstream: false }],
    });
    expect(seen?.hosts.map(({ host }) => host)).toEqual(['registry-1.docker.io']);
    expect(seen?.hosts[0]?.how).toEqual({ ...how, names: 'evil' });
    expect(seen?.endpoints[0]).toMatchObject({ url: 'https://registry-1.docker.io', isUpstream: true });
  });
});
