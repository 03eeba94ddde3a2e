/** An engine's release as `GET /version` names it; `text` is what it said. */
export interface EngineVersion {
  readonly text: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

export type Release = readonly [major: number, minor: number, patch: number];

/**
 * The release in `26.1.5`, `20.10.24+dfsg1`, `19.03.13-ce`, `28.0.0-rc.1` or `v27.3`. A packager's suffix or a
 * pre-release counts as its release. null for what names no release: `library-import`, `dev`, `0.0.0-20250101…`.
 */
export function parseEngineVersion(text: string): EngineVersion | null {
  const match = /^v?(\d{1,5})\.(\d{1,5})(?:\.(\d{1,5}))?(?![\d.])/.exec(text.trim());
  if (match === null) return null;
  const [major, minor, patch] = [match[1], match[2], match[3] ?? '0'].map(Number);
  if (major === undefined || minor === undefined || patch === undefined || major === 0) return null;
  return { text, major, minor, patch };
}

/**
 * The oldest release that speaks an API version: what is left to go by where a build from source bears no release.
 * https://docs.docker.com/reference/api/engine/#api-version-matrix
 */
export function engineVersionFromApi(apiVersion: string): EngineVersion | null {
  const minor = Number(/^1\.(\d{1,3})$/.exec(apiVersion)?.[1]);
  const row = API_RELEASES.find(([api]) => minor >= api);
  if (row === undefined) return null;
  const [major, release, patch] = row[1];
  return { text: `API ${apiVersion}`, major, minor: release, patch };
}

export function isAtLeast(version: EngineVersion, [major, minor, patch]: Release): boolean {
  return (version.major - major || version.minor - minor || version.patch - patch) >= 0;
}

const API_RELEASES: readonly (readonly [apiMinor: number, oldest: Release])[] = [
  [52, [29, 0, 0]],
  [51, [28, 3, 0]],
  [50, [28, 2, 0]],
  [49, [28, 1, 0]],
  [48, [28, 0, 0]],
  [47, [27, 2, 0]],
  [46, [27, 0, 0]],
  [45, [26, 0, 0]],
  [44, [25, 0, 0]],
  [43, [24, 0, 0]],
  [42, [23, 0, 0]],
  [41, [20, 10, 0]],
  [40, [19, 3, 0]],
  [39, [18, 9, 0]],
];
