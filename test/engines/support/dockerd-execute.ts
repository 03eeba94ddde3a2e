import { execFile } from 'node:child_process';

export interface Execution {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end; whatever its exit code, that is a value. Throws when it cannot be started or takes over `timeoutMs`. */
export function execute(
  [program = '', ...args]: readonly string[],
  options: { readonly input?: Buffer; readonly timeoutMs?: number } = {},
): Promise<Execution> {
  return new Promise((resolve, reject) => {
    const settings = {
      timeout: options.timeoutMs ?? 120_000,
      maxBuffer: 64 * 1024 * 1024,
      killSignal: 'SIGKILL',
    } as const;
    const child = execFile(program, args, settings, (error, stdout, stderr) => {
      if (error === null) resolve({ code: 0, stdout, stderr });
      else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr });
      else reject(error);
    });
    child.stdin?.end(options.input);
  });
}
