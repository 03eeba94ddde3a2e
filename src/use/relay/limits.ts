/** How the relay is run. */
export const RUN_RELAY: {
  readonly port: number;
  readonly recheckHours: number;
  readonly maxBytes: number;
  readonly fromMaxAgeMs: number;
  readonly surveyMs: number;
  readonly reportBytes: number;
  readonly retrySurveyMs: number;
} = {
  /** Free in IANA's registry, and nobody's habit: 5000 is macOS's AirPlay, and what everybody gives a registry. */
  port: 5077,
  /** Mirrors come and go within weeks; their loads within hours are seen in what is fetched. */
  recheckHours: 24,
  /** `--max-size`: the images of a small office; a laptop's disk has it. */
  maxBytes: 10 * 1024 ** 3,
  /** A report is only what to begin with: what is fetched tells more, and the first recheck comes. */
  fromMaxAgeMs: 30 * 86_400_000,
  /** A survey of the whole catalogue takes two minutes where half of it is silent. */
  surveyMs: 10 * 60_000,
  /** Its report: some KiB a mirror. */
  reportBytes: 16 * 1024 * 1024,
  /** After a recheck that came to nothing. */
  retrySurveyMs: 3_600_000,
};
