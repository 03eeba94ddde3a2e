export interface UnitProperties {
  /** Unit file, drop-ins, environment files: in the order in which they count. */
  readonly paths: readonly string[];
  /** The arguments of the last ExecStart, as systemd prints them: joined by blanks, variables not expanded. */
  readonly execStart: string | null;
  /** As systemd prints it: `!/opt/x` where it may be missing, `~`; null: none is set. */
  readonly workingDirectory: string | null;
}

/**
 * The output of `systemctl show -p FragmentPath -p DropInPaths -p EnvironmentFiles -p ExecStart -p WorkingDirectory`, in whatever order.
 * `EnvironmentFiles=/etc/default/docker (ignore_errors=yes)` stands once for each file;
 * `ExecStart={ path=/usr/bin/dockerd ; argv[]=/usr/bin/dockerd -H fd:// ; ignore_errors=no ; … }`. Pure.
 */
export function parseUnitProperties(text: string): UnitProperties {
  const valuesOf = propertiesIn(text);
  const execStart = valuesOf('ExecStart').at(-1);
  return {
    paths: [
      ...valuesOf('FragmentPath'),
      ...valuesOf('DropInPaths').flatMap((value) => value.split(' ')),
      ...valuesOf('EnvironmentFiles').map((value) => value.replace(/ \(ignore_errors=(?:yes|no)\)$/, '')),
    ],
    execStart: execStart === undefined ? null : between(execStart, 'argv[]=', ' ; ignore_errors='),
    workingDirectory: valuesOf('WorkingDirectory').at(-1) ?? null,
  };
}

/** The output of `systemctl show` of one unit: what it says of a property, each time that it stands there and is not empty. Pure. */
export function propertiesIn(text: string): (name: string) => readonly string[] {
  const values = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const equals = line.indexOf('=');
    if (equals === -1) continue;
    const name = line.slice(0, equals);
    values.set(name, [...(values.get(name) ?? []), line.slice(equals + 1).trim()]);
  }
  return (name) => (values.get(name) ?? []).filter((value) => value !== '');
}

/** null: one of the two does not stand there. */
function between(text: string, before: string, after: string): string | null {
  const start = text.indexOf(before);
  const end = text.indexOf(after, start);
  return start === -1 || end === -1 ? null : text.slice(start + before.length, end);
}

export interface UnitState {
  /** The process that the manager started for the unit, or was told of by it; null: none runs. */
  readonly mainPid: number | null;
  /** The file that ExecStart runs; null: none is named. */
  readonly program: string | null;
}

/** The output of `systemctl show -p LoadState -p MainPID -p ExecStart`; null: there is no such unit. Pure. */
export function parseUnitState(text: string): UnitState | null {
  if (!/^LoadState=loaded$/m.test(text)) return null;
  const pid = Number(/^MainPID=(\d+)$/m.exec(text)?.[1] ?? 0);
  const program = [...text.matchAll(/^ExecStart=\{ path=(.*?) ; argv\[\]=/gm)].at(-1)?.[1];
  return { mainPid: pid > 0 ? pid : null, program: program ?? null };
}
