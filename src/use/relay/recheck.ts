import { builtinCatalogue } from '../../catalog/index.ts';
import type { Source } from '../../fetch/index.ts';
import { run } from '../../host/run.ts';
import { ownCommand } from '../../packaging.ts';
import { parseStoredReport } from '../../survey/stored-report.ts';
import type { ProbeSettings } from '../probe-settings.ts';
import type { FetchSource } from '../read-source.ts';
import { mirrorsOf } from '../stored-mirrors.ts';
import { copiedLists } from './copied-lists.ts';
import { RUN_RELAY } from './limits.ts';
import { fitSources } from './mirrors-of.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface RecheckHost {
  readonly env: Environment;
  readonly signal: AbortSignal;
  /** As its own process reaches out. */
  readonly fetch: FetchSource;
}

type Probe = Pick<ProbeSettings, 'urls' | 'images' | 'lists' | 'hub' | 'probeProxy' | 'ca' | 'ip'>;

/** Asks all mirrors again in a process of its own, so that no engine waits for it; null: nothing came of it. Best first. */
export async function recheck(
  registry: string,
  probe: Probe,
  host: RecheckHost,
): Promise<readonly Source[] | null> {
  // A full disk, or none.
  const lists = await copiedLists(probe.lists, host.fetch).catch(() => null);
  if (lists === null) return null;
  try {
    return await survey(registry, { ...probe, lists: lists.names }, host);
  } finally {
    await lists.remove();
  }
}

async function survey(
  registry: string,
  probe: Probe,
  { env, signal }: RecheckHost,
): Promise<readonly Source[] | null> {
  const [program = '', ...first] = ownCommand('mirror-check');
  const upstream = builtinCatalogue().registries.find(({ host }) => host === registry)?.upstream ?? null;
  const hub = probe.hub ?? upstream;
  const args = [
    ...first,
    '--format=json',
    '--quiet',
    `--registry=${registry}`,
    // Whose mirrors may have images under a longer name, as the relay can ask for them.
    '--for=containerd',
    ...probe.lists.map((list) => `--list=${list}`),
    ...(hub === null ? [] : [`--hub=${hub.href}`]),
    ...probe.ca.map((file) => `--ca=${file}`),
    ...(probe.ip === null ? [] : [`--ip=${probe.ip}`]),
    ...probe.images.map(({ familiar }) => `--image=${familiar}`),
    '--',
    ...probe.urls,
  ];
  const ended = await run(program, args, {
    timeoutMs: RUN_RELAY.surveyMs,
    maxOutputBytes: RUN_RELAY.reportBytes,
    env: wayOut(probe.probeProxy, env),
    signal,
  });
  if (ended.kind !== 'exited' || ended.code !== 0) return null;
  const stored = await parseStoredReport(ended.stdout);
  return stored.ok ? fitSources(mirrorsOf(stored.report, [], { registry, forms: 'any' })) : null;
}

/** What a child of ours needs to go out as we do. A proxy's address may hold a password, and arguments are for every user of the machine to read. */
function wayOut(proxy: URL | null, env: Environment): Readonly<Record<string, string>> {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY'];
  const proxies =
    proxy === null
      ? those(env, [...names, ...names.map((name) => name.toLowerCase())])
      : { HTTP_PROXY: proxy.href, HTTPS_PROXY: proxy.href };
  return { ...proxies, ...those(env, ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS']) };
}

function those(env: Environment, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
