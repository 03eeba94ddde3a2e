/**
 * Every number that steers a decision, in one place: unit in the name, reason beside it.
 * Code takes these as arguments (a budget is a value), so a test or a user's option can replace any of them.
 */

const KiB = 1024;
const MiB = 1024 * KiB;

/** How long one step may take. The sum for one mirror's first round is bounded by `mirrorMs`. */
export interface Timeouts {
  readonly connectMs: number;
  readonly tlsMs: number;
  readonly headersMs: number;
  readonly blobHeadersMs: number;
  readonly bodyIdleMs: number;
  readonly mirrorMs: number;
}

export const TIMEOUTS: Timeouts = {
  /** A SYN lost once is sent again after 1 s, twice after 3 s: a host that needs longer makes every pull wait. */
  connectMs: 3_000,
  /** Two round trips and a signature; 5 s covers a satellite link under loss. */
  tlsMs: 5_000,
  /** A manifest is a cache look-up or one upstream request. */
  headersMs: 5_000,
  /** Some mirrors sleep one second for each MiB of a blob before its first byte. */
  blobHeadersMs: 15_000,
  /** No engine gives up on a silent body; 5 s without a byte is what `stalled` means. */
  bodyIdleMs: 5_000,
  /** `--timeout`: one mirror's whole first round. */
  mirrorMs: 15_000,
};

/** How many bytes of a stranger's answer are read at most. */
export interface BodyLimits {
  readonly errorBytes: number;
  readonly manifestBytes: number;
  readonly configBytes: number;
  readonly tokenBytes: number;
  readonly headerBytes: number;
  readonly listBytes: number;
}

export const BODY_LIMITS: BodyLimits = {
  /** Error bodies are shown in 200 characters; 64 KiB is room for any JSON envelope. */
  errorBytes: 64 * KiB,
  /** The limit that registries themselves put on a manifest. */
  manifestBytes: 4 * MiB,
  /** A config blob holds the history of a build; 4 MiB is ten times the largest seen. */
  configBytes: 4 * MiB,
  /** A token response; long JWTs reach some KiB. */
  tokenBytes: 256 * KiB,
  /** All headers of one response. Go takes 1 MiB; a registry sends 2 KiB, and headers of five bytes each cost forty times their size. */
  headerBytes: 64 * KiB,
  /** A list or reference fetched from a URL the user named. */
  listBytes: 4 * MiB,
};

/** What one mirror is asked for at the most in one run. */
export interface ProbeBudget {
  readonly requests: number;
  readonly layerBytes: number;
  readonly firstRoundShare: number;
  readonly warmPings: number;
  readonly redirects: number;
  readonly afterRefusal: number;
}

export const PROBE_BUDGET: ProbeBudget = {
  /** Some operators ban an address for a hundred 403/404/429 in two days; a run must stay far below that. */
  requests: 14,
  /** `--bytes`. */
  layerBytes: 8 * MiB,
  /** Share of `layerBytes` spent in the first round; the rest is for finalists, where a throttle behind the first megabytes shows. docs/performance.md. */
  firstRoundShare: 0.125,
  /** Together with the cold ping three samples: enough for a median and a jitter. */
  warmPings: 2,
  /** As many as engines follow: Go stops before the tenth. */
  redirects: 9,
  /** After a final 401, 403, 404, 429 or 5xx. */
  afterRefusal: 1,
};

export const SURVEY = {
  /** `--concurrency`: 16 handshakes at once do not fill a home router's table. */
  concurrency: 16,
  /** `--finalists`: at most. Five leave out one in ten populations' third best (docs/performance.md); most runs need fewer. */
  finalists: 10,
  /** Seconds granted to each finalist when the default deadline is computed. */
  secondsPerFinalist: 5,
  /** First-round downloads at once: they share the user's line, so few; what they get there bounds them, and the finalists are measured alone. */
  downloadsAtOnce: 4,
  /** `--top` of mirror-apply: each further mirror costs a broken pull its time-outs. */
  applyTop: 3,
} as const;

/** Where a survey spends its bytes. */
export interface ScheduleLimits {
  readonly places: number;
  readonly idleMs: number;
  readonly lookMs: number;
  readonly peakMs: number;
  readonly fullLine: number;
  readonly fairShare: number;
}

