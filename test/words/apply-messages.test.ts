import { describe, expect, it } from 'vitest';
import type { Activation } from '../../src/change/types.ts';
import { verdictSentence } from '../../src/commands/apply/plan-text.ts';
import type {
  ApiFailure,
  DroppedDockerMirror,
  FatalFinding,
  ForeignInstall,
  PlanWarning,
  RefusalReason,
  Unfitness,
} from '../../src/engines/docker/index.ts';
import { dockerEn } from '../../src/engines/docker/words/en/index.ts';
import { dockerWords } from '../../src/engines/docker/words/index.ts';
import { dockerZh } from '../../src/engines/docker/words/zh/index.ts';
import { ATTRIBUTE_LOSSES } from '../../src/host/attributes.ts';
import { messagesFor } from '../support/words.ts';

const path = '/etc/docker/daemon.json';
const mirrors = ['https://docker.example.com'];
const finding = { code: 'wrong-case', key: 'Registry-Mirrors', line: 7 } as const;
const problem = { kind: 'problem', code: 'comment', line: 3, column: 9, repairable: true } as const;
const flags = [
  {
    name: 'registry-mirror',
    value: 'https://old.example',
    source: { path: '/etc/default/docker', line: 12 },
  },
  { name: 'http-proxy', value: 'http://u:secret@p', source: null },
];

/** One of each kind; the compiler counts them (`satisfies` a record of every kind). */
const warnings = {
  credentials: { kind: 'credentials', login: { user: 'li' }, path, hosts: ['docker.example.com'] },
  'comments-dropped': { kind: 'comments-dropped', count: 2 },
  'mark-dropped': { kind: 'mark-dropped' },
  finding: { kind: 'finding', finding, path },
  'odd-entries': { kind: 'odd-entries', path, entries: ['5', '{}'] },
  'path-after-v2': { kind: 'path-after-v2', mirrors, scope: 'build' },
  'http-forced': { kind: 'http-forced', mirrors, scope: 'build' },
  'tls-weakened': { kind: 'tls-weakened', mirrors, scope: 'pull' },
  'plain-http': { kind: 'plain-http', mirrors },
  'loopback-of-rootless': { kind: 'loopback-of-rootless', mirrors },
  'hosts-toml-in-build': { kind: 'hosts-toml-in-build', path },
  'hosts-toml-stays': { kind: 'hosts-toml-stays', path },
  'desktop-proxies': { kind: 'desktop-proxies' },
  'proxy-not-ours': { kind: 'proxy-not-ours', variables: ['HTTPS_PROXY'] },
  'proxy-set-beside': { kind: 'proxy-set-beside', variables: ['HTTPS_PROXY'] },
  'no-proxy-extended': { kind: 'no-proxy-extended', hosts: ['docker.example.com'] },
  'password-unseen': { kind: 'password-unseen' },
  'made-private': { kind: 'made-private', path },
  'build-keeps-mirrors': { kind: 'build-keeps-mirrors', until: 'minutes' },
  'build-token': { kind: 'build-token', variables: [{ name: 'HTTPS_PROXY', value: 'http://p:1' }] },
  'restart-pending': { kind: 'restart-pending' },
  unprobed: { kind: 'unprobed', mirrors },
  'beyond-top': { kind: 'beyond-top', mirrors },
  'pull-secrets': {
    kind: 'pull-secrets',
    mirrors,
    registry: 'ghcr.io',
    seenIn: ['/var/lib/kubelet/config.json'],
  },
  pending: { kind: 'pending', path, keys: [{ key: 'data-root', effect: 'data' }], by: 'restart' },
  'options-moved': { kind: 'options-moved', path: '/etc/default/docker', to: path },
  'edited-since': { kind: 'edited-since', path },
  'old-file-unreadable': { kind: 'old-file-unreadable', path, backup: '20261120T120000000Z' },
  'edits-dropped': { kind: 'edits-dropped', path },
  'pending-units': { kind: 'pending-units', paths: ['/etc/systemd/system/docker.service.d/90-other.conf'] },
  'pending-unseen': {
    kind: 'pending-unseen',
    path,
    by: 'restart',
    keys: [{ key: 'log-opts', effect: 'down' }],
  },
} as const satisfies Readonly<Record<PlanWarning['kind'], PlanWarning>>;

