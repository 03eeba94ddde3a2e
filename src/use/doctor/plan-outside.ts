import {
  builtinCatalogue,
  type Candidate,
  parseMirrorUrl,
  registryUrl,
  selectCandidates,
  shownUrl,
} from '../../catalog/index.ts';
import type { WalkStage } from '../../clients/index.ts';
import { clientOf } from '../../doctor/explained.ts';
import { ASKED } from '../../doctor/limits.ts';
import type { EngineSeen, Subject } from '../../doctor/seen.ts';
import type { Examination, NodeFile } from '../../engines/engine.ts';
import { isBesidePulls, isHubHost } from '../../registry/docker-hub.ts';
import type { Platform } from '../../registry/platform.ts';
import { type ImageReference, parseReference } from '../../registry/reference.ts';
import type { SymptomKind, Told } from '../../words/doctor/symptom.ts';
import { certsFor } from '../certs-for.ts';
import { readTrust } from '../network.ts';
import type { AskedEndpoint, OutsideTask } from './outside-task.ts';

/** The image that is asked for: the user's; that of a text where its registry is one that may be asked; else one that each registry has. */
export function imageOf(subject: Subject, mirrors: readonly string[]): ImageReference {
  if (subject.kind === 'image') return subject.image;
  const named = subject.kind === 'text' && subject.told.kind === 'told' ? subject.told.image : null;
  const parsed = named === null ? null : parseReference(named);
  if (parsed?.ok === true && mayBeAsked(parsed.value.registry, mirrors)) return parsed.value;
  const probe = parseReference(registryFacts('docker.io').probeImage);
  if (!probe.ok) throw new Error('the catalogue names no image to ask for');
  return probe.value;
}

/** No host is asked because a pasted text names it, unless it is Docker Hub's, a registry of the catalogue or a mirror of this machine. */
export function mayBeAsked(registry: string, mirrors: readonly string[] = []): boolean {
  if (registry === 'docker.io') return true;
  if (builtinCatalogue().registries.some(({ host }) => host === registry)) return true;
  return mirrors.some((mirror) => URL.canParse(mirror) && new URL(mirror).host === registry);
}

/** The mirrors that the engine asks, in its order: hosts.toml's where that counts in place of its own. */
export function mirrorsOf(engine: EngineSeen): readonly string[] {
  const examined = 'examined' in engine ? engine.examined : null;
  if (examined === null) return [];
  const { hostsToml, mirrors, file } = examined;
  if (hostsToml?.takesOver === true) {
    return hostTables(hostsToml.text);
  }
  return mirrors ?? file.mirrors ?? [];
}

/** `[host."https://m.example"]`: https://github.com/containerd/containerd/blob/main/docs/hosts.md */
function hostTables(toml: string): readonly string[] {
  return toml.split('\n').flatMap((line) => {
    const [head = '', url = '', tail = ''] = line.trim().split('"');
    return head === '[host.' && tail.startsWith(']') ? [url] : [];
  });
}

export function planOutside(
  subject: Subject,
  image: ImageReference,
  engine: EngineSeen,
  platform: Platform,
  node: NodeFile | null = null,
): OutsideTask {
  const examined = 'examined' in engine ? engine.examined : null;
  const told = subject.kind === 'text' && subject.told.kind === 'told' ? subject.told : null;
  const client = clientOf(engine, told);
  const isHub = image.registry === 'docker.io';
  const endpoints = [
    ...mirrorEndpoints(
      node === null ? (isHub ? mirrorsOf(engine) : []) : readFor(told, node),
      image.registry,
      depthOf(subject, told),
    ),
    ...upstreamEndpoint(image, subject),
  ];
  const hosts = isHub ? hubHosts(told) : [{ host: image.registry, role: 'other' as const }];
  return {
    env: proxiesOf(examined),
    trust: trustOf(examined),
    certs: certsOf(
      [
        ...(client === 'classic' ? endpoints.map(({ candidate }) => candidate.url.host) : []),
        ...(client === 'classic' || !isHub ? hosts.map(({ host }) => host) : []),
      ],
      node === null ? (examined?.certsDir ?? null) : null,
    ),
    hosts: hosts.slice(0, ASKED.hosts).map((host) => ({ ...host, port: portOf(host.host) })),
    endpoints,
    image,
    platform,
    client,
  };
}

/** Those that nobody reads are not asked. Where only the process knows what it read, the text does: it names the first that was asked. */
function readFor(told: Told | null, { unread, hosts }: NodeFile): readonly string[] {
  const isOpen = unread?.why === 'changed-since' || (unread === null && told?.through === 'ctr');
  const isPassedBy = told?.host != null && !told.saysMirror;
  return (unread === null && !isOpen) || (isOpen && !isPassedBy) ? hosts.map(({ url }) => url) : [];
}

function portOf(host: string): number {
  const { port } = new URL(`https://${host}`);
  return port === '' ? 443 : Number(port);
}