export const SCHEDULE: ScheduleLimits = {
  /** The places that are worth bytes: as many as mirror-apply configures. */
  places: SURVEY.applyTop,
  /** A download that has not begun by then uses nothing of the line; some mirrors sleep for seconds before a layer. */
  idleMs: 500,
  /** How often a download is asked whether it may still win. */
  lookMs: 50,
  /** The line's own rate is seen over this time. */
  peakMs: 250,
  /** From this share of the most that was ever seen on it, the line counts as full. */
  fullLine: 0.8,
  /** A download that had less than this share of its fair part was held back by its own link. */
  fairShare: 0.5,
};

/** When the user's own line is said to be what holds mirrors back; docs/performance.md has how often that is right. */
export interface OwnLineLimits {
  readonly alike: number;
  readonly heldBack: number;
  readonly ownShare: number;
  readonly leastShare: number;
  readonly mostShare: number;
}

export const OWN_LINE: OwnLineLimits = {
  /** A mirror fills the line from this share of the fastest one's rate on: the meter is within 5 % of a settled download. */
  alike: 0.95,
  /** So many of them must have been held back. With one, two mirrors of the same speed that never met past slow start look like a full line. */
  heldBack: 2,
  /** Held back is who had at most this share of the line among others ... */
  ownShare: 0.75,
  /** ... while all together had at least this share of it: a queue that overflowed drains it for a moment ... */
  leastShare: 0.8,
  /** ... and at most this: bytes that waited for a lost one come all at once, for a moment faster than the line. */
  mostShare: 1.25,
};

/** Lists, references and reports that the user names by URL. */
export const SOURCE: { readonly fetchMs: number; readonly clockSkewMs: number; readonly maxAgeMs: number } = {
  /** A report that was made on another machine: clocks differ by seconds; more than this is a wrong date. */
  clockSkewMs: 5 * 60_000,
  /** `--max-age`: mirrors come and go within weeks, their loads within hours. */
  maxAgeMs: 3_600_000,
  /** 4 MiB at 70 KiB/s; a server that drips its answer must not keep the run from beginning. */
  fetchMs: 60_000,
};

export const LAYER: Readonly<
  Record<'preferredBytes' | 'tooSlowBytesPerSecond' | 'meanMs' | 'codedBytes', number>
> = {
  /** Of a layer that comes with a content coding so much is kept, to see whether the label is true; a test's whole layer fits in. */
  codedBytes: 64 * KiB,
  /** The smallest layer of at least this size is measured: past slow start, and not a gigabyte cached for nobody. */
  preferredBytes: 8 * MiB,
  /** Under this rate at the time limit a mirror is `too-slow`. */
  tooSlowBytesPerSecond: 32 * KiB,
  /** Bytes over time say nothing of a rate before this: slow start and one lost segment take as long. */
  meanMs: 1_000,
};

export const TEXT = {
  /** `detail` carries at most this many characters of a mirror's own words. */
  detailChars: 200,
  /** A DNS name has 253 characters, a port six with its colon. */
  hostChars: 259,
} as const;

/** What the parsers of registry/ read at most of what a mirror or a user wrote. */
export const JSON_LIMITS = {
  /** The deepest document of the protocol (an index) nests four levels; annotations add none. */
  depth: 64,
} as const;

export const CHALLENGE: Readonly<Record<'count' | 'params' | 'chars', number>> = {
  /** Registries send one, gateways two or three. */
  count: 16,
  /** Realm, service, scope, error and its description; engines know no more. */
  params: 16,
  /** All header lines together: servers send a line of at most a few hundred. */
  chars: 16 * KiB,
};

export const TOKEN: Readonly<Record<'chars' | 'defaultSeconds' | 'maxSeconds', number>> = {
  /** The Hub's JWTs have 3 KiB; servers refuse a head over 8 to 16 KiB. */
  chars: 16 * KiB,
  /** What the token specification tells to assume. */
  defaultSeconds: 60,
  /** No run lasts longer, and a number beyond it is a mistake. */
  maxSeconds: 86_400,
};

export const MANIFEST = {
  /** The widest official image has about 30 platforms, each with an attestation. */
  indexEntries: 1_000,
  /** Overlay file systems stop at 128 to 500. */
  layers: 512,
} as const;

