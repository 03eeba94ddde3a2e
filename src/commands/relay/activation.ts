/** Consent to a restart that stops containers, as mirror-apply takes it. */
export function activation(how: 'auto' | 'restart'): readonly string[] {
  return how === 'restart' ? ['--activate', how] : [];
}
