/** Hosts that guides and users mistake for Docker registry mirrors, and what they are instead. Behind another host one of these names is a prefix: mirror-url.ts. */
export type NotAMirror =
  /** Docker Hub itself: its web site, its API, its CDN. */
  | { readonly kind: 'docker-hub'; readonly host: string }
  /** Another registry; `mirror` is an address of the same owner that does mirror Docker Hub. */
  | { readonly kind: 'registry'; readonly host: string; readonly mirror: string | null }
  /** A cloud's registry for its customers' own images; `accelerator` is the form of that cloud's Hub accelerator. */
  | { readonly kind: 'cloud-registry'; readonly host: string; readonly accelerator: string | null }
  /** Packages and ISO images: apt, yum, PyPI, the docker-ce packages, but no registry API. */
  | { readonly kind: 'package-mirror'; readonly host: string }
  /** A name that scripts and content farms copy from each other and that no registry ever had. */
  | { readonly kind: 'never-existed'; readonly host: string };

/** What `hostname` (lower case, no port) is known to be, or null where nothing speaks against a mirror. */
export function notAMirror(hostname: string): NotAMirror | null {
  if (DOCKER_HUB.test(hostname)) return { kind: 'docker-hub', host: hostname };
  if (NEVER_EXISTED.has(hostname)) return { kind: 'never-existed', host: hostname };
  const mirror = REGISTRIES.get(hostname);
  if (mirror !== undefined) return { kind: 'registry', host: hostname, mirror };
  for (const [pattern, accelerator] of CLOUD_REGISTRIES) {
    if (pattern.test(hostname)) return { kind: 'cloud-registry', host: hostname, accelerator };
  }
  if (PACKAGE_MIRRORS.some((pattern) => pattern.test(hostname))) {
    return { kind: 'package-mirror', host: hostname };
  }
  return null;
}

/** docker.io and everything under it, and Docker's own web site; download.docker.com is a package mirror. */
const DOCKER_HUB = /^(?:(?:[a-z0-9-]+\.)*docker\.io|(?:(?!download\.)[a-z0-9-]+\.)*docker\.com)$/;

const NEVER_EXISTED: ReadonlySet<string> = new Set([
  'docker.mirrors.tuna.tsinghua.edu.cn',
  'docker.mirrors.aliyun.com',
  'docker.mirrors.163.com',
]);

const REGISTRIES: ReadonlyMap<string, string | null> = new Map([
  ['ghcr.io', null],
  ['quay.io', null],
  ['gcr.io', 'https://mirror.gcr.io'],
  ['us.gcr.io', 'https://mirror.gcr.io'],
  ['eu.gcr.io', 'https://mirror.gcr.io'],
  ['asia.gcr.io', 'https://mirror.gcr.io'],
  ['k8s.gcr.io', null],
  ['registry.k8s.io', null],
  ['mcr.microsoft.com', null],
  ['nvcr.io', null],
  ['docker.elastic.co', null],
  ['public.ecr.aws', null],
  ['registry.gitlab.com', null],
  ['registry.access.redhat.com', null],
  ['registry.redhat.io', null],
  ['registry.ollama.ai', null],
  ['dhi.io', null],
  ['lscr.io', null],
]);

const CLOUD_REGISTRIES: readonly (readonly [RegExp, string | null])[] = [
  // registry.<region>, registry-vpc.<region>, registry-internal.<region>; and the personal and enterprise instances.
  [/^registry(?:-vpc|-internal|-intl)?\.[a-z0-9-]+\.aliyuncs\.com$/, 'https://{id}.mirror.aliyuncs.com'],
  [/\.cr\.aliyuncs\.com$/, 'https://{id}.mirror.aliyuncs.com'],
  [/^[a-z]*ccr\.ccs\.tencentyun\.com$/, 'https://mirror.ccs.tencentyun.com'],
  [/^[a-z0-9-]+\.tencentcloudcr\.com$/, 'https://mirror.ccs.tencentyun.com'],
  [/^swr\.[a-z0-9-]+\.myhuaweicloud\.com$/, 'https://{id}.mirror.swr.myhuaweicloud.com'],
  [/^ccr-[a-z0-9-]+\.cnc\.[a-z0-9-]+\.baidubce\.com$/, null],
  [/\.azurecr\.(?:io|cn)$/, null],
  [/\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/, null],
  [/-docker\.pkg\.dev$/, null],
];

const PACKAGE_MIRRORS: readonly RegExp[] = [
  /^download\.docker\.com$/,
  // mirrors.aliyun.com, mirrors.163.com, mirrors.cloud.tencent.com, mirrors.tencent.com, mirrors.huaweicloud.com …
  /^mirrors\.(?:aliyun|163|sohu|cloud\.tencent|tencent|tencentyun|huaweicloud|volces|ctyun)\.(?:com|cn)$/,
  /^mirrors\.cloud\.aliyuncs\.com$/,
  /^repo\.huaweicloud\.com$/,
  // The universities' package mirrors; their former Hub mirrors had names of their own.
  /^(?:mirrors?|mirrors[46])(?:\.[a-z0-9-]+)+\.edu\.cn$/,
  /^(?:opentuna|mirrors\.cernet|mirrors\.cqupt)\.(?:cn|edu\.cn)$/,
  /^(?:registry\.npmmirror|registry\.npm\.taobao|cdn\.npmmirror)\.(?:com|org)$/,
  /^(?:deb\.debian\.org|archive\.ubuntu\.com|security\.ubuntu\.com|mirror\.azure\.cn|mirrors\.kernel\.org)$/,
];
