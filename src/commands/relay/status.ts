import { SPOOL } from '../../fetch/limits.ts';
import { shown } from '../../registry/shown.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import type { RelayStatus } from '../../relay/index.ts';
import { formatBytesPerSecond, formatSize } from '../../report/format.ts';
import { writeNote } from '../../terminal/streams.ts';
import { askMetrics, askStatus } from '../../use/relay/ask-status.ts';
import { installedRelay } from '../../use/relay/install/service.ts';
import type { StatusWords } from '../../words/relay/messages.ts';
import type { CommandRun } from '../frame/command.ts';
import { RELAY_DEFAULTS } from '../frame/limits.ts';
import type { StatusSettings } from './command.ts';

/** `mirror-relay status`: asks the relay itself. Exit 1 where none answers. */
export async function status({ listen, format }: StatusSettings, run: CommandRun<'relay'>): Promise<number> {
  const installed = listen === null && process.platform === 'linux' ? await installedRelay() : null;
  const url = installed?.url ?? urlOf(listen ?? { host: '127.0.0.1', port: RELAY_DEFAULTS.port });
  const text = await textFor(url, format, run.words.relay.status);
  if (text !== null) return await run.write(shown(text));
  writeNote(shown(`${run.words.relay.note.notServing(url, installed !== null)}\n`));
  return 1;
}

function urlOf({ host, port }: NonNullable<StatusSettings['listen']>): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function textFor(
  url: string,
  format: StatusSettings['format'],
  words: StatusWords,
): Promise<string | null> {
  if (format === 'prometheus') return await askMetrics(url);
  const told = await askStatus(url);
  if (told === null) return null;
  return format === 'json' ? `${JSON.stringify(told, null, 2)}\n` : renderStatus(told, words);
}

function renderStatus(
  { listen, startedAt, requests, bytes, spool, mirrors, staleTags }: RelayStatus,
  words: StatusWords,
): string {
  return [
    words.serving(cleanText(listen), startedAt),
    words.requests(requests.hit, requests.miss, requests.failed),
    words.bytes(formatSize(bytes.served), formatSize(bytes.saved), formatSize(bytes.fetched)),
    words.spool(formatSize(spool.bytes), formatSize(spool.maxBytes), spool.entries),
    ...(spool.isFull ? [words.full(formatSize(SPOOL.memoryBytes))] : []),
    '',
    words.mirrors,
    ...mirrors.map(({ url, state, restUntil, lastTrouble, bytesPerSecond, bytesFetched }) =>
      [
        `  ${cleanText(url)}  ${words.state[state]}`,
        ...(restUntil === null ? [] : [words.until(restUntil)]),
        ...(bytesPerSecond === null ? [] : [`${formatBytesPerSecond(bytesPerSecond)}`]),
        formatSize(bytesFetched),
        ...(lastTrouble === null ? [] : [`(${words.trouble[lastTrouble.kind]}, ${lastTrouble.at})`]),
      ].join('  '),
    ),
    ...staleTags.map(({ tag, confirmedAt }) => words.stale(cleanText(tag), confirmedAt)),
    '',
  ].join('\n');
}