export const ERROR_BODY: Readonly<Record<'count' | 'codeChars' | 'plainBytes', number>> = {
  /** The first says it all; the rest repeat it for other layers. */
  count: 8,
  /** MANIFEST_BLOB_UNKNOWN has 21. */
  codeChars: 64,
  /** Of plain text, far more than the 200 characters shown. */
  plainBytes: 4 * KiB,
};

export const RETRY_AFTER: Readonly<Record<'chars' | 'maxMs', number>> = {
  /** The longest date form has 33. */
  chars: 64,
  /** Bans of a day or two are known; a date beyond a week would retire a mirror by a typing error. */
  maxMs: 7 * 86_400_000,
};

export const SUPPLIED_URL: Readonly<Record<'chars', number>> = {
  /** Signed storage URLs have 1 to 2 KiB; servers stop at 8. */
  chars: 8 * KiB,
};

export const REFERENCE_TEXT: Readonly<Record<'chars' | 'repositoryChars', number>> = {
  /** distribution/reference: host and port, 255 of name, 128 of tag, 135 of a sha512 digest. */
  chars: 1_024,
  repositoryChars: 255,
};

/** How the meter tells a settled download from a growing one. */
export interface MeterLimits {
  readonly budgetMs: number;
  readonly leastRttMs: number;
  readonly unknownRttMs: number;
  readonly windowShare: number;
  readonly steadyWindows: number;
  readonly minSteadyMs: number;
  readonly steadySpread: number;
  readonly quietBytes: number;
  readonly stallRoundTrips: number;
  readonly stallSilences: number;
  readonly silencesSeen: number;
  readonly denseRoundTrips: number;
  readonly denseShare: number;
  readonly filled: number;
  readonly climb: number;
  readonly looksAWindow: number;
  readonly leastMargin: number;
  readonly unsteadyFrom: number;
  readonly unsteadyEarliest: number;
  readonly unsteadyFactor: number;
  readonly forgivenRoundTrips: number;
  readonly wakeRoundTrips: number;
  readonly grownShare: number;
  readonly settledWindows: number;
  readonly growthFactor: number;
  readonly leastGrowthRoundTrips: number;
}

export const METER: MeterLimits = {
  /** From the first byte: 20 round trips of 200 ms, of which slow start takes 8. */
  budgetMs: 4_000,
  /** A shorter round trip is taken as this: windows of it would show the scheduling of this process, not the link. */
  leastRttMs: 10,
  /** Behind a proxy nobody knows the round trip; most are shorter than this. */
  unknownRttMs: 100,
  /** A window is at least this share of the time gone by. */
  windowShare: 1 / 20,
  /** So many windows in a row must agree. */
  steadyWindows: 6,
  /** And cover this time, however short they are: queues and schedulers pause for tens of ms. */
  minSteadyMs: 250,
  /** (fastest - slowest) / median of those windows. */
  steadySpread: 0.08,
  /** And so much must have come since the last stall: 350 segments, of which 1 % loss spares all in 3 of 100 cases. */
  quietBytes: 500 * KiB,
  /** A silence is a stall from this share of a round trip on. */
  stallRoundTrips: 0.6,
  /** And from so many times the usual silence on: TLS records of 16 KiB come apart on a slow link. */
  stallSilences: 2,
  /** The usual silence is the median of so many. */
  silencesSeen: 50,
  /** How densely the bytes of one round trip come is seen in parts of this share of it. */
  denseRoundTrips: 0.25,
  /** This share of the bytes came no denser than the dense rate. */
  denseShare: 0.85,
  /**
   * After a stall the pace must reach this share of the dense rate. A window that a loss has cut below what the link
   * holds leaves gaps that the dense rate does not see, and grows back: the pace of the moment is not the link's.
   */
  filled: 0.95,
  /** Nor may the later windows be faster by this share, after a stall: cubic climbs back for seconds. */
  climb: 0.02,
  /** The windows are looked at so often in the width of one. */
  looksAWindow: 4,
  /** A settled rate is never claimed closer than this. */
  leastMargin: 0.05,
  /** Of a download that did not settle, the part from this share of its time on counts: TCP that meets losses begins above its pace. */
  unsteadyFrom: 0.5,
  /** Or from before a stall in the middle, but no earlier than this: where stalls follow each other there is no calm to go back to. */
  unsteadyEarliest: 0.3,
  /** Its rate is claimed no closer than this many times less or more: 86 of 100 simulated links with 1 % loss lie within. */
  unsteadyFactor: 1.6,
  /** A silence of more round trips than this is no retransmission, and counts. */
  forgivenRoundTrips: 4,
  /** So long after a stall the bytes that it held back may still be coming. */
  wakeRoundTrips: 2,
  /** Growth has ended where a window reaches this share of the later windows' median. */
  grownShare: 0.85,
  /** With fewer windows than this after that, the download is taken as still growing. */
  settledWindows: 3,
  /** TCP may double twice more before a link that was not seen to end does end. */
  growthFactor: 4,
  /** A body that ends while it grows has a rate from its third flight on, two round trips after its first byte: the rate that it had reached. */
  leastGrowthRoundTrips: 2,
};

