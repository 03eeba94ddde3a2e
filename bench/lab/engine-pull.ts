import { request } from 'node:http';
import { createInterface } from 'node:readline';

/** One pull by a real engine, as its API's progress stream tells it. Seconds since the request. */
export interface EnginePull {
  /** The last layer's last byte had come. */
  readonly downloadedSeconds: number;
  /** Unpacked as well. */
  readonly totalSeconds: number;
}

/** POST /images/create. Throws with the engine's words where the pull fails. */
export async function pullByEngine(socket: string, image: string, tag: string): Promise<EnginePull> {
  const startedMs = performance.now();
  const seconds = (): number => (performance.now() - startedMs) / 1000;
  const path = `/images/create?fromImage=${encodeURIComponent(image)}&tag=${tag}`;
  let downloadedSeconds = 0;
  await new Promise<void>((resolve, reject) => {
    const message = request({ socketPath: socket, path, method: 'POST' }, (response) => {
      createInterface({ input: response })
        .on('line', (line) => {
          const { status = '', error = null } = JSON.parse(line) as { status?: string; error?: string };
          if (error !== null) reject(new Error(error));
          if (/^(Downloading|Download complete|Verifying Checksum)/.test(status))
            downloadedSeconds = seconds();
        })
        .on('close', resolve);
    });
    message.on('error', reject);
    message.end();
  });
  if (downloadedSeconds === 0) throw new Error(`nothing of ${image}:${tag} was downloaded`);
  return { downloadedSeconds, totalSeconds: seconds() };
}
