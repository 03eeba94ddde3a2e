/** `20261121T060830123Z`: the instant in UTC, to the millisecond. Sorts by time, and is a safe file name everywhere. */
const ID = /^\d{8}T\d{9}Z$/;

export function isBackupId(text: string): boolean {
  return ID.test(text);
}

/**
 * The id of a set made at `at`, later than `newest` in any case: the order of the ids is the order of the sets, even when
 * the clock has been set back in between. Pure.
 */
export function backupId(at: Date, newest: string | null): string {
  const id = render(at);
  if (newest === null || id > newest) return id;
  const previous = parse(newest);
  return render(new Date(previous.getTime() + 1));
}

function render(at: Date): string {
  return at.toISOString().replace(/[-:.]/g, '');
}

function parse(id: string): Date {
  const [, year, month, day, hour, minute, second, ms] =
    /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{3})Z$/.exec(id) ?? [];
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`);
}
