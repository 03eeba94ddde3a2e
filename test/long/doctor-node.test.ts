import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startContainerd } from '../engines/support/containerd.ts';
import { execute } from '../engines/support/dockerd-execute.ts';
import { type DoctorLab, openDoctorLab } from '../engines/support/doctor-lab.ts';

/** A node whose registry is out of reach, with a good mirror in a hosts.toml: what of containerd's own configuration keeps it from being asked. containerd itself says what it makes of that. */

const BIN = fileURLToPath(new URL('../../bin/mirror-doctor.js', import.meta.url));
const GOOD = 'http://10.77.0.1:5001';
const REGISTRY_TABLE = '[plugins."io.containerd.grpc.v1.cri".registry]';
const READS = `version = 2\n${REGISTRY_TABLE}\n  config_path = "/etc/containerd/certs.d"\n`;
const hostsToml = (capabilities: string): string =>
  `server = "https://registry-1.docker.io"\n\n[host."${GOOD}"]\n  capabilities = [${capabilities}]\n`;

let lab: DoctorLab;
let folder: string;
beforeAll(async () => {
  lab = await openDoctorLab();
  await lab.hubAt('10.77.0.3');
  folder = await mkdtemp(join(tmpdir(), 'doctor-node-'));
  await chmod(folder, 0o755);
});
afterAll(async () => {
  await lab?.stop();
  await rm(folder, { recursive: true });
});

/** In a process tree and with an /etc/containerd of its own. */
function inside(...command: readonly string[]): readonly string[] {
  const mounts = [
    `mount --bind '${folder}' /etc/containerd`,
    `mount --bind '${join(dirname(lab.ca), 'resolv.conf')}' /etc/resolv.conf`,
    'exec "$@"',
  ].join(' && ');
  return [
    ...lab.namespace.prefix,
    ...['unshare', '--mount', '--pid', '--fork', '--mount-proc', 'sh', '-c', mounts, 'sh'],
    ...command,
  ];
}

interface Told {
  readonly kind: string | null;
  readonly certainty: string | null;
  readonly why: string | null;
  readonly command: string | null;
  readonly all: string;
}

async function asked(text: string): Promise<Told> {
  const env = ['env', '-i', `PATH=${process.env['PATH'] ?? ''}`, 'HOME=/root'];
  const { stdout, stderr } = await execute(inside(...env, process.execPath, BIN, '--format', 'json', text));
  if (!stdout.startsWith('{')) throw new Error(stderr);
  const { causes } = JSON.parse(stdout) as {
    readonly causes: readonly {
      readonly kind: string;
      readonly certainty: string;
      readonly why?: string;
      readonly remedy: { readonly command: string | null };
    }[];
  };
  const [first] = causes;
  return {
    kind: first?.kind ?? null,
    certainty: first?.certainty ?? null,
    why: first?.why ?? null,
    command: first?.remedy.command ?? null,
    all: stdout,
  };
}

/** What a kubelet puts around containerd's own words. */
const KUBELET =
  'Failed to pull image "hello": rpc error: code = Unknown desc = failed to pull and unpack image "docker.io/library/hello:latest": failed to resolve reference "docker.io/library/hello:latest": failed to do request: Head "https://registry-1.docker.io/v2/library/hello/manifests/latest": dial tcp 10.77.0.3:443: connect: connection refused';

async function put(config: string | null, hosts: string | null): Promise<void> {
  await rm(folder, { recursive: true });
  await mkdir(join(folder, 'certs.d/docker.io'), { recursive: true });
  await chmod(folder, 0o755);
  if (config !== null) await writeFile(join(folder, 'config.toml'), config);
  if (hosts !== null) await writeFile(join(folder, 'certs.d/docker.io/hosts.toml'), hosts);
}

const BOTH = '"pull", "resolve"';
test.each([
  ['no config_path', 'version = 2\n', hostsToml(BOTH), 'mirrors-not-read', 'no-config-path'],
  // Of another release: containerd passes over it without a word.
  [
    'a config_path in another version’s table',
    'version = 2\n[plugins."io.containerd.cri.v1.images".registry]\n  config_path = "/etc/containerd/certs.d"\n',
    hostsToml(BOTH),
    'mirrors-not-read',
    'no-config-path',
  ],
  [
    'mirrors in config.toml',
    `version = 2\n${REGISTRY_TABLE}\n[plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]\n  endpoint = ["http://10.77.0.1:5403"]\n`,
    hostsToml(BOTH),
    'mirrors-not-read',
    'mirrors-inside',
  ],
  ['a hosts.toml that is none', READS, `${hostsToml(BOTH)}[host."x"\n`, 'mirrors-not-read', 'bad-file'],
  ['a mirror that may not resolve', READS, hostsToml('"pull"'), 'mirrors-not-resolving', null],
  ['no mirrors at all', READS, null, 'host-blocked', null],
])('%s', async (_, config, hosts, kind, why) => {
  await put(config, hosts);
  const told = await asked(KUBELET);
  expect([told.kind, told.why, told.certainty], told.all).toEqual([kind, why, 'proven']);
});

test('with all in order the mirror is asked, and serves', async () => {
  await put(READS, hostsToml(BOTH));
  const told = await asked(KUBELET);
  expect(told.kind, told.all).toBeNull();
});

test('a real ctr, which reads no folder that it is not given', async () => {
  await put(READS, hostsToml(BOTH));
  const containerd = await startContainerd(lab.namespace, '');
  try {
    const ctr = ['ctr', '--address', containerd.socket, 'images', 'pull', '--snapshotter', 'native'];
    const image = 'docker.io/library/hello:latest';
    const { code, stderr } = await execute(inside(...ctr, image));
    expect(code, stderr).not.toBe(0);
    const told = await asked(stderr.trim());
    expect([told.kind, told.why, told.certainty], told.all).toEqual(['mirrors-not-read', 'ctr', 'likely']);
    // And the remedy is one.
    const [, ...words] = (told.command ?? '').split(' images pull ').join(' ').split(' ');
    expect(words).toEqual(['--hosts-dir', '/etc/containerd/certs.d', image]);
    const mended = await execute(inside(...ctr, ...words));
    expect(mended.code, mended.stderr).toBe(0);
  } finally {
    await containerd.stop();
  }
});
