import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's young generation at its first size. A survey makes short-lived buffers by the megabyte; left to itself the young generation grows to
 * meet them and then keeps what it has, a fifth of the peak with a thousand mirrors (bench/cli/healthy). Collections come oftener and find little alive.
 * Must be called before the first of them.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
