import { networkInterfaces } from 'node:os';

/** The IPv4 address of Docker's bridge; null: there is none. */
export function bridgeAddress(): string | null {
  return networkInterfaces()['docker0']?.find(({ family }) => family === 'IPv4')?.address ?? null;
}
