import pLimit from 'p-limit';
import { addressOf, CACHE } from '../../cache/index.ts';
import { formatPlatform } from '../../registry/platform.ts';
import { distinctImages } from '../../registry/reference.ts';
import { shown } from '../../registry/shown.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { formatSize } from '../../report/format.ts';
import { writeNote } from '../../terminal/streams.ts';
import { imagesOfFiles } from '../../use/cache/images-of-files.ts';
import { installedCaches } from '../../use/cache/installed.ts';
import { configFile } from '../../use/cache/places.ts';
import { type Warmed, warm as warmImage } from '../../use/cache/warm.ts';
import type { CommandRun } from '../frame/command.ts';
import { stopOnSignals } from '../frame/signals.ts';
import { UsageError } from '../frame/usage-error.ts';
import type { WarmSettings } from './settings.ts';

/** `mirror-cache warm`: exit 1 where an image could not be fetched. */
export async function warm(settings: WarmSettings, run: CommandRun<'cache'>): Promise<number> {
  const { frame, cache } = run.words;
  const told = cache.warm;
  const say = (line: string): void => writeNote(shown(`${line}\n`));
  const files = await imagesOfFiles(settings.compose, process.env, process.stdin);
  if (files.problems.length > 0)
    throw new UsageError(
      files.problems.map(({ option, name, reason, detail }) =>
        frame.usage.source(option, name, reason, detail),
      ),
    );
  const images = distinctImages([...settings.images, ...files.images]);
  const { instances, unreadable } = await installedCaches();
  const registries = [...new Set(images.map(({ registry }) => registry))];
  // Asked for an image of another registry, a cache would fetch another image of that name.
  const known =
    settings.registry ?? instances.find((one) => addressOf(one) === settings.at?.origin)?.registry ?? null;
  if (settings.at !== null && known === null && registries.length > 1)
    throw new UsageError([cache.usage.whoseIsAt(registries)]);
  const ofAt = known ?? registries[0] ?? null;
  const count = { there: 0, fetched: 0, failed: files.unread.length };
  for (const { text, why: reason } of files.unread) say(told.failed(cleanText(text), told.unread[reason]));
  const stop = stopOnSignals(() => say(frame.note.stopping));
  const limit = pLimit(CACHE.warmAtOnce);
  try {
    await Promise.all(
      images.map((image) =>
        limit(async () => {
          if (stop.signal.aborted) return;
          const target =
            settings.at === null
              ? instances.find(({ registry }) => registry === image.registry)
              : image.registry === ofAt
                ? settings.at
                : undefined;
          const done =
            target === undefined ? null : await warmImage(target, image, settings.platform, stop.signal);
          if (done?.kind !== 'warm') {
            count.failed++;
            say(told.failed(image.familiar, done === null ? whyNone(image.registry) : why(done)));
            return;
          }
          const { fetchedBytes } = done;
          count[fetchedBytes === 0 ? 'there' : 'fetched']++;
          say(
            fetchedBytes === 0
              ? told.there(image.familiar)
              : told.fetched(image.familiar, formatSize(fetchedBytes)),
          );
        }),
      ),
    );
  } finally {
    stop.release();
  }
  say(told.summary(count.there, count.fetched, count.failed));
  return stop.exitCode ?? (count.failed === 0 ? 0 : 1);

  function whyNone(registry: string): string {
    if (settings.at !== null && ofAt !== null) return told.otherCache(settings.at.origin, ofAt);
    return unreadable.includes(registry)
      ? cache.unreadable(registry, configFile(registry))
      : told.noCache(registry);
  }

  function why(done: Exclude<Warmed, { kind: 'warm' }>): string {
    switch (done.kind) {
      case 'silent':
        return told.silent;
      case 'stopped':
        return told.stopped;
      case 'no-platform':
        return told.noMatch(formatPlatform(settings.platform));
      case 'not-a-manifest':
        return told.notAManifest;
      case 'not-kept':
        return told.notKept(done.path);
      case 'cut-off':
        return told.cutOff(done.path);
      case 'status':
        return told.status(done.path, done.status);
      default:
        return done satisfies never;
    }
  }
}