/** Where Docker Hub's images come from. The storage has other names too; which one counts, only a text tells. */
function hubHosts(
  told: Told | null,
): { readonly host: string; readonly role: 'registry' | 'token' | 'blob' }[] {
  const hosts: { readonly host: string; readonly role: 'registry' | 'token' | 'blob' }[] = [
    { host: 'registry-1.docker.io', role: 'registry' },
    { host: 'auth.docker.io', role: 'token' },
    { host: 'production.cloudflare.docker.com', role: 'blob' },
  ];
  const named = told?.host ?? null;
  // At another port it is not the Hub who answers.
  const isNew =
    named !== null &&
    !named.includes(':') &&
    isHubHost(named) &&
    !isBesidePulls(named) &&
    !hosts.some(({ host }) => host === named);
  return isNew ? [...hosts, { host: named, role: 'blob' }] : hosts;
}

interface Depth {
  readonly last: WalkStage;
  readonly requests: number;
}

/** Who names an image wants it whole; of a machine it is enough to know that it can pull, as far as the few requests reach. */
function depthOf(subject: Subject, told: Told | null): Depth {
  if (subject.kind !== 'image' && told === null) return { last: 'config', requests: ASKED.requests };
  return { last: 'layer', requests: ASKED.deepRequests };
}

/** As it may be told to others: the customer's own part of a personal address is left out. */
export function shownMirror(mirror: string): string {
  const [endpoint] = mirrorEndpoints([mirror], 'docker.io', { last: 'tag', requests: 0 });
  return endpoint?.candidate.displayUrl ?? shownUrl(mirror);
}

function mirrorEndpoints(
  mirrors: readonly string[],
  registry: string,
  depth: Depth,
): readonly AskedEndpoint[] {
  const urls = mirrors.filter((mirror) => parseMirrorUrl(mirror).ok).slice(0, ASKED.endpoints - 1);
  // Without an address the whole catalogue would be selected.
  if (urls.length === 0) return [];
  const { candidates } = selectCandidates({
    catalogues: [builtinCatalogue()],
    urls,
    registry,
    all: true,
    only: [],
    skip: [],
    personal: () => undefined,
  });
  const order = urls.flatMap((url) => {
    const parsed = parseMirrorUrl(url);
    return parsed.ok ? [parsed.value.href] : [];
  });
  return candidates
    .toSorted((a, b) => order.indexOf(a.url.href) - order.indexOf(b.url.href))
    .map((candidate) => ({ candidate, isUpstream: false, ...depth }));
}

/**
 * By HEAD alone, which counts against no quota. Where the user names the image, or the text speaks of what a manifest or a blob holds, as far as its config, which lies where all
 * blobs do: that is one pull of the many.
 */
function upstreamEndpoint({ registry, digest }: ImageReference, subject: Subject): readonly AskedEndpoint[] {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const url = registryUrl(host);
  if (url === null) return [];
  const candidate: Candidate = {
    id: 'registry',
    url,
    displayUrl: url.href,
    operator: null,
    access: null,
    retired: null,
    origin: 'configured',
  };
  const depth: Depth =
    subject.kind === 'image' || mayBeOfContent(subject)
      ? { last: 'config', requests: ASKED.deepRequests }
      : // By a digest no tag is asked for.
        { last: digest === null ? 'tag' : 'manifest', requests: ASKED.requests };
  return [{ candidate, isUpstream: true, ...depth }];
}

/** What HEAD of a tag does not show; or a text that cannot be read, which may be of anything. */
function mayBeOfContent(subject: Subject): boolean {
  if (subject.kind !== 'text') return false;
  const { told } = subject;
  if (told.kind === 'unknown-text') return told.excerpt !== '';
  return told.phase === 'blob' || OF_CONTENT.has(told.symptom.kind);
}

const OF_CONTENT: ReadonlySet<SymptomKind> = new Set(['platform-missing', 'cut-body', 'corrupt', 'html']);

function registryFacts(host: string): { readonly probeImage: string } {
  const entry = builtinCatalogue().registries.find((known) => known.host === host);
  return { probeImage: entry?.probeImage ?? 'hello-world' };
}

function proxiesOf(examined: Examination | null): Readonly<Record<string, string>> {
  const { http, https, no } = examined?.proxies ?? { http: null, https: null, no: null };
  const pairs = [
    ['HTTP_PROXY', http],
    ['HTTPS_PROXY', https],
    ['NO_PROXY', no],
  ] as const;
  return Object.fromEntries(pairs.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

/** As the engine's own process has it, where that may be seen. What cannot be read is left out, as there. */
function trustOf(examined: Examination | null): readonly string[] {
  const own = examined?.trust ?? {};
  const read = readTrust([], Object.keys(own).length > 0 || process.geteuid?.() === 0 ? own : process.env);
  return read.kind === 'read' ? read.trust : [];
}

/** certs.d counts for mirrors and for Docker Hub with the classic store alone, for other registries with both (docs/engines/docker.md). */
function certsOf(hosts: readonly string[], folder: string | null): OutsideTask['certs'] {
  return [...new Set(hosts)].map((host) => [host, certsFor(host, folder)]);
}
