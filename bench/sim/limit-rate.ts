import type { World } from './world.ts';

/** nginx's `limit_rate` with `limit_rate_after`, for each connection. */
export interface LimitRate {
  readonly bytesPerSecond: number;
  readonly afterBytes: number;
  /** What it hands to the kernel at once: two buffers of 32 KiB where it reads a file or an upstream; a second's worth and more where it uses sendfile. */
  readonly writeBytes: number;
}

/**
 * Writes an answer as ngx_http_write_filter does (nginx 1.22, src/http/ngx_http_write_filter_module.c): it counts in whole seconds since the request began, one of which is granted in
 * advance, and after each write waits for as long as that write may take. A real one was seen so: by sendfile a second's worth each second, else 64 KiB every 62 ms at 1 MiB/s.
 */
export function writeLimited(
  world: World,
  { bytesPerSecond, afterBytes, writeBytes }: LimitRate,
  bytes: number,
  write: (bytes: number) => void,
): void {
  const startSecond = Math.floor(world.nowMs / 1000);
  let sent = 0;
  const later = (ms: number): void => {
    world.at(world.nowMs + ms, step);
  };
  const step = (): void => {
    const seconds = Math.floor(world.nowMs / 1000) - startSecond + 1;
    const free = bytesPerSecond * seconds - (sent - afterBytes);
    if (free <= 0) {
      later((-free * 1000) / bytesPerSecond + 1);
      return;
    }
    const before = Math.max(0, sent - afterBytes);
    const now = Math.min(free, writeBytes, bytes - sent);
    sent += now;
    write(now);
    if (sent < bytes) later(((Math.max(0, sent - afterBytes) - before) * 1000) / bytesPerSecond);
  };
  step();
}
