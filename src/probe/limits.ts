import { KiB, MiB } from '../limits.ts';

export const LAYER: Readonly<
  Record<
    'preferredBytes' | 'tooSlowBytesPerSecond' | 'meanMs' | 'codedBytes' | 'otherWayBytes' | 'otherWayMs',
    number
  >
> = {
  /** Of a layer that comes with a content coding so much is kept, to see whether the label is true; a test's whole layer fits in. */
  codedBytes: 64 * KiB,
  /** Of a layer that was measured in one way so much is asked for in the other: it shows a refusal, a page and a coding. */
  otherWayBytes: 4 * KiB,
  /** And only where its first byte came sooner than this: a store that has to be woken is not waited for twice. */
  otherWayMs: 1_000,
  /** The smallest layer of at least this size is measured: past slow start, and not a gigabyte cached for nobody. */
  preferredBytes: 8 * MiB,
  /** Under this rate at the time limit a mirror is `too-slow`. */
  tooSlowBytesPerSecond: 32 * KiB,
  /** Bytes over time say nothing of a rate before this: slow start and one lost segment take as long. */
  meanMs: 1_000,
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
  readonly evenFactor: number;
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
  readonly flightPart: number;
  readonly leastFlightMs: number;
  readonly flightsAlike: number;
  readonly flightMargin: number;
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
  /** A throttle has set in where an earlier window was faster by this factor; operators throttle to a half and less. */
  evenFactor: 1.25,
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
  /** A silence of more round trips than this is not a retransmission, and counts. */
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
  /** The pace of a flight is seen over this share of a round trip: one of 300 segments takes 35 ms at 100 Mbit/s. */
  flightPart: 1 / 8,
  /** But no shorter a time: a program is not woken for each segment. */
  leastFlightMs: 5,
  /** Two flights are alike from this share on; a sender that paces itself doubles from one to the next. */
  flightsAlike: 0.85,
  /** A link is claimed to be no faster than this many times the pace of its flights. */
  flightMargin: 1.1,
};

/** The second request beside a finalist's download. */
export const COMPANION: Readonly<
  Record<
    'connections' | 'lineShare' | 'leastMs' | 'roundTrips' | 'leastSeen' | 'limited' | 'unhindered',
    number
  >
> = {
  /** Layers that engines fetch at once, as shipped. */
  connections: 3,
  /** One that had more of the line alone leaves three connections nothing to gain. */
  lineShare: 1 / 3,
  /** nginx counts in whole seconds: by sendfile a second's worth comes at once, then nothing. */
  leastMs: 1_100,
  /** Slow start of the second connection is the smaller part of so many. */
  roundTrips: 10,
  /** A look that was cut shorter than this share of its time says nothing, and is not begun. */
  leastSeen: 0.7,
  /** Two connections that share a link get 0.8 to 1.33 times what one had, those with a limit each 2 and more. */
  limited: 1.4,
  /** From here on the link did not hold the second one back, nor will it the third. */
  unhindered: 1.7,
};
