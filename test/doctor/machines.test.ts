import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/doctor/diagnose.ts';
import { subjectOf } from '../../src/doctor/subject.ts';
import { blocked, engineOf, fails, HUB, mirror, seenOf, upstream } from './support/seen.ts';

const dropped = { kind: 'connect-timeout', address: '192.0.2.1' } as const;
const unreached = { status: null, host: '172.18.0.5:5000' } as const;

describe('a network of containers over a mirror’s address', () => {
  const bridges = [{ name: 'br-0a1b2c3d4e5f', network: '172.18.0.0/16' }];
  const machine = { ...seenOf().machine, bridges };
  const covered = mirror('http://172.18.0.5:5000', fails('connection-timeout', unreached));

  it('is the cause where no mirror lies elsewhere', () => {
    const [first, second] = diagnose(seenOf({ machine, outside: blocked(dropped, [covered]) })).causes;
    expect(first).toMatchObject({
      cause: { kind: 'bridge-covers', address: '172.18.0.5', bridge: 'br-0a1b2c3d4e5f' },
      certainty: 'proven',
    });
    expect(second?.cause.kind).toBe('mirrors-fail');
  });

  it('is worth a word where another mirror fails by itself, and none where it is answered', () => {
    const other = mirror('https://m.example', fails('connection-timeout'));
    const { causes, findings } = diagnose(seenOf({ machine, outside: blocked(dropped, [covered, other]) }));
    expect(causes[0]?.cause.kind).toBe('mirrors-fail');
    expect(findings).toMatchObject([{ kind: 'cause', cause: { kind: 'bridge-covers' } }]);
    const answered = mirror('http://172.18.0.5:5000', fails('denied', { ...unreached, status: 403 }));
    const found = diagnose(seenOf({ machine, outside: blocked(dropped, [answered]) }));
    expect(JSON.stringify(found.causes)).not.toContain('bridge-covers');
  });
});

it('a proxy whose name does not exist is told as that', () => {
  const trouble = { proxy: 'http://proxy.example:3128', did: 'unreachable', status: null } as const;
  const hosts = HUB.map((host) => ({ ...host, isDirect: false, proxy: trouble, isProxyNameless: true }));
  const outside = { kind: 'seen', value: { hosts, endpoints: [upstream(fails('proxy-failed'))] } } as const;
  expect(diagnose(seenOf({ outside })).causes[0]).toMatchObject({
    cause: { kind: 'proxy-fails', did: 'nameless' },
    certainty: 'proven',
  });
});

describe('an engine that may open no more files', () => {
  const at = (open: number) =>
    diagnose(seenOf({ engine: engineOf({ openFiles: { open, limit: 1024 } }) })).causes[0];

  it('is the cause, whatever its texts say of names', () => {
    expect(at(1020)).toMatchObject({ cause: { kind: 'too-many-files' }, certainty: 'proven' });
  });

  it('makes a text of that true', () => {
    const engine = engineOf({ openFiles: { open: 1020, limit: 1024 } });
    const text = 'Error response from daemon: dial udp 192.0.2.53:53: socket: too many open files';
    expect(diagnose(seenOf({ engine, subject: subjectOf(text) })).now).toBe('so');
  });

  it('has some left', () => {
    expect(at(1016)).toBeUndefined();
  });
});