/** How an engine pulls, as far as its time depends on it. */
export interface PullModel {
  readonly segmentBytes: number;
  readonly initialWindowBytes: number;
  readonly togetherParts: readonly number[];
  readonly joinedPart: number;
  readonly joinedWindowBytes: number;
  readonly cubicScale: number;
  readonly renoPerRound: number;
  readonly layersAtOnce: number;
  readonly manifestRequests: number;
}

export const PULL_MODEL: PullModel = {
  /** 1,500 less IP, TCP and the timestamps option. */
  segmentBytes: 1_448,
  /** RFC 6928: ten segments. */
  initialWindowBytes: 10 * 1_448,
  /** Where slow start ends for connections that begin together, as parts of the window that fills the line: one wins it, the others leave early. These three and the next two are fitted to simulated pulls. */
  togetherParts: [1, 1 / 2, 1 / 5],
  /** And for one that joins others that fill the line: at this part, */
  joinedPart: 1 / 7,
  /** but no earlier than at this window: on short lines. */
  joinedWindowBytes: 64 * 1_448,
  /** RFC 9438: C, segments a cubic second. */
  cubicScale: 0.4,
  /** RFC 9438: 3 (1 - 0.7) / (1 + 0.7) segments a round trip. */
  renoPerRound: 0.53,
  /** dockerd's `max-concurrent-downloads` and containerd's, as shipped. */
  layersAtOnce: 3,
  /** HEAD by tag, GET by digest; an index adds the platform's. */
  manifestRequests: 2,
};

export const DAEMON_JSON: {
  readonly depth: number;
  readonly diffLines: number;
  readonly diffColumns: number;
} = {
  /** Levels of nesting: a real daemon.json has five, dockerd's decoder stops at 10,000, our parser's stack before that. */
  depth: 1_000,
  /** Lines that may differ in a diff: a person reads tens; beyond, the time to find the least diff grows with the square. */
  diffLines: 1_000,
  /** Of a line longer than this only the part around the difference is shown: a file may be one line of megabytes. */
  diffColumns: 400,
};

/** Programs that we run: service managers, `dockerd --validate`, cp, chcon. */
export const RUN: Readonly<Record<'timeoutMs' | 'outputBytes' | 'lastWordsMs', number>> = {
  /** systemd itself gives a unit 90 s to start; the callers that start one say more. */
  timeoutMs: 30_000,
  /** `journalctl -n` and `systemctl show` stay far under it. */
  outputBytes: 1024 * KiB,
  /** From the end of a program to the closing of its pipes, which a daemon it left behind may hold. */
  lastWordsMs: 200,
};

/** What is shown, and how often it is drawn again. */
export const DISPLAY = {
  /** A pipe or a file has no width; 80 columns are what mails, logs and old terminals show. */
  defaultColumns: 80,
  /** Under this width a boxed table leaves no room for names: one compact line a mirror. */
  boxedColumns: 60,
  /** Share of a line that names of mirrors get where a sentence follows. */
  nameShare: 0.4,
  /** Narrower than this nothing lines up any more; text is wrapped as if there were so many. */
  leastColumns: 24,
  /** One sentence of ours: a host (259) twice, an image reference, and the words between. */
  lineChars: 1_000,
  /** Shorter secrets of a personal address are wiped out together with their host only: they may be words. */
  secretChars: 5,
  /** Days left of a certificate that are worth a footnote: Let's Encrypt's clients renew at 30, its own mails came at 20 and 10. */
  certificateWarnDays: 14,
  /** Progress is redrawn at most ten times a second: smooth to the eye, and nothing for a slow serial line. */
  progressRedrawMs: 100,
  /** Without any event the clock in the progress line still moves. */
  progressTickMs: 1_000,
} as const;

