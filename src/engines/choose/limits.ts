export const APPLY: { readonly materialGain: number } = {
  /**
   * Mirrors whose predicted pulls differ by less than this share stay in the order in which they stand: two runs of one minute differ by as much, and
   * each change of the file costs a reload and a backup.
   */
  materialGain: 0.2,
};
