/** The files in which engines are told of mirrors. */
export type MirrorFile =
  | 'daemon.json'
  | 'hosts.toml'
  | 'registries.conf'
  | 'registries.yaml'
  | 'buildkitd.toml';

/** A mirror, as every file but its own writes it: `https://host`, `https://host/base`, or `https://host/v2/name` where the name stands before every image's. */
export interface Mirror {
  readonly url: string;
  /** It may say which image a tag is; only a hosts.toml can tell the two apart. */
  readonly resolves: boolean;
  /** It knows by `?ns=` alone which registry is meant. */
  readonly byQuery: boolean;
}

/** It is not a mirror's address at all. */
export type UrlFlaw = 'malformed' | 'not-http' | 'user-info' | 'query-or-fragment';

export type Unspeakable =
  | UrlFlaw
  /** The file is for Docker Hub's mirrors alone. */
  | 'only-docker-hub'
  /** What stands before `/v2/` cannot be said there. */
  | 'path'
  /** What stands behind `/v2/` cannot be said there. */
  | 'image-prefix'
  /** The engine does not send `?ns=`. */
  | 'by-query';

export type Rendered =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'cannot'; readonly why: Unspeakable };

/**
 * What a file has to say of one mirror of `registry`, or why it cannot be told of it. Each engine puts its own words between a mirror's host and an image's name
 * (docs/catalogue.md, "The forms of a mirror"); what test/engines pulls through is told in docs/engines. Pure.
 */
export function renderMirror(mirror: Mirror, registry: string, file: MirrorFile): Rendered {
  const parts = partsOf(mirror.url);
  if (typeof parts === 'string') return cannot(parts);
  const { origin, host, isHttp, base, prefix } = parts;
  switch (file) {
    case 'daemon.json':
      if (registry !== 'docker.io') return cannot('only-docker-hub');
      if (prefix !== '') return cannot('image-prefix');
      return text(`${origin}${base}`);
    case 'hosts.toml': {
      // Without it `/v2` would come behind the name.
      const override = prefix === '' ? '' : '  override_path = true\n';
      const capabilities = mirror.resolves ? '"pull", "resolve"' : '"pull"';
      return text(
        `[host."${origin}${base}${prefix === '' ? '' : `/v2/${prefix}`}"]\n  capabilities = [${capabilities}]\n${override}`,
      );
    }
    case 'registries.conf':
      if (mirror.byQuery) return cannot('by-query');
      if (base !== '') return cannot('path');
      return text(
        `[[registry.mirror]]\nlocation = "${locationOf(host, isHttp, prefix)}"\n${isHttp ? 'insecure = true\n' : ''}`,
      );
    case 'registries.yaml':
      // Any path but "/v2" is taken as it stands.
      return text(`${origin}${base}${prefix === '' ? (base === '' ? '' : '/v2') : `/v2/${prefix}`}`);
    case 'buildkitd.toml':
      if (base !== '') return cannot('path');
      return text(prefix === '' ? host : `${host}/${prefix}`);
    default:
      return file satisfies never;
  }
}

/** As containers-registries.conf(5) has it: no scheme, and of a port left out 443 is tried. */
export function locationOf(host: string, isHttp: boolean, prefix: string): string {
  const withPort = isHttp && !/:\d+$/.test(host) ? `${host}:80` : host;
  return prefix === '' ? withPort : `${withPort}/${prefix}`;
}

export interface MirrorParts {
  readonly origin: string;
  readonly host: string;
  readonly isHttp: boolean;
  /** '' or `/base`, which stands before `/v2/`. */
  readonly base: string;
  /** '' or `ghcr.io`, which stands behind `/v2/`. */
  readonly prefix: string;
}

export function partsOf(url: string): MirrorParts | UrlFlaw {
  if (!URL.canParse(url) || /[\s"\\]/.test(url)) return 'malformed';
  const { protocol, origin, host, username, password, pathname, search, hash } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') return 'not-http';
  if (username !== '' || password !== '') return 'user-info';
  if (search !== '' || hash !== '') return 'query-or-fragment';
  const [, prefix = ''] = /^\/v2\/(.+?)\/?$/.exec(pathname) ?? [];
  const path = pathname.endsWith('/') ? pathname.slice(0, -1) : pathname;
  return { origin, host, isHttp: protocol === 'http:', base: prefix === '' ? path : '', prefix };
}

function text(rendered: string): Rendered {
  return { kind: 'text', text: rendered };
}

function cannot(why: Unspeakable): Rendered {
  return { kind: 'cannot', why };
}