export const REFERENCE: {
  readonly leastVotes: number;
  readonly majority: number;
  readonly crossCheckedDigests: number;
  readonly operatorsAsked: number;
  readonly digestsAskedOfHub: number;
} = {
  /** Two operators that agree may share one stale upstream cache; three rarely do. */
  leastVotes: 3,
  /** More than half of all who voted. */
  majority: 0.5,
  /** Further digests than these are left unconfirmed: each costs volunteers a request. */
  crossCheckedDigests: 2,
  /** Operators asked about one digest. */
  operatorsAsked: 2,
  /** Distinct digests that Docker Hub is asked about in a run. HEAD costs no pull, but hostile mirrors could invent any number. */
  digestsAskedOfHub: 8,
};

/** The user's machine: files we replace, their backups, our locks. */
export const HOST: Readonly<
  Record<
    | 'configBytes'
    | 'recordBytes'
    | 'backupsKept'
    | 'settingsBytes'
    | 'trustBytes'
    | 'serviceMs'
    | 'validateMs'
    | 'logLines'
    | 'logTailBytes',
    number
  >
> = {
  /** The largest configuration file that is read; a real daemon.json has a few KiB. */
  configBytes: 16 * MiB,
  /** A record or backup holds at most three such files in base64, with room for what stands around them. */
  recordBytes: 72 * MiB,
  /** Backups kept beside a file. */
  backupsKept: 10,
  /** A unit, a drop-in, /etc/default/docker. */
  settingsBytes: 1 * MiB,
  /** Certificates in one file, read as root: a distribution's whole bundle has a quarter of a MiB. */
  trustBytes: 8 * MiB,
  /** A restart: stopping containers takes 10 s each at worst, in parallel; systemd gives up on a stop after 90 s. */
  serviceMs: 180_000,
  /** `dockerd --validate` takes 50 to 100 ms; an unprivileged start not much more. */
  validateMs: 15_000,
  /** Of an engine's own log, shown when it does not come back. */
  logLines: 50,
  /** Read from the end of a log file: 50 lines, stack traces among them. */
  logTailBytes: 256 * KiB,
};

/** How connections are made and kept. Time limits of an exchange are in TIMEOUTS. */
export const TRANSPORT: {
  readonly attemptDelayMs: number;
  readonly addresses: number;
  readonly drainBytes: number;
  readonly drainMs: number;
  readonly guardLookupMs: number;
} = {
  /**
   * Head start of one address of a host over the next: what Go's dialer, hence dockerd, gives IPv6 over IPv4
   * (net.Dialer.FallbackDelay). The slower attempt runs on, so a link with a longer round trip loses nothing.
   */
  attemptDelayMs: 300,
  /** CDNs answer with up to eight addresses a family; when six did not connect, the host is down. */
  addresses: 6,
  /** An unwanted body up to this size is read to its end: at 32 KiB/s half a second, less than a TLS handshake far away. */
  drainBytes: 16 * KiB,
  /** And for at most this time, so that nobody waits for a body that nobody wants. */
  drainMs: 500,
  /** How long this machine's resolver is asked for a name that a proxy will resolve: those it knows as internal it answers at once. */
  guardLookupMs: 1_000,
};

/** How names are looked up. */
export const NAMES: { readonly atOnce: number } = {
  /**
   * More mirrors than are asked at once, with as many silent names of earlier ones: of each a thread hangs for 10 s and more.
   * A thread costs some 20 KiB.
   */
  atOnce: 128,
};

