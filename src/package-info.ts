import { packageFile } from './packaging.ts';

interface PackageInfo {
  readonly name: string;
  readonly version: string;
  /** Project page: in the User-Agent, so that an operator can see who asks. */
  readonly homepage: string;
}

/** Ours: name, version and page as package.json has them. */
export function packageInfo(): PackageInfo {
  const { name, version, homepage } = JSON.parse(packageFile('package.json')) as PackageInfo;
  return { name, version, homepage: homepage.split('#', 1)[0] ?? homepage };
}

export function userAgent({ name, version, homepage }: PackageInfo): string {
  return `${name}/${version} (+${homepage})`;
}
