/** What is shown, and how often it is drawn again. */
export const DISPLAY = {
  /** A pipe or a file has no width; 80 columns are what mails, logs and old terminals show. */
  defaultColumns: 80,
  /** Where a terminal does not tell its height. */
  defaultRows: 24,
  /** The first places so far are four lines more of what is drawn over; in fewer rows than these they would scroll away. */
  provisionalRows: 10,
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
  /** A bar for bytes moves four times a second: a line of 1 MB/s fills a cell of a 10 MB layer in that time. */
  barTickMs: 250,
} as const;
