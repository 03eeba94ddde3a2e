/**
 * Runs a command that the user himself wrote for his shell, in his own environment, with `input` on its standard input. What
 * it writes is let go. Never throws for what the command does; `exitCode` null: it was ended after `timeoutMs`, or could
 * not be started.
 */
export async function runShell(
  command: string,
  input: string,
  timeoutMs: number,
): Promise<{ readonly exitCode: number | null }> {
  const { execa } = await import('execa');
  const result = await execa(command, {
    shell: true,
    input,
    stdout: 'ignore',
    stderr: 'ignore',
    reject: false,
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  return { exitCode: result.exitCode ?? null };
}
