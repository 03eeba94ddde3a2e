/** How the relay is run. */
export const RUN_RELAY: {
  readonly fromMaxAgeMs: number;
  readonly surveyMs: number;
  readonly reportBytes: number;
  readonly retrySurveyMs: number;
  readonly serveMs: number;
  readonly serveNamedMs: number;
  readonly pollMs: number;
} = {
  /** A report is only what to begin with: what is fetched tells more, and the first recheck comes. */
  fromMaxAgeMs: 30 * 86_400_000,
  /** A survey of the whole catalogue takes two minutes where half of it is silent. */
  surveyMs: 10 * 60_000,
  /** Its report: some KiB a mirror. */
  reportBytes: 16 * 1024 * 1024,
  /** After a recheck that came to nothing. */
  retrySurveyMs: 3_600_000,
  /** From its start to its first manifest: a survey of the whole catalogue comes before. */
  serveMs: 5 * 60_000,
  /** The same where mirrors are named: a start on a slow machine, and a tag that is asked for everywhere. */
  serveNamedMs: 30_000,
  /** How often it is asked meanwhile. */
  pollMs: 500,
};
