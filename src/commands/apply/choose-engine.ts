import { builtinCatalogue } from '../../catalog/index.ts';
import { DEFAULT_ENGINE, ENGINES, type EngineName } from '../../engines/engine.ts';
import { withEngine } from '../../engines/index.ts';
import type { ApplyHost } from './host.ts';
import type { ApplySettings } from './options.ts';
import type { Job } from './several.ts';

export type EngineChoice =
  /** `others`: installed too, and left alone. */
  | { readonly kind: 'chosen'; readonly name: EngineName; readonly others: readonly EngineName[] }
  /** There is no Docker, and nobody said which of these is meant. */
  | { readonly kind: 'several'; readonly names: readonly EngineName[] };

/** `--engine`, else Docker where it is, else the only one that is installed. */
export async function chooseEngine(settings: ApplySettings, { asker }: ApplyHost): Promise<EngineChoice> {
  const { engine, dockerHost, config, probe } = settings;
  if (engine !== null && engine !== 'all') return { kind: 'chosen', name: engine, others: [] };
  const others: EngineName[] = [];
  const written: EngineName[] = [];
  for (const name of ENGINES) {
    if (name === DEFAULT_ENGINE) continue;
    await withEngine(name, async (one) => {
      if (!(await one.isInstalled(asker))) return;
      others.push(name);
      if (one.byHand === undefined) written.push(name);
    });
  }
  const usual = { kind: 'chosen', name: DEFAULT_ENGINE, others } as const;
  if (others.length === 0 || dockerHost !== null || config !== null) return usual;
  const isThere = await withEngine(DEFAULT_ENGINE, async (one) => {
    if (await one.isInstalled(asker)) return true;
    // It may run elsewhere, or under another name.
    return (await one.find({ dockerHost, config, registry: probe.registry }, asker)).kind !== 'no-engine';
  });
  if (isThere) return usual;
  // What is only ever shown is not what a run without a word is for.
  const [only, ...more] = written.length > 0 ? written : others;
  return only === undefined || more.length > 0
    ? { kind: 'several', names: others }
    : { kind: 'chosen', name: only, others: others.filter((name) => name !== only) };
}

/** What is to be done where more than one engine or registry is asked for; null: one of each. */
export async function jobsOf(settings: ApplySettings, host: ApplyHost): Promise<readonly Job[] | null> {
  const { engine, registries } = settings;
  if (engine !== 'all' && registries !== 'all' && registries.length === 1) return null;
  const names: EngineName[] = [];
  if (engine !== 'all') {
    const choice = await chooseEngine(settings, host);
    if (choice.kind === 'several') return null;
    names.push(choice.name);
  } else {
    for (const name of ENGINES)
      if (await withEngine(name, (one) => one.isInstalled(host.asker))) names.push(name);
  }
  const wanted = registries === 'all' ? registriesWithMirrors() : registries;
  return names.flatMap((name) => wanted.map((registry) => ({ engine: name, registry })));
}

/** Those with an image that every mirror should have: without one none can be checked. */
function registriesWithMirrors(): readonly string[] {
  return builtinCatalogue().registries.flatMap(({ host, probeImage }) => (probeImage === null ? [] : [host]));
}