const refusals = {
  'no-fit-mirror': { kind: 'no-fit-mirror', unfit: [] },
  'file-moves': { kind: 'file-moves', path: '/etc/docker/daemon.json', next: '/etc/other.json' },
  'options-only': { kind: 'options-only', version: '1.9.1', path },
  'other-file': { kind: 'other-file', path, reads: '/other.json' },
  'hosts-toml': { kind: 'hosts-toml', path },
  unreadable: { kind: 'unreadable', path, problem, excerpt: { before: '{ ', after: '// no' } },
  unrepairable: {
    kind: 'unrepairable',
    path,
    code: 'no-json-value',
    problem,
    excerpt: { before: '{ ', after: '// no' },
  },
  'refused-file': { kind: 'refused-file', path, line: 2, excerpt: null, lines: ['invalid IP address: nope'] },
  'fatal-key': { kind: 'fatal-key', path, finding },
  'flag-conflict': { kind: 'flag-conflict', path, flags, gone: [] },
  'options-edited': { kind: 'options-edited', path: '/etc/default/docker' },
  'no-proxy-item': { kind: 'no-proxy-item', item: '10.0.0.0/99', problem: 'cidr' },
  'proxy-url': { kind: 'proxy-url', field: 'httpsProxy', problem: 'other-scheme' },
  'proxies-need-systemd': { kind: 'proxies-need-systemd' },
  'hidden-setting': { kind: 'hidden-setting', path, line: 3, variables: ['HTTPS_PROXY'] },
  'undo-not-for-this-engine': { kind: 'undo-not-for-this-engine', path, what: 'mirrors', backup: null },
} as const satisfies Readonly<Record<RefusalReason['kind'], RefusalReason>>;

const unfit: readonly Unfitness[] = [
  { kind: 'form', problem: 'path' },
  { kind: 'verdict', verdict: 'degraded', code: 'stale' },
  { kind: 'wrong-store' },
  { kind: 'unconfirmed' },
  { kind: 'plain-http' },
  { kind: 'untrusted-tls' },
  { kind: 'http-forced' },
  { kind: 'endangers-tls' },
];

const dropped: readonly DroppedDockerMirror['why'][] = [
  { kind: 'replaced' },
  { kind: 'no-place' },
  { kind: 'mirrors-off' },
  { kind: 'verdict', verdict: 'dead', code: 'dns-failure' },
  { kind: 'form', problem: 'user-info' },
];

const activations: readonly Activation[] = [
  { kind: 'none', why: 'engine-down' },
  { kind: 'reload' },
  {
    kind: 'restart',
    why: 'proxies',
    daemonReload: false,
    containers: { stop: 3, liveRestore: 'would-help' },
  },
  { kind: 'by-hand', command: 'docker desktop restart', why: 'reload' },
  { kind: 'reload', leaves: 'proxies' },
  { kind: 'none', why: 'asked', awaits: 'restart' },
  { kind: 'none', why: 'asked', awaits: 'each' },
];

const foreign: readonly ForeignInstall[] = [
  'remote',
  'podman',
  'colima',
  'orbstack',
  'rancher-desktop',
  'lima',
  'desktop-from-wsl',
  'synology',
  'qnap',
  'truenas',
  'openwrt',
];

const unreachable: readonly ApiFailure['code'][] = [
  'no-socket',
  'refused',
  'not-permitted',
  'timed-out',
  'not-supported',
  'broken',
];

const remote = { install: 'remote', endpoint: 'unix:///d.sock', file: null, command: null } as const;
const elsewhere = [
  { sockets: null, answersAt: null },
  { sockets: [], answersAt: null },
  { sockets: ['unix:///o.sock'], answersAt: null },
  { sockets: ['unix:///o.sock'], answersAt: 'unix:///o.sock' },
] as const;

const own = { en: dockerEn, zh: dockerZh };

