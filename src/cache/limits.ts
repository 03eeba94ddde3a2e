import { MiB } from '../limits.ts';

/** How caches are set up and kept. */
export const CACHE: Readonly<
  Record<
    | 'port'
    | 'ports'
    | 'maxBytes'
    | 'pruneShare'
    | 'serveMs'
    | 'settledMs'
    | 'pollMs'
    | 'askMs'
    | 'redisMs'
    | 'sizeMs'
    | 'leastFreeBytes'
    | 'fullBytes'
    | 'fullInodes'
    | 'keptLooks'
    | 'logLines'
    | 'logBytes'
    | 'listBytes'
    | 'settleMs'
    | 'warmAtOnce'
    | 'warmBlobMs',
    number
  >
> = {
  /** Not 5000, which is macOS's AirPlay and everybody's own registry. The next registries get the next ports. */
  port: 5100,
  /** As many registries as one machine may have: a hundred is more than there are to be cached. */
  ports: 100,
  /** `--max-size` of each registry: the images of a small office; a laptop's disk has it. */
  maxBytes: 10 * 1024 * MiB,
  /** A prune goes down to this share of the bound, so that not every hour evicts. */
  pruneShare: 0.9,
  /** From its start to its first manifest: half a second, and a token and two manifests from far away. */
  serveMs: 45_000,
  /** A trouble that lasted this long stays: systemd started it four times meanwhile. */
  settledMs: 9_000,
  /** How often it is asked meanwhile. */
  pollMs: 500,
  /** A question to a cache on this machine or in its LAN: it has to ask upstream first. */
  askMs: 15_000,
  /** A redis in the LAN answers in milliseconds; the cache itself gives it 500 ms a question. */
  redisMs: 5_000,
  /** `du` over a store: some 100,000 files a second when it has to read the disk. */
  sizeMs: 120_000,
  /** With less than this nothing useful is kept, and on a full disk new manifests are 500. */
  leastFreeBytes: 1024 * MiB,
  /** With less than this no image fits, were it only its manifests, its config and the links to them. */
  fullBytes: MiB,
  /** Files and folders of one image in a store: three for a blob, four for a link. */
  fullInodes: 64,
  /** Kept manifests that are looked at until one is found whose own bytes are there. */
  keptLooks: 100,
  /** Lines of the journal that are read: some 200 bytes each; twenty requests are one pull. */
  logLines: 200_000,
  logBytes: 96 * MiB,
  /** The list of a store's files: some 200 bytes each, so 600,000, which is some 30,000 images. */
  listBytes: 128 * MiB,
  /** A blob without a link is on its way to one for less than a second; a day leaves room for any clock. */
  settleMs: 86_400_000,
  /** Images fetched at once by `warm`: the line is the bound, not the requests. */
  warmAtOnce: 2,
  /** Silence while a blob is fetched: the registry reads it by HEAD first, and a throttled upstream pauses. */
  warmBlobMs: 120_000,
};

/** Pauses between looks at whether a blob that came through is stored: the registry's own download began with ours, and on a line that two share it ends seconds later. */
export const STORED_MS: readonly number[] = [250, 1_000, 2_000, 4_000, 8_000];
