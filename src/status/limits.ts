import { KiB, MiB, SURVEY } from '../limits.ts';

/** The history of runs, its table and its page. */
export const STATUS: Readonly<
  Record<
    | 'reportBytes'
    | 'dayBytes'
    | 'rollUpBytes'
    | 'clockSkewMs'
    | 'rawDays'
    | 'blockDays'
    | 'beforeDays'
    | 'renewMs'
    | 'plotDays'
    | 'months'
    | 'rankMs'
    | 'listedMs'
    | 'tellingMs'
    | 'vouchDays'
    | 'nextRunDays'
    | 'throughputHours'
    | 'settingsChars'
    | 'siteListBytes'
    | 'eventsBytes'
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
  /** A day goes on from another one that lies so close before it: jobs run daily, and by hand at least weekly. */
  vouchDays: 7,
  /** Layers are downloaded once a day: a mirror is not there to be measured, and an hourly job drifts by minutes. */
  throughputHours: 22,
  /** Days that tell what the next run should do, besides those in which layers may have been measured: which list is the usual one. */
  nextRunDays: 2,
  /** A maintainer's settings: a note a week for ten years. */
  settingsChars: 512 * KiB,
  /** The names of a site's files: 100 bytes each, a dozen a mirror, 1,000 mirrors at each of several vantages. */
  siteListBytes: 16 * MiB,
  /** What a run made known: a few hundred bytes a mirror. */
  eventsBytes: 8 * MiB,
  /** Daily blocks of a mirror. */
  blockDays: 90,
  /**
   * Days before those: an event is decided by what so many days before it tell, so that it is the same event as long as it
   * is shown, though the oldest day is another one each day. An outage that is longer began "before".
   */
  beforeDays: 90,
  /**
   * What somebody has been told is settled so often, at the same instants for ever: what he is told next then follows from
   * less than is read. It costs a mirror that comes and goes each day one telling more in a month.
   */
  renewMs: 30 * 86_400_000,
  /** Plots, and the figures of first bytes: a month shows the evenings and the weekends. */
  plotDays: 30,
  /** Months of availability on a mirror's page. */
  months: 12,
  /** A rank counts so long: throughput is measured once a day, and a run may be late by half of one. */
  rankMs: 36 * 3_600_000,
  /** A mirror that no whole run has asked for so long has left the list, and the table; a vantage that is silent loses none. */
  listedMs: 7 * 86_400_000,
  /** What was found of a mirror is let go when its runs have found nothing out for so long. */
  tellingMs: 7 * 86_400_000,
  /** Mirrors that the page recommends: as many as mirror-apply would configure. */
  bestShown: SURVEY.applyTop,
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