describe.each(['en', 'zh'] as const)('what mirror-apply says in %s', async (lang) => {
  const { apply, frame, verdict } = messagesFor(lang);
  const { plan, problem: problems } = apply;
  const docker = own[lang];
  const told = await dockerWords(lang);
  const sentence = verdictSentence(apply, verdict);
  const refusal = (reason: RefusalReason): string => told.refusal(reason, sentence).join('\n');
  const stay = { path: '/f', keys: [], hidesData: false, mayBe: [], told: 'restart' } as const;
  const stays = [
    { ...stay, keys: ['debug'], told: 'reload' },
    { ...stay, keys: ['debug'] },
    { ...stay, mayBe: ['bip'] },
  ] as const;
  const all: readonly string[] = [
    ...Object.values(warnings).map(told.warning),
    ...Object.values(refusals).map(refusal),
    ...unfit.map((why) => told.unfit('https://docker.example.com', why, sentence)),
    ...dropped.map((why) => told.dropped('https://docker.example.com', why, sentence)),
    ...activations.map(plan.effect),
    ...foreign.map((install) =>
      docker.foreign({ install, endpoint: 'tcp://h:1', file: '/f', command: 'x y' }),
    ),
    ...ATTRIBUTE_LOSSES.map(apply.outcome.lost),
    ...unreachable.map((code) => docker.unreachable({ kind: 'unreachable', code, answersAt: null })),
    docker.unreachable({ kind: 'unreachable', code: 'timed-out', answersAt: 'unix:///o.sock' }),
    refusal({ kind: 'proxies-need-systemd', rootless: true }),
    ...[null, 7].map((pid) => docker.foreign({ ...remote, outOfSight: { name: 'web-7', pid } })),
    docker.foreign({ ...remote, outOfSight: { name: null, pid: 7 } }),
    ...elsewhere.map((where) =>
      docker.listensElsewhere({ kind: 'listens-elsewhere', endpoint: 'unix:///n.sock', pid: 7, ...where }),
    ),
    docker.configUnplaced('d.json'),
    ...stays.map((what) => apply.outcome.staysInForce(what, 'systemctl restart docker')),
    apply.outcome.staysInForce({ ...stay, keys: ['data-root'], hidesData: true }, null),
    apply.outcome.stopped(['web', 'db'], true),
    apply.outcome.stopped(['web', 'db'], false),
    apply.outcome.doneBut(['HTTPS_PROXY']),
    ...Object.values({ ...frame.option, ...apply.help.option }),
    plan.nothingToDo(true),
    plan.nothingToDo(false),
    plan.stopQuestion(3),
  ];

  it('is a sentence of its own for each kind, whole', () => {
    expect(new Set(all).size).toBe(all.length);
    for (const text of all) {
      expect(text).not.toBe('');
      expect(text).not.toMatch(/undefined|null|\[object|NaN(?!、|,)/);
    }
    for (const value of Object.values(warnings)) expect(told.warning(value)).toMatch(/[.。]$/);
    for (const value of Object.values(refusals))
      expect(told.refusal(value, sentence)[0]).toMatch(/[.。:：]$/);
  });

  it('has no word for scripts in it', () => {
    const words = [
      ...ATTRIBUTE_LOSSES.map(apply.outcome.lost),
      ...unreachable.map((code) => docker.unreachable({ kind: 'unreachable', code, answersAt: null })),
      refusal(refusals['proxy-url']),
    ];
    for (const text of words) expect(text).not.toMatch(/[（(：:] ?[a-z]+(?:-[a-z]+)*[)）。.]/);
  });

  it('does not say that nothing was changed where something was', () => {
    const failure = { kind: 'file-failure', code: 'no-space', path, errno: 'ENOSPC' } as const;
    const unchanged = lang === 'en' ? 'Nothing was changed' : '未作任何改动';
    expect(problems.notWritten(failure)).toContain(unchanged);
    expect(apply.outcome.mishap({ kind: 'write', failure }, 'Docker')).not.toContain(unchanged);
    expect(apply.outcome.mishap({ kind: 'write', failure }, 'Docker')).toContain(path);
  });

  it('is in that language', () => {
    for (const text of all) expect(/\p{Script=Han}{2}/u.test(text)).toBe(lang === 'zh');
  });

  it('names file, line and column, and what to do next', () => {
    expect(refusal(refusals.unreadable)).toMatch(/daemon\.json.*3.*9.*--repair/su);
    expect(refusal(refusals['fatal-key'])).toMatch(
      /daemon\.json:7.*["“]Registry-Mirrors["”].*"registry-mirrors"/su,
    );
    const fatal = (code: FatalFinding['code'], key: string): string =>
      refusal({ kind: 'fatal-key', path, finding: { code, key, line: 7 } });
    expect(fatal('client-syntax', 'proxies')).toMatch(/:7.*proxies.*\{"http-proxy": /su);
    expect(fatal('wrong-type', 'proxies')).toMatch(/:7.*proxies.*\{"http-proxy": /su);
    expect(fatal('wrong-type', 'registry-mirrors')).toMatch(/:7.*registry-mirrors.*\["https:/su);
    expect(refusal(refusals['flag-conflict'])).toMatch(/--registry-mirror.*\/etc\/default\/docker.*12/su);
    expect(told.warning(warnings.credentials)).toMatch(/li.*daemon\.json|daemon\.json.*li/su);
  });

  it('names entries of a list that are no text, a few of them, cleaned', () => {
    const entries = ['5', '"\u001b[31m"', '{"a": "http://li:s3cret@p"}', 'null', '[]', 'true', 'false'];
    const text = told.warning({ kind: 'odd-entries', path, entries });
    expect(text).toMatch(/5.*"a": "http:\/\/xxxxx:xxxxx@p.*null.*\[\].*…/);
    expect(text).not.toMatch(/s3cret|\u001b|true/);
  });

  it('shows where a file cannot be repaired', () => {
    const text = refusal(refusals.unrepairable);
    expect(text).toContain(`${path}:${problem.line}:${problem.column}`);
    expect(text).toContain('^');
  });

  it('shows no password', () => {
    expect(refusal(refusals['flag-conflict'])).not.toContain('secret');
  });

  it('says whether it is the files or the engine that is not back, and what waits for a restart', () => {
    const { done, notRolledBack } = apply.outcome;
    const sentences = [true, false].map((filesBack) => notRolledBack('/b.json', 'x restart', filesBack));
    expect(new Set(sentences).size).toBe(2);
    for (const text of sentences) expect(text).toContain('x restart');
    expect(sentences.map((text) => text.includes('/b.json'))).toEqual([false, true]);
    const later = done({ kind: 'none', why: 'asked', awaits: 'restart' });
    expect(later).not.toBe(done({ kind: 'none', why: 'asked', awaits: 'reload' }));
    expect(done({ kind: 'reload', leaves: 'proxies' })).toMatch(/proxies|代理/);
  });

  const FOREIGN = { kind: 'unsafe', reason: 'foreign-owner', gid: 0, mode: 0o755 } as const;

  it('says of a folder that others can write to what closes it, and gives nobody’s home to root', () => {
    const unsafe = (directory: string, mode: number, uid = 0) =>
      problems.notWritten({ kind: 'unsafe', directory, reason: 'world-writable', uid, gid: 0, mode });
    expect(unsafe('/etc/docker', 0o1777)).toContain('sudo chmod go-w /etc/docker');
    expect(unsafe('/etc/docker', 0o1777)).not.toContain('chown');
    expect(unsafe('/etc/docker', 0o777, 1000)).toContain(
      'sudo chown root /etc/docker && sudo chmod go-w /etc/docker',
    );
    expect(unsafe('/etc/docker', 0o755, 1000)).not.toContain('chmod');
    for (const theirs of ['/home/alice', '/home', '/var/lib/jenkins', '/srv']) {
      const text = unsafe(theirs, 0o755, 1000);
      expect(text).not.toMatch(/chmod|chown/);
    }
    const home = problems.notWritten({ ...FOREIGN, directory: '/home/alice', uid: 1234 });
    expect(home).toContain('1234');
    for (const shared of ['/tmp', '/var/tmp']) expect(unsafe(shared, 0o1777)).not.toMatch(/chmod|chown/);
  });

  it('says of a file that another user decides about what takes it back, where that is root’s to do', () => {
    const told = (directory: string, uid: number, mode = 0o644) => {
      const reason = uid === 0 ? ('world-writable' as const) : ('foreign-owner' as const);
      return plan.foreignFile({ directory, reason, uid, gid: 0, mode });
    };
    const shared = { directory: '/etc/docker/daemon.json', uid: 0, gid: 4712, mode: 0o664 };
    const byGroup = plan.foreignFile({ ...shared, reason: 'group-writable' });
    expect(byGroup).toMatch(/4712.*sudo chmod go-w \/etc\/docker\/daemon\.json$/);
    // Of a file that has a list this changes its mask, and so what it grants.
    const byList = plan.foreignFile({ ...shared, reason: 'access-list' });
    expect(byList).toMatch(/sudo chmod go-w \/etc\/docker\/daemon\.json$/);
    expect(byList).not.toContain('4712');
    expect(told('/etc/docker/daemon.json', 1234)).toMatch(
      /1234.*sudo chown root \/etc\/docker\/daemon\.json$/,
    );
    expect(told('/etc/docker/daemon.json', 0, 0o666)).toContain('sudo chmod go-w /etc/docker/daemon.json');
    expect(told('/home/eve/daemon.json', 1234)).not.toContain('sudo');
  });

  it('has a next step where no mirror is fit', () => {
    const [given, none] = [true, false].map(problems.noFitNext);
    for (const text of [given, none]) expect(text).toContain('mirror-check');
    expect(none).toContain('mirror-apply https://');
    expect(given).not.toBe(none);
  });

  it('counts containers', () => {
    const [, , restart] = activations;
    if (restart?.kind !== 'restart') throw new Error('the third activation is the restart');
    expect(told.containers(restart)).toContain('3');
    expect(problems.consentMissingForStop(7)).toContain('7');
    expect(problems.consentMissingForPending(['data-root'], false)).toMatch(/data-root.*--with-pending/);
    expect(problems.consentMissingForPending(['data-root'], true)).toMatch(/data-root.*--with-pending/);
  });
});
