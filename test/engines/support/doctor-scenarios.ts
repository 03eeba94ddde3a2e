import type { CauseKind } from '../../../src/words/doctor/cause.ts';

/** What is broken, and what the doctor has to call the cause of it. */
export interface Scenario {
  readonly name: string;
  /** Where the Hub's names lead: all to one address, or some elsewhere; null is not given: to the Hub. */
  readonly names?: string | Readonly<Record<string, string>>;
  /** What the Hub does instead of answering. */
  readonly hub?: string;
  readonly mirrors?: readonly string[  { name: 'packets dropped', names: '10.77.0.5', cause: both('host-blocked') },
  { name: 'TLS silent', names: '10.77.0.6', cause: both('host-blocked') },
  { name: 'mirror is silent', names: '10.77.0.3', mirrors: at(5600), cause: classic: 'mirrors-fail' },
];
  readonly image?: string;
  /** Absent: such an engine pulls all the same. */
  readonly cause: Readonly<Partial<Record<'classic' | 'containerd', CauseKind>>>;
  /** Asked again with the text once the machine is in order. */
  readonly mended?: true;
  /** For each change; the others take long, or are like one of these. */
  readonly quick?: true;
}

const both = (kind: CauseKind): Scenario['cause'] => ({ classic: kind, containerd: kind });
const at = (port: number): readonly string[] => [`http://10.77.0.1:${port}`  { name: 'packets dropped', names: '10.77.0.5', cause: both('host-blocked') },
  { name: 'TLS silent', names: '10.77.0.6', cause: both('host-blocked') },
  { name: 'mirror is silent', names: '10.77.0.3', mirrors: at(5600), cause: { classic: 'mirrors-fail' } },
];

export const SCENARIOS: readonly Scenario[] = [
  { name: 'the Hub refuses', quick: true, mended: true, names: '10.77.0.3', cause: both('host-blocked') },
  { name: 'resets', mended: true, names: '10.77.0.7', cause: both('host-blocked') },
  { name: 'hangs up', mended: true, names: '10.77.0.8', cause: both('host-blocked') },
  { name: 'wrong certificate', quick: true, mended: true, names: '10.77.0.9', cause: both('wrong-server') },
  { name: 'inspected', mended: true, names: '10.77.0.10', cause: both('tls-inspected') },
  { name: 'expired', mended: true, names: '10.77.0.11', cause: both('certificate-expired') },
  { name: 'plain http', mended: true, names: '10.77.0.13', cause: both('plain-http-registry') },
  { name: 'no such name', quick: true, mended: true, names: { 'registry-1.docker.io': '' }, cause: both('names-fail') },
  { name: 'name server fails', mended: true, names: { 'registry-1.docker.io': 'servfail' }, cause: both('names-fail') },
  {
    name: 'only an address of the other family',
    names: { 'registry-1.docker.io': '2001::68f4:f815' },
    cause: both('no-route'),
  },
  { name: 'token host refuses', mended: true, quick: true, names: { 'auth.docker.io': '10.77.0.3' }, cause: both('host-blocked') },
  {
    name: 'storage refuses', mended: true, quick: true,
    names: { 'production.cloudflare.docker.com': '10.77.0.3' },
    cause: both('host-blocked'),
  },
  { name: 'rate limit', quick: true, mended: true, hub: '429', cause: both('hub-rate-limited') },
  { name: 'Hub down', mended: true, hub: '503', cause: both('host-fails') },
  { name: 'no such tag', quick: true, image: 'library/hello:nope', cause: both('image-not-found') },
  { name: 'no such image', image: 'library/nosuch', cause: both('image-denied') },
  { name: 'other platform', quick: true, image: 'library/armonly', cause: both('platform-missing') },
  { name: 'mirror refuses', mended: true, names: '10.77.0.3', mirrors: at(9), cause: both('mirrors-fail') },
  { name: 'mirror denies', quick: true, mended: true, names: '10.77.0.3', mirrors: at(5403), cause: both('mirrors-fail') },
  { name: 'mirror with a list', names: '10.77.0.3', mirrors: at(5210), cause: both('mirrors-fail') },
  { name: 'mirror lacks it', quick: true, names: '10.77.0.3', mirrors: at(5404), cause: both('mirrors-fail') },
  { name: 'mirror is limited', names: '10.77.0.3', mirrors: at(5429), cause: both('mirrors-fail') },
  { name: 'mirror is down', mended: true, names: '10.77.0.3', mirrors: at(5503), cause: both('mirrors-fail') },
  {
    name: 'mirror has a page', quick: true,
    names: '10.77.0.3',
    mirrors: at(5200),
    cause: { classic: 'mirrors-fail', containerd: 'mirror-stops-pull' },
  },
  {
    name: 'mirror with the realm of the Hub',
    names: '10.77.0.3',
    mirrors: at(5800),
    cause: both('mirrors-fail'),
  },
  { name: 'mirror without its layers', mended: true, names: '10.77.0.3', mirrors: at(5902), cause: both('mirrors-fail') },
  { name: 'mirror that sends on', names: '10.77.0.3', mirrors: at(5700), cause: both('mirrors-fail') },
  {
    name: 'mirror with a wrong byte', quick: true,
    names: '10.77.0.3',
    mirrors: at(5901),
    cause: { classic: 'mirrors-fail', containerd: 'mirror-stops-pull' },
  },
  { name: 'packets dropped', names: '10.77.0.5', cause: both('host-blocked') },
  { name: 'TLS silent', names: '10.77.0.6', cause: both('host-blocked') },
  { name: 'mirror is silent', names: '10.77.0.3', mirrors: at(5600), cause: { classic: 'mirrors-fail' } },
];
