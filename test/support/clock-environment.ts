/** What a process needs of this one's environment to see the same time, where that is not the real one (faketime). */
export function clockEnvironment(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      (name === 'LD_PRELOAD' || name.startsWith('FAKETIME')) && value !== undefined ? [[name, value]] : [],
    ),
  );
}
