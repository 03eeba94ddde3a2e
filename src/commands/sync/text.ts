import { cleanText } from '../../registry/untrusted-text.ts';
import { formatSize } from '../../report/format.ts';
import type { ImageOutcome, PlacedTag, SyncReport, SyncTrouble, WantedImage } from '../../sync/index.ts';
import { familiarName, nameOf } from '../../sync/index.ts';
import type { SyncMessages } from '../../words/sync/messages.ts';

/** `nginx:1.27 +3`, `nginx:1.27@sha256:…`, as people write it. */
export function imageName({ repository, tags, digest }: WantedImage, words: SyncMessages): string {
  const [first, ...others] = tags;
  const pin = first === undefined || digest === null ? '' : `@${digest}`;
  const name = `${familiarName(nameOf(repository, first ?? String(digest)))}${pin}`;
  return `${name}${others.length === 0 ? '' : words.image.moreTags(others.length)}`;
}

/** One line of an image that was dealt with. */
export function imageLine(outcome: ImageOutcome, words: SyncMessages): string {
  const line = bareLine(outcome, words);
  const { replaces } = outcome;
  return replaces.size === 0 ? line : `${line}${words.image.replaces([...replaces.keys()])}`;
}

function bareLine({ image, status, trouble, traffic }: ImageOutcome, words: SyncMessages): string {
  const name = imageName(image, words);
  switch (status) {
    case 'copied':
      return words.image.copied(name, formatSize(traffic.sentBytes), traffic.mountedBlobs);
    case 'in-sync':
      return words.image.inSync(name);
    case 'would-copy':
      return words.image.wouldCopy(name);
    case 'left':
      return words.image.left(name);
    case 'failed':
      return words.image.failed(name, trouble === null ? '' : troubleSentence(trouble, words));
    default:
      return status satisfies never;
  }
}

export function troubleSentence({ at, code, detail }: SyncTrouble, words: SyncMessages): string {
  return words.trouble(at, code, detail === null ? null : cleanText(detail));
}

/** What is told of a run at its end. */
export function reportText(report: SyncReport, words: SyncMessages): string {
  const { summary, traffic, quota, pruned, untagged, destination, stoppedByQuota } = report;
  const totals = {
    inSync: summary['in-sync'],
    copied: summary.copied,
    wouldCopy: summary['would-copy'],
    failed: summary.failed,
    left: summary.left,
    pruned: summary.pruned,
  };
  const received = formatSize(traffic.receivedBytes);
  const lines = [
    ...pruned.map(({ name, status, code, detail }) =>
      status === 'failed'
        ? words.image.failed(
            familiarName(name),
            code === null ? '' : words.trouble('destination', code, detail),
          )
        : words.prune.end(familiarName(name), status),
    ),
    ...(untagged.deleted > 0 ? [words.prune.untagged(untagged.deleted)] : []),
    words.summary.totals(totals, destination),
    ...(summary.copied > 0
      ? [words.summary.traffic(received, formatSize(traffic.sentBytes), traffic.mountedBlobs)]
      : []),
    words.summary.quota(quota.spent, quota.remaining, quota.limit),
    ...report.mirrors.flatMap(({ url, troubles }) =>
      troubles.map(({ trouble, count }) => words.summary.mirror(cleanText(url), trouble, count)),
    ),
    ...(report.unread.length > 0 ? [words.summary.unread(unreadNames(report.unread))] : []),
    ...(stoppedByQuota ? [words.summary.stopped] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function unreadNames(unread: SyncReport['unread']): readonly string[] {
  const names = unread.map(({ source, name }) => (source === name ? name : `${name} (${source})`));
  return [...names.slice(0, NAMES), ...(names.length > NAMES ? ['…'] : [])];
}

/** What --prune would take away. */
export function pruneText(tags: readonly PlacedTag[], untagged: number, words: SyncMessages): string {
  const names = tags.slice(0, NAMES).map(({ name }) => familiarName(name));
  return [
    ...(tags.length === 0 ? [] : [words.prune.list(tags.length, names, Math.max(0, tags.length - NAMES))]),
    ...(untagged === 0 ? [] : [words.prune.listUntagged(untagged)]),
  ].join('\n');
}

/** A screen of them. */
const NAMES = 20;
