/**
 * Runs a command that the user himself wrote for his shell, in his own environment, with `input` on its standard input. What
 * it writes is let go. Never throws for what the command does; `exitCode` null: it was ended after `timeoutMs`, with all
 * that it had started, or could not be started.
 */
export async function runShell(
  command: string,
  input: string,
  timeoutMs: number,
): Promise<{ readonly exitCode: number | null }> {
  const { execa } = await import('execa');
  const hasGroups = process.platform !== 'win32';
  const child = execa(command, {
    shell: true,
    input,
    stdout: 'ignore',
    stderr: 'ignore',
    reject: false,
    // A group of its own: a shell that is killed leaves what it waits for running.
    detached: hasGroups,
  });
  const { pid } = child;
  const timer = setTimeout(() => {
    if (pid === undefined) return;
    try {
      process.kill(hasGroups ? -pid : pid, 'SIGKILL');
    } catch {
      // It ended just now.
    }
  }, timeoutMs);
  const result = await child;
  clearTimeout(timer);
  return { exitCode: result.exitCode ?? null };
}
