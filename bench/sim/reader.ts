/**
 * How a program sees bytes that the kernel has: in whole TLS records, decrypted as they are complete. Go's servers
 * write records of one segment for the first 128 KiB of a connection and of 16 KiB after that (crypto/tls).
 */
export function createReader(onRead: (bytes: number) => void): (bytes: number) => void {
  let pending = 0;
  let total = 0;
  return (bytes) => {
    pending += bytes;
    let whole = 0;
    for (;;) {
      const record = total + whole < SMALL_UNTIL ? SMALL_RECORD : LARGE_RECORD;
      if (pending - whole < record) break;
      whole += record;
    }
    if (whole === 0) return;
    pending -= whole;
    total += whole;
    onRead(whole);
  };
}

const SMALL_UNTIL = 128 * 1024;
const SMALL_RECORD = 1_400;
const LARGE_RECORD = 16_384;
