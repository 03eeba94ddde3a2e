type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What makes a process see another time than the machine's, where it makes us: faketime(1), with which the tests put the clock ahead.
 * Two processes of one run must not differ by years. Its library, which is loaded into us already, is the only one that is handed on.
 */
export function clockEnvironment(env: Environment): Readonly<Record<string, string>> {
  const library = env['LD_PRELOAD'] ?? '';
  if (!/^\/[\w$./+-]{1,200}\/libfaketime(?:MT)?\.so\.1$/.test(library)) return {};
  const settings = Object.entries(env).flatMap(([name, value]) =>
    // What the processes of one user share, another may not open.
    /^FAKETIME(?!_SHARED)/.test(name) && value !== undefined ? [[name, value] as const] : [],
  );
  return { LD_PRELOAD: library, ...Object.fromEntries(settings) };
}
