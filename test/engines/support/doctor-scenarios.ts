import type { CauseKind } from '../../../src/words/doctor/cause.ts';

/** What is broken, and what the doctor has to call the cause of it. */
export interface Scenario {
  readonly name: string;
  /** Where the Hub's names lead: all to one address, or some elsewhere. Absent: to the Hub. */
  readonly names?: string | Readonly<Record<string, string>>;
  /** What the Hub does instead of answering. */
  readonly hub?: string;
  readonly mirrors?: readonly string[];
  readonly image?: string;
  /** Absent: such an engine pulls all the same. */
  readonly cause: Readonly<Partial<Record<'classic' | 'containerd', CauseKind>>>;
  /** Asked again with the text once the machine is in order. */
  readonly mended?: true;
  /** For each change; the others take long, or are like one of these. */
  readonly quick?: true;
}

const both = (kind: CauseKind): Scenario['cause'] => ({ classic: kind, containerd: kind });
const mirrorAt = (port: number): Pick<Scenario, 'names' | 'mirrors'> => ({
  names: '10.77.0.3',
  mirrors: [`http://10.77.0.1:${port}`],
});
const REGISTRY = 'registry-1.docker.io';

export const SCENARIOS: readonly Scenario[] = [
  { name: 'the Hub refuses', names: '10.77.0.3', cause: both('host-blocked'), quick: true, mended: true },
  { name: 'the Hub resets', names: '10.77.0.7', cause: both('host-blocked'), mended: true },
  { name: 'the Hub hangs up', names: '10.77.0.8', cause: both('host-blocked'), mended: true },
  { name: 'wrong certificate', names: '10.77.0.9', cause: both('wrong-server'), quick: true, mended: true },
  { name: 'inspected', names: '10.77.0.10', cause: both('tls-inspected'), mended: true },
  { name: 'expired', names: '10.77.0.11', cause: both('certificate-expired'), mended: true },
  { name: 'plain http', names: '10.77.0.13', cause: both('plain-http-registry'), mended: true },
  { name: 'unknown host', names: { [REGISTRY]: '' }, cause: both('names-fail'), quick: true, mended: true },
  { name: 'name server fails', names: { [REGISTRY]: 'servfail' }, cause: both('names-fail'), mended: true },
  { name: 'address of the other family', names: { [REGISTRY]: '2001::68f4:f815' }, cause: both('no-route') },
  {
    name: 'token host refuses',
    names: { 'auth.docker.io': '10.77.0.3' },
    cause: both('host-blocked'),
    quick: true,
  },
  {
    name: 'storage refuses',
    names: { 'production.cloudflare.docker.com': '10.77.0.3' },
    cause: both('host-blocked'),
    quick: true,
    mended: true,
  },
  { name: 'rate limit', hub: '429', cause: both('hub-rate-limited'), quick: true, mended: true },
  { name: 'Hub down', hub: '503', cause: both('host-fails'), mended: true },
  { name: 'no such tag', image: 'library/hello:nope', cause: both('image-not-found'), quick: true },
  { name: 'no such image', image: 'library/nosuch', cause: both('image-denied'), quick: true },
  { name: 'other platform', image: 'library/armonly', cause: both('platform-missing'), quick: true },
  { name: 'mirror refuses', ...mirrorAt(9), cause: both('mirrors-fail') },
  { name: 'mirror denies', ...mirrorAt(5403), cause: both('mirrors-fail'), quick: true },
  { name: 'mirror with a list', ...mirrorAt(5210), cause: both('mirrors-fail') },
  { name: 'mirror lacks it', ...mirrorAt(5404), cause: both('mirrors-fail'), quick: true },
  { name: 'mirror is limited', ...mirrorAt(5429), cause: both('mirrors-fail') },
  { name: 'mirror is down', ...mirrorAt(5503), cause: both('mirrors-fail') },
  {
    name: 'mirror has a page',
    ...mirrorAt(5200),
    cause: { classic: 'mirrors-fail', containerd: 'mirror-stops-pull' },
    quick: true,
  },
  { name: 'mirror with the realm of the Hub', ...mirrorAt(5800), cause: both('mirrors-fail') },
  { name: 'mirror without its layers', ...mirrorAt(5902), cause: both('mirrors-fail') },
  { name: 'mirror that sends on', ...mirrorAt(5700), cause: both('mirrors-fail') },
  {
    name: 'mirror with a wrong byte',
    ...mirrorAt(5901),
    cause: { classic: 'mirrors-fail', containerd: 'mirror-stops-pull' },
  },
  { name: 'packets dropped', names: '10.77.0.5', cause: both('host-blocked') },
  { name: 'TLS silent', names: '10.77.0.6', cause: both('host-blocked') },
  // containerd waits for it without an end.
  { name: 'mirror is silent', ...mirrorAt(5600), cause: { classic: 'mirrors-fail' } },
];

const STORAGE = 'production.cloudflare.docker.com';
const [DENYING, LIMITED] = ['http://10.77.0.1:5403', 'http://10.77.0.1:5429'];

