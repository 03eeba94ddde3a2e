import { describe, expect, it } from 'vitest';
import { noNetwork } from '../../src/survey/no-network.ts';
import { candidate, finding, observation } from '../support/observations.ts';

const unresolved = (host: string) =>
  observation({
    candidate: candidate(host),
    answered: false,
    verified: false,
    findings: [finding({ verdict: 'dead', code: 'dns-failure', phase: 'ping' })],
  });
const refused = observation({
  candidate: candidate('c.example'),
  answered: false,
  verified: false,
  findings: [finding({ verdict: 'dead', code: 'connection-refused', phase: 'ping' })],
});

describe('noNetwork', () => {
  it('is so when no name resolves, the upstream’s included', () => {
    expect(noNetwork([unresolved('a.example')], 'unresolved')).toBe(true);
    expect(noNetwork([unresolved('a.example'), unresolved('b.example')], 'unasked')).toBe(true);
  });

  it('is so too where addresses are given, and no way leads to them', () => {
    const code = 'connection-refused';
    const wayless = observation({
      candidate: candidate('192.0.2.1'),
      answered: false,
      verified: false,
      findings: [finding({ verdict: 'dead', code, phase: 'ping', detail: 'ENETUNREACH 192.0.2.1' })],
    });
    expect(noNetwork([unresolved('a.example'), wayless], 'unresolved')).toBe(true);
    expect(noNetwork([wayless], 'unreachable')).toBe(false);
  });

  it('is not said of one mistyped name', () => {
    expect(noNetwork([unresolved('a.example')], 'unasked')).toBe(false);
    expect(noNetwork([unresolved('a.example')], 'unreachable')).toBe(false);
    expect(noNetwork([unresolved('a.example')], 'answered')).toBe(false);
  });

  it('is not said when anybody answered or refused', () => {
    expect(noNetwork([unresolved('a.example'), unresolved('b.example'), refused], 'unresolved')).toBe(false);
    expect(noNetwork([unresolved('a.example'), observation()], 'unresolved')).toBe(false);
  });

  it('is not said of nobody', () => {
    expect(noNetwork([], 'unresolved')).toBe(false);
  });
});