/** What a catalogue or list may hold. Lists come from URLs at times; each bound is far above any real one. */
export const LIST: {
  readonly entries: number;
  readonly problems: number;
  readonly urlChars: number;
  readonly nameChars: number;
  readonly remarkChars: number;
  readonly lineChars: number;
  readonly jsonDepth: number;
  readonly jsonValues: number;
} = {
  /** The longest public list has under 200; each entry costs its operator up to 14 requests. */
  entries: 1_000,
  /** More are counted, not listed: who passes the wrong file need not read 4 MiB of complaints. */
  problems: 50,
  /** A base address is a host (253) and at most a short path. */
  urlChars: 2_000,
  /** An operator's name stands in one table cell. */
  nameChars: 80,
  /** A reason or remark is a sentence or two. */
  remarkChars: 400,
  /** A thousand addresses on one line have half as many. */
  lineChars: 64 * KiB,
  /** A report nests five levels, a catalogue six. */
  jsonDepth: 32,
  /** A report has 60 of a mirror. */
  jsonValues: 200_000,
};

/** The most that options take. */
export const OPTION_BOUNDS: {
  readonly concurrency: number;
  readonly finalists: number;
  readonly top: number;
} = {
  /** A process may have 1,024 files open on many systems. */
  concurrency: 1_000,
  /** Each is measured alone, for seconds. */
  finalists: 100,
  /** More lines than any list has mirrors. */
  top: 100_000,
};

/** The process that talks to mirrors when we are root. */
export interface ChildLimits {
  readonly messageBytes: number;
  readonly bytes: number;
  readonly chunkBytes: number;
  readonly beatMs: number;
  readonly silenceMs: number;
  readonly graceMs: number;
  readonly detailChars: number;
}

export const CHILD: ChildLimits = {
  /** One message speaks of one mirror: an index, a verdict, a code and a dozen numbers fit in 1 KiB. */
  messageBytes: 16 * KiB,
  /** All that it says in its life: a report of 1,000 mirrors has 2 MiB, a list at most 4 and a third more in base64. */
  bytes: 16 * MiB,
  /** Of a fetched list in one message: in base64 and with what stands around it well under `messageBytes`. */
  chunkBytes: 8 * KiB,
  /** A sign of life. */
  beatMs: 1_000,
  /** Without one for this long it hangs; before the first one it loads its code, which a cold network disk makes slow. */
  silenceMs: 20_000,
  /** From the request to end to the end: reports are sent, connections closed. */
  graceMs: 3_000,
  /** Of what it wrote before it could be trusted no more: a stack trace. */
  detailChars: 2_000,
};

/** Telling somebody of what changed. */
export const NOTIFY: { readonly timeoutMs: number } = {
  /** A webhook answers within seconds; whoever does not is not waited for. */
  timeoutMs: 10_000,
};

/** The history of runs, its table and its page. */
export const STATUS: Readonly<
  Record<
    | 'reportBytes'
    | 'dayBytes'
    | 'rollUpBytes'
    | 'clockSkewMs'
    | 'rawDays'
    | 'blockDays'
    | 'plotDays'
    | 'months'
    | 'rankMs'
    | 'listedMs'
    | 'scopeMs'
    | 'vouchDays'
    | 'nextRunDays'
    | 'throughputHours'
    | 'settingsChars'
    | 'bestShown'
    | 'stripHours'
    | 'eveningSamples'
    | 'eveningTimes'
    | 'staleIntervals'
    | 'defaultIntervalMs'
    | 'leastIntervalMs'
    | 'feedEntries'
    | 'feedMs'
    | 'feedMost'
    | 'timelineShown'
    | 'notifyMs'
    | 'changesShown'
    | 'failuresShown'
    | 'rowBytes'
    | 'lockWaitMs'
    | 'lockPollMs',
    number
  >
