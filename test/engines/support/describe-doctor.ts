import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONTAINERD_STORE, type Dockerd, startDockerd } from './dockerd.ts';
import { execute } from './dockerd-execute.ts';
import { type Diagnosed, type DoctorLab, HUB_NAMES, openDoctorLab, runDoctor } from './doctor-lab.ts';
import type { Scenario } from './doctor-scenarios.ts';
import type { EngineBuild, NoEngine } from './fetch-engine.ts';

/**
 * A real engine pulls, and fails; the doctor is asked why, with its text and with the image alone. With `mended` it is asked with the text once more, on a machine that has been
 * mended: then it says that it is not so now.
 */
export function describeDoctor(
  builds: readonly (EngineBuild | NoEngine)[],
  stores: readonly ('classic' | 'containerd')[],
  scenarios: readonly Scenario[],
): void {
  let lab: DoctorLab;
  beforeAll(async () => {
    lab = await openDoctorLab();
  });
  afterAll(async () => {
    await lab?.stop();
  });

  describe.each(builds)('with the engine of $name', (build) => {
    if (build.kind === 'unavailable') {
      test.skip(`not available: ${build.why}`, () => {});
      return;
    }
    describe.each(stores)('%s store', (store) => {
      let dockerd: Dockerd;
      const askings: Asking[] = [];
      const features = store === 'containerd' ? CONTAINERD_STORE : {};
      beforeAll(async () => {
        await lab.hubAt('10.77.0.2');
        dockerd = await startDockerd({
          build,
          namespace: lab.namespace,
          store,
          config: JSON.stringify({ ...features, 'registry-mirrors': [] }),
          env: { SSL_CERT_FILE: lab.ca },
        });
        await lab.attach(dockerd);
      });
      afterAll(async () => {
        process.stdout.write(`${build.name}, ${store} store: ${tally(askings)}\n`);
        await dockerd?.stop();
      });

      const bring = async ({ names = '10.77.0.2', hub, mirrors = [] }: Scenario): Promise<void> => {
        const own = typeof names === 'string' ? {} : names;
        const address = typeof names === 'string' ? names : '10.77.0.2';
        await lab.set({ ...Object.fromEntries(HUB_NAMES.map((name) => [name, address])), ...own }, hub);
        await writeFile(dockerd.configPath, JSON.stringify({ ...features, 'registry-mirrors': mirrors }));
        process.kill(dockerd.pid, 'SIGHUP');
        for (let waited = 0; waited < 100; waited += 1) {
          const registries = (await dockerd.info())['RegistryConfig'];
          const inForce = JSON.stringify(registries).match(/http:\/\/[\w.]+:\d+\//g) ?? [];
          if (new Set(inForce).size === mirrors.length) return;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        throw new Error('the mirrors did not come into force');
      };

      test('nothing is wrong on a machine in order', async () => {
        await bring({ name: 'in order', mirrors: ['http://10.77.0.1:5001'], cause: {} });
        expect(await runDoctor(dockerd, [])).toMatchObject({ exitCode: 0, verdict: 'healthy', kinds: [] });
      });

      test('what was written into its file and is not in force', async () => {
        await bring({ name: 'the Hub refuses', names: '10.77.0.3', cause: {} });
        await writeFile(
          dockerd.configPath,
          JSON.stringify({ ...features, 'registry-mirrors': ['http://10.77.0.1:5001'] }),
        );
        expect((await runDoctor(dockerd, ['nginx'])).kinds[0]).toBe('file-not-in-force');
        await writeFile(dockerd.configPath, '{\n  "registry-mirrors": ["http://10.77.0.1:5001"],\n}\n');
        expect((await runDoctor(dockerd, ['nginx'])).kinds[0]).toBe('file-broken');
      });

      test.each(scenarios.filter(({ cause }) => cause[store] !== undefined))('$name', async (scenario) => {
        const image = scenario.image ?? `library/x${scenario.name.replace(/[^a-z]/g, '')}`;
        const expected = scenario.cause[store];
        await bring(scenario);
        const pulled = await execute([...client(dockerd), 'pull', image], { timeoutMs: 110_000 });
        // What came all the same would be there for each that follows.
        if (pulled.code === 0) await execute([...client(dockerd), 'image', 'rm', '--force', image]);
        expect(pulled.code, pulled.stdout).not.toBe(0);
        const text = pulled.stderr.trim();
        for (const [how, given] of [
          ['with the text', text],
          ['with the image', image],
        ] as const) {
          const seen = await runDoctor(dockerd, [given]);
          askings.push({ name: scenario.name, how, expected, seen });
          expect.soft(seen.kinds[0], `${how}: ${given}\n${seen.json}`).toBe(expected);
        }
        if (scenario.mended !== true) return;
        await bring({ name: 'mended', cause: {} });
        const mended = await runDoctor(dockerd, [text]);
        expect(mended, text).toMatchObject({ exitCode: 0, verdict: 'healthy', kinds: [], now: 'not-so' });
      });
    });
  });
}

interface Asking {
  readonly name: string;
  readonly how: string;
  readonly expected: string | undefined;
  readonly seen: Diagnosed;
}

/** What docs/doctor.md tells of a table: how many were right, what was called certain and is wrong, and how long the slowest took. */
function tally(askings: readonly Asking[]): string {
  const wrong = askings.filter(({ expected, seen }) => seen.kinds[0] !== expected);
  const certain = wrong.filter(({ seen }) => seen.certainty === 'proven');
  const slowest = Math.max(0, ...askings.map(({ seen }) => seen.seconds));
  const told = wrong.map(({ name, how, seen }) => `  ${name}, ${how}: ${seen.kinds[0] ?? seen.verdict}`);
  const sum = `${askings.length - wrong.length} of ${askings.length} askings right, ${certain.length} wrong and called certain, slowest ${slowest.toFixed(1)} s`;
  return [sum, ...told].join('\n');
}

function client({ build: { root }, prefix, socket }: Dockerd): readonly string[] {
  const docker = `${root === '/' ? '' : root}/usr/bin/docker`;
  return [...prefix, 'env', '-i', 'HOME=/nonexistent', docker, '--host', `unix://${socket}`];
}
