import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { certificateAuthority, daysFromNow, serverCertificate } from '../../support/certificates.ts';
import type { Dockerd } from './dockerd.ts';
import { execute } from './dockerd-execute.ts';
import { createNamespace, type Namespace } from './namespace.ts';

const SERVER = fileURLToPath(new URL('./doctor-lab.mjs', import.meta.url));
const BIN = fileURLToPath(new URL('../../../bin/mirror-doctor.js', import.meta.url));
export const HUB_NAMES: readonly string[] = [
  'registry-1.docker.io',
  'auth.docker.io',
  'production.cloudflare.docker.com',
];

/** Docker Hub as it may be found, a name server, and mirrors with a fault each, in a network of their own: doctor-lab.mjs has the addresses. */
export interface DoctorLab {
  readonly namespace: Namespace;
  /** What an engine has to trust. */
  readonly ca: string;
  /** Who signed `registry.own.test`, at 10.77.0.17. */
  readonly strangersCa: string;
  /** Where names lead: addresses, by commas, `silent`, `servfail`; what is not named does not exist. `hub`: what the registry does instead. */
  set(names: Readonly<Record<string, string>>, hub?: string): Promise<void>;
  /** All of the Hub's names lead there. */
  hubAt(address: string, changes?: Readonly<Record<string, string>>): Promise<void>;
  /** Has this engine, and all that runs where it runs, ask the lab's name server. */
  attach(dockerd: Dockerd): Promise<void>;
  stop(): Promise<void>;
}

export async function openDoctorLab(): Promise<DoctorLab> {
  const namespace = await createNamespace();
  const folder = await mkdtemp(join(tmpdir(), 'doctor-lab-'));
  await chmod(folder, 0o755);
  const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);
  const authority = await certificateAuthority('the lab');
  const stranger = await certificateAuthority('Example Inspection CA');
  const wishes = {
    hub: { hosts: [...HUB_NAMES, 'hub.docker.com'], authority },
    wrong: { hosts: ['*.facebook.test', 'facebook.test'], authority },
    strange: { hosts: HUB_NAMES, authority: stranger },
    expired: { hosts: HUB_NAMES, authority, from: daysFromNow(-30), until: daysFromNow(-3) },
    future: { hosts: HUB_NAMES, authority, from: daysFromNow(3), until: daysFromNow(30) },
    own: { hosts: ['registry.own.test'], authority: stranger },
  } as const;
  await write('stranger.pem', stranger.cert);
  for (const [name, wish] of Object.entries(wishes)) {
    const { cert, key } = await serverCertificate(wish);
    await write(`${name}.pem`, cert);
    await write(`${name}.key`, key);
  }
  await write('ca.pem', authority.cert);
  await write('resolv.conf', 'nameserver 10.77.0.53\noptions timeout:2 attempts:1\n');
  for (const last of [1, 2, 3, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 53])
    await namespace.addAddress(`10.77.0.${last}`);
  await namespace.blackHole('10.77.0.5');
  const set: DoctorLab['set'] = (names, hub) =>
    write('state.json', JSON.stringify({ names, hub: hub ?? null }));
  await set({});
  const [program = '', ...args] = [...namespace.prefix, process.execPath, SERVER, folder];
  const server: ChildProcess = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (server.stdout !== null) await once(server.stdout, 'data');
  return {
    namespace,
    ca: join(folder, 'ca.pem'),
    strangersCa: join(folder, 'stranger.pem'),
    set,
    hubAt: (address, changes = {}) =>
      set({ ...Object.fromEntries(HUB_NAMES.map((name) => [name, address])), ...changes }),
    attach: async (dockerd) => {
      const done = await execute([
        ...dockerd.prefix,
        'mount',
        '--bind',
        join(folder, 'resolv.conf'),
        '/etc/resolv.conf',
      ]);
      if (done.code !== 0) throw new Error(done.stderr);
    },
    stop: async () => {
      server.kill();
      await once(server, 'exit');
      await namespace.stop();
      await rm(folder, { recursive: true });
    },
  };
}

export interface Diagnosed {
  readonly exitCode: number;
  readonly verdict: string;
  readonly kinds: readonly string[];
  readonly certainty: string | null;
  readonly now: string | null;
  readonly seconds: number;
  readonly json: string;
}

/** Runs `mirror-doctor` where the engine is, with what a user would hand to it. */
export async function runDoctor(
  dockerd: Dockerd,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Diagnosed> {
  const startedAt = performance.now();
  const variables = Object.entries({ DOCKER_HOST: `unix://${dockerd.socket}`, HOME: '/root', ...env });
  const { code, stdout, stderr } = await execute([
    ...dockerd.prefix,
    ...['env', '-i', `PATH=${process.env['PATH'] ?? ''}`],
    ...variables.map(([name, value]) => `${name}=${value}`),
    ...[process.execPath, BIN, '--format', 'json', ...args],
  ]);
  const seconds = (performance.now() - startedAt) / 1000;
  if (!stdout.startsWith('{')) throw new Error(`exit ${code}: ${stderr || stdout}`);
  const answer: {
    readonly verdict?: string;
    readonly causes?: readonly { readonly kind: string; readonly certainty: string }[];
    readonly subject?: { readonly now: string | null };
  } = JSON.parse(stdout);
  return {
    exitCode: code,
    verdict: answer.verdict ?? '',
    kinds: (answer.causes ?? []).map(({ kind }) => kind),
    certainty: answer.causes?.[0]?.certainty ?? null,
    now: answer.subject?.now ?? null,
    seconds,
    json: stdout,
  };
}
