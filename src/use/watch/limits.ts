/** How the mirrors of an engine are watched. */
export const WATCH: {
  readonly afterBootMinutes: number;
  readonly spreadMinutes: number;
  readonly fullDays: number;
  readonly retryHours: number;
  readonly runMinutes: number;
  readonly stateBytes: number;
  readonly reportBytes: number;
  readonly mirrors: number;
} = {
  /** The network, and the engine, come up first. */
  afterBootMinutes: 10,
  /** Many machines are started, and installed, at the full hour. */
  spreadMinutes: 20,
  /** With throughput: some MiB of the better mirrors, so not every day. */
  fullDays: 7,
  /** After a measurement that came to nothing: as much as a week's would cost each day, and no more. */
  retryHours: 24,
  /** A survey of the whole catalogue takes two minutes where half of it is silent, and two looks come before, whose pause is added. */
  runMinutes: 20,
  /** What is remembered: some hundred bytes a mirror. */
  stateBytes: 256 * 1024,
  /** A survey of the catalogue is a tenth of it. */
  reportBytes: 4 * 1024 * 1024,
  /** More than any engine has. */
  mirrors: 100,
};
