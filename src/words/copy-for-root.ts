/** How root comes by a copy of this program, and by a node, that nobody else can change. */
export interface CopyForRoot {
  /** null: by no command that is safe itself. */
  readonly install: string | null;
  /** Once somebody has looked at it: makes what is wrong root's own. null: it is nobody's to give, or other commands do. */
  readonly mend: string | null;
}

/** What to use in place of a program that somebody beside root can change, as the end of a sentence. `releases`: where the packages are. */
export function copyForRootEn({ install, mend }: CopyForRoot, releases: string): string {
  if (install !== null) return install;
  const packages = `the .deb, the .rpm or the program of install.sh, which need neither node nor npm (${releases})`;
  return mend === null
    ? packages
    : `${packages}. Or look whether anybody has changed it, and then make it root's own: ${mend}`;
}

/** 句末：改用什么。 */
export function copyForRootZh({ install, mend }: CopyForRoot, releases: string): string {
  if (install !== null) return install;
  const packages = `.deb、.rpm 包或 install.sh 安装的程序，它们不需要 node 和 npm（${releases}）`;
  return mend === null ? packages : `${packages}。也可以先确认它未被改动，再交给 root：${mend}`;
}
