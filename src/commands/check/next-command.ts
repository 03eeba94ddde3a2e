import { parseMirrorUrl } from '../../catalog/index.ts';
import { shellWord } from '../../host/shell-word.ts';
import { SURVEY } from '../../limits.ts';
import type { Report } from '../../report/types.ts';
import type { ProbeSettings } from '../../use/probe-settings.ts';
import { installFirst } from '../frame/installed-program.ts';

/** Where a command was started from, as far as it decides how the next one is typed. */
export interface Shell {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  /** Run by npx: the package is not installed, so its other commands are not on the PATH. */
  readonly npx: boolean;
}

/**
 * The command worth running after a survey: configure what was found, and of the addresses that were given only those that are fit for it. null
 * where there is nothing to configure with, or no engine takes mirrors of that registry. Pure.
 */
export function nextCommand(report: Report, settings: ProbeSettings, shell: Shell): string | null {
  if (report.summary.usable === 0 || settings.demo || settings.registry !== 'docker.io') return null;
  const urls = settings.urls.filter((url) => isFit(url, report));
  if (settings.urls.length > 0 && urls.length === 0) return null;
  const ofUser = shell.platform === 'win32' || shell.platform === 'darwin';
  const sudo = !ofUser && !shell.isRoot;
  const program = ofUser && shell.npx ? 'npx -p mirror-check mirror-apply' : 'mirror-apply';
  const what =
    settings.urls.length === 0
      ? ['--top', String(SURVEY.applyTop), ...settings.lists.flatMap((list) => ['--list', shellWord(list)])]
      : urls.map(shellWord);
  const before = ofUser ? '' : installFirst(shell.npx, { sudo });
  return `${before}${sudo ? 'sudo ' : ''}${program} ${what.join(' ')}`;
}

/** Usable, and nothing that mirror-apply refuses: plain http to a public host. A personal address stands in the report as its template. */
function isFit(text: string, { mirrors }: Report): boolean {
  const parsed = parseMirrorUrl(text);
  if (!parsed.ok) return false;
  const found = mirrors.find(({ url }) => url === parsed.value.href);
  const isUsable = found === undefined || found.verdict === 'usable';
  return isUsable && !parsed.notes.some(({ kind }) => kind === 'plain-http');
}