/** None of these stood among the symptoms that the doctor was made by: what it has to call each was written down before it was asked. */
export const STRANGERS: readonly Scenario[] = [
  { name: 'token host is down', hub: 'token-503', cause: both('host-fails') },
  { name: 'token host has a page', hub: 'token-html', cause: both('host-fails') },
  { name: 'unavailable for legal reasons', hub: '451', cause: both('host-fails') },
  { name: 'sent to a login portal', hub: 'portal', cause: both('host-fails') },
  {
    name: 'manifest cut short',
    hub: 'garbled',
    cause: { classic: 'host-fails' },
  },
  {
    name: 'manifest cut short, of which the head is whole',
    hub: 'garbled',
    cause: { containerd: 'host-fails' },
  },
  {
    name: 'storage denies',
    hub: 'storage-403',
    cause: both('host-fails'),
  },
  { name: 'storage has no name', names: { [STORAGE]: '' }, cause: both('names-fail') },
  { name: 'storage hangs up', names: { [STORAGE]: '10.77.0.8' }, cause: both('host-blocked') },
  { name: 'sinkhole on the loopback', names: '127.0.0.1', cause: both('host-blocked') },
  { name: 'sinkhole that is no address', names: '0.0.0.0', cause: both('host-blocked') },
  { name: 'TLS is refused', names: '10.77.0.12', cause: both('host-blocked') },
  { name: 'another protocol', names: '10.77.0.14', cause: both('plain-http-registry') },
  { name: 'mirror without digests', ...mirrorAt(5405), cause: both('mirrors-fail') },
  {
    name: 'mirror for another platform',
    ...mirrorAt(5406),
    cause: { classic: 'mirrors-fail', containerd: 'mirror-stops-pull' },
  },
  {
    name: 'mirror with half a manifest',
    ...mirrorAt(5407),
    cause: { classic: 'mirrors-fail', containerd: 'mirror-stops-pull' },
  },
  { name: 'mirror with a dead realm', ...mirrorAt(5801), cause: both('mirrors-fail') },
  { name: 'mirror behind a portal', ...mirrorAt(5302), cause: { classic: 'mirrors-fail' } },
  { name: 'mirror for legal reasons', ...mirrorAt(5451), cause: both('mirrors-fail') },
  {
    name: 'two mirrors, each its own way',
    names: '10.77.0.3',
    mirrors: [DENYING, LIMITED],
    cause: both('mirrors-fail'),
  },
];

/** Thought up once more when all of the above were right, and written down before the doctor was asked. The classic store pulls a manifest by tag whatever its digest is. */
export const NEWCOMERS: readonly Scenario[] = [
  { name: 'registry leads round in a circle', hub: 'loop', cause: both('host-fails') },
  { name: 'registry takes no request', hub: '400', cause: both('host-fails') },
  { name: 'token host wants a login', hub: 'token-401', cause: both('host-fails') },
  { name: 'token host gives no token', hub: 'token-empty', cause: both('host-fails') },
  { name: 'token host has a silent name', names: { 'auth.docker.io': 'silent' }, cause: both('names-fail') },
  { name: 'token host in a sinkhole', names: { 'auth.docker.io': '0.0.0.0' }, cause: both('host-blocked') },
  {
    name: 'token host with a wrong certificate',
    names: { 'auth.docker.io': '10.77.0.9' },
    cause: both('wrong-server'),
  },
  { name: 'storage lacks it', hub: 'storage-404', cause: both('host-fails') },
  { name: 'storage is down', hub: 'storage-500', cause: both('host-fails') },
  { name: 'storage has a page', hub: 'storage-html', cause: both('host-fails') },
  { name: 'storage breaks off', hub: 'storage-half', cause: both('host-fails') },
  { name: 'storage under an unknown name', hub: 'storage-elsewhere', cause: both('names-fail') },
  { name: 'storage in a sinkhole', names: { [STORAGE]: '127.0.0.1' }, cause: both('host-blocked') },
  { name: 'storage inspected', names: { [STORAGE]: '10.77.0.10' }, cause: both('tls-inspected') },
  { name: 'TLS of long ago', names: '10.77.0.15', cause: both('host-blocked') },
  { name: 'no such digest', image: `library/hello@sha256:${'b'.repeat(64)}`, cause: both('image-not-found') },
  { name: 'no platform at all', image: 'library/emptyindex', cause: both('platform-missing') },
  {
    name: 'mirror with an empty manifest',
    ...mirrorAt(5408),
    cause: { classic: 'mirrors-fail', containerd: 'mirror-stops-pull' },
  },
  { name: 'mirror leads round in a circle', ...mirrorAt(5409), cause: both('mirrors-fail') },
  { name: 'mirror wants a login', ...mirrorAt(5410), cause: both('mirrors-fail') },
  { name: 'mirror fails at blobs', ...mirrorAt(5411), cause: both('mirrors-fail') },
  { name: 'mirror resets', ...mirrorAt(5413), cause: both('mirrors-fail') },
  {
    name: 'mirror with an empty config',
    ...mirrorAt(5414),
    cause: { classic: 'mirrors-fail', containerd: 'mirror-stops-pull' },
  },
  { name: 'mirror speaks TLS on its http port', ...mirrorAt(5415), cause: both('mirrors-fail') },
  {
    name: 'mirror breaks a layer off',
    ...mirrorAt(5900),
    cause: { classic: 'mirrors-fail', containerd: 'mirror-stops-pull' },
  },
  {
    name: 'mirror without a name',
    names: '10.77.0.3',
    mirrors: ['http://mirror.nowhere.test:5001'],
    cause: both('mirrors-fail'),
  },
  {
    name: 'mirror behind dropped packets',
    names: '10.77.0.3',
    mirrors: ['http://10.77.0.5:5001'],
    cause: both('mirrors-fail'),
  },
  {
    name: 'a good mirror behind one that stops the pull',
    names: '10.77.0.3',
    mirrors: ['http://10.77.0.1:5407', 'http://10.77.0.1:5001'],
    cause: { containerd: 'mirror-stops-pull' },
  },
  // Last: containerd keeps what it began of such a manifest, and each pull after that ends at it (28.5.2).
  {
    name: 'mirror with another manifest',
    ...mirrorAt(5412),
    cause: { containerd: 'mirror-stops-pull' },
  },
  { name: 'manifest is another than its digest', hub: 'tampered', cause: { containerd: 'host-fails' } },
];
