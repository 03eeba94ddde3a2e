import { parseToml, setTomlValue, tomlAt } from './edit-toml.ts';
import type { FileKind } from './file-kind.ts';
import { hideToml } from './hide-toml.ts';
import { urlsOf } from './hosts-toml.ts';
import { urlOf } from './location.ts';
import { partsOf, renderMirror } from './render-mirror.ts';

export const BUILDKITD_TOML: FileKind = {
  name: 'buildkitd.toml',
  client: 'containerd',
  hide: hideToml,
  read: mirrorsOfBuildkitd,
  write: (text, registry, hosts) => withBuildkitMirrors(text, registry, urlsOf(hosts)),
};

/** The mirrors of a registry in a buildkitd.toml, as URLs; null: it is none that BuildKit reads. https://github.com/moby/buildkit/blob/master/docs/buildkitd.toml.md */
export function mirrorsOfBuildkitd(text: string, registry: string): readonly string[] | null {
  const toml = parseToml(text);
  if (toml.kind === 'bad-toml') return null;
  const mirrors = tomlAt(toml.value, ['registry', registry, 'mirrors']) ?? [];
  if (!Array.isArray(mirrors) || !mirrors.every((one) => typeof one === 'string')) return null;
  return mirrors.map((one) => {
    const location = one.replace(/^https?:\/\//, '');
    const [host = ''] = location.split('/');
    return urlOf({ location, insecure: tomlAt(toml.value, ['registry', host, 'http']) === true });
  });
}

/** The file with these mirrors, every other byte as it is; null: it is in a shape in which that cannot be done. Pure. */
export function withBuildkitMirrors(text: string, registry: string, urls: readonly string[]): string | null {
  const names = urls.flatMap((url) => {
    const rendered = renderMirror({ url, resolves: false, byQuery: false }, registry, 'buildkitd.toml');
    return rendered.kind === 'text' ? [rendered.text] : [];
  });
  // Without it BuildKit makes https of http; of itself it needs nothing.
  const plain = urls
    .map(partsOf)
    .flatMap((parts) => (typeof parts !== 'string' && parts.isHttp ? [parts.host] : []));
  const sets: readonly (readonly [string, string, readonly string[] | boolean])[] = [
    [registry, 'mirrors', names],
    ...[...new Set(plain)].map((host) => [host, 'http', true] as const),
  ];
  let edited = text;
  for (const [table, key, wanted] of sets) {
    const toml = parseToml(edited);
    const next = toml.kind === 'bad-toml' ? null : setTomlValue(toml, ['registry', table], key, wanted);
    if (next === null) return null;
    edited = next;
  }
  return edited;
}
