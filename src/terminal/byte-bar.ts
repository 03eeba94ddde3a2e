/**
 * `[####==    ]`: what was sent, and what was received and waits to be sent, of a total, in so many columns. Never full before all is. Pure.
 */
export function byteBar(
  { total, received, sent }: { readonly total: number; readonly received: number; readonly sent: number },
  columns: number,
): string {
  const cells = Math.max(0, columns - 2);
  const cellsOf = (bytes: number): number => (total <= 0 ? 0 : Math.floor((cells * bytes) / total));
  const full = '#'.repeat(cellsOf(sent));
  return `[${(full + '='.repeat(Math.max(0, cellsOf(received) - full.length))).padEnd(cells)}]`;
}