> = {
  /** A report of 1,000 mirrors, indented, has 2 MiB. */
  reportBytes: 8 * MiB,
  /** A day of 24 such reports on one line each has 30 MiB. */
  dayBytes: 64 * MiB,
  /** A roll-up of 1,000 mirrors and 24 runs has under 1 MiB. */
  rollUpBytes: 16 * MiB,
  /** Clocks of two machines differ by seconds; more than this is a wrong date. */
  clockSkewMs: 5 * 60_000,
  /** Whole reports are kept so long; older days are kept as roll-ups. */
  rawDays: 90,
  /** A day is believed when another one lies so close before it: jobs run daily, and by hand at least weekly. */
  vouchDays: 7,
  /** Layers are downloaded once a day: a mirror is not there to be measured, and an hourly job drifts by minutes. */
  throughputHours: 22,
  /** Days that tell what the next run should do, besides those in which layers may have been measured: which list is the usual one. */
  nextRunDays: 2,
  /** A maintainer's settings: a note a week for ten years. */
  settingsChars: 512 * KiB,
  /** Daily blocks of a mirror. */
  blockDays: 90,
  /** Plots, and the figures of first bytes: a month shows the evenings and the weekends. */
  plotDays: 30,
  /** Months of availability on a mirror's page. */
  months: 12,
  /** A rank counts so long: throughput is measured once a day, and a run may be late by half of one. */
  rankMs: 36 * 3_600_000,
  /** A mirror that no run has asked for so long has left the list, and the table. */
  listedMs: 7 * 86_400_000,
  /** What most runs of so long were told to look at is what a vantage looks at: a run by hand does not change that, a day and a half of another list does. */
  scopeMs: 2 * 86_400_000,
  /** Mirrors that the page recommends: as many as `mirror-apply --top 3` would configure. */
  bestShown: 3,
  /** Answers in the evening, and at night, before the two are compared: a few days of them. */
  eveningSamples: 12,
  /** Evenings that are less slower than this are not worth a word. */
  eveningTimes: 1.25,
  /** Runs of the newest hours, each for itself: a day shows the evening and the night. */
  stripHours: 24,
  /** Data older than so many intervals is stale. */
  staleIntervals: 2,
  /** The interval where fewer than two runs tell it. */
  defaultIntervalMs: 86_400_000,
  /** And at least this: two runs by hand in a minute make no schedule. */
  leastIntervalMs: 3_600_000,
  /** Events in the feed, newest first: at least so many, and all of the last two days, for feed readers ask more often. */
  feedEntries: 100,
  feedMs: 2 * 86_400_000,
  /** Though not more than this: 60 mirrors that go down and come back each hour have 2,880 in two days, under 2 MB. */
  feedMost: 3_000,
  /** Events on the timeline's page, so that it stays under 100 KB. */
  timelineShown: 200,
  /** Somebody is told of a mirror at most once in so long. */
  notifyMs: 86_400_000,
  /** Verdict changes and failures on a mirror's page. */
  changesShown: 15,
  failuresShown: 8,
  /** Bytes of table rows on one page, so that the page stays under 100 KB with all that stands around them. */
  rowBytes: 80_000,
  /** Another recording of the same history is waited for; one takes a second. */
  lockWaitMs: 10_000,
  lockPollMs: 100,
};

/** The container engine's own API, on this machine. */
export const ENGINE_API: Readonly<
  Record<
    | 'requestMs'
    | 'elsewhereMs'
    | 'pullMs'
    | 'bodyBytes'
    | 'lineBytes'
    | 'reloadMs'
    | 'restartMs'
    | 'settleMs'
    | 'pollMs'
    | 'slowPollMs',
    number
  >
> = {
  /** `GET /info` takes milliseconds; an engine that stops or starts containers may take seconds. */
  requestMs: 10_000,
  /** For an answer at the usual socket, where the engine is seen to listen elsewhere too: a hundred times what an idle one takes. */
  elsewhereMs: 2_000,
  /** `--verify-pull`: a large image through a slow mirror. */
  pullMs: 30 * 60_000,
  /** `GET /info` has some 10 KiB; but it repeats the labels of daemon.json, which may be as large as `HOST.configBytes`. */
  bodyBytes: 64 * MiB,
  /** A line of a pull's progress is a few hundred bytes. */
  lineBytes: 1 * MiB,
  /** From SIGHUP to the new mirrors in the API: 2 to 30 ms where it was measured; a busy machine may swap. */
  reloadMs: 15_000,
  /** From the service manager's word to an API that answers: a start loads every container's state. */
  restartMs: 90_000,
  /** For what an engine was told just before Ctrl-C: a hundred times what its reload takes. */
  settleMs: 2_000,
  /** Between two looks, at first: what is waited for mostly happens at once. */
  pollMs: 15,
  /** And after a second. */
  slowPollMs: 250,
};

export const APPLY: { readonly materialGain: number } = {
  /**
   * Mirrors whose predicted pulls differ by less than this share stay in the order in which they stand: two runs of one minute differ by as much, and
   * each change of the file costs a reload and a backup.
   */
  materialGain: 0.2,
};
