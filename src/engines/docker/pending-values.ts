import { isIP, isIPv4 } from 'node:net';

/** An option that is given once: the last counts. */
export function last(texts: readonly string[]): string | undefined {
  return texts.at(-1);
}

/** An option that is on or off, as Go reads it (strconv.ParseBool). */
export function isOn(texts: readonly string[]): boolean {
  return /^(?:1|t|true)$/i.test(texts.at(-1) ?? '');
}

export function sameSet(one: readonly unknown[], other: readonly unknown[]): boolean {
  const known = new Set(other);
  return one.length === other.length && one.every((item) => known.has(item));
}

/** What is none has no fields. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** One that the engine takes as it stands: its own name is not to be had, and it is a program or a shim, not both (moby daemon/runtime_unix.go). */
export function isRuntime([name, told]: readonly [string, unknown]): boolean {
  const { path, runtimeType, ...more } = objectOf(told);
  if (name === 'runc' || name.startsWith('io.containerd.')) return false;
  const isText = (text: unknown): boolean => typeof text === 'string' && text !== '';
  const onlyPath = isText(path) && runtimeType === undefined;
  const onlyShim = isText(runtimeType) && path === undefined;
  return (onlyPath || onlyShim) && Object.keys(more).every((key) => key === 'runtimeArgs' && onlyPath);
}

/** IPv4 blocks, each with room for networks of its size, none in another. What this does not know (IPv6) it does not call well-formed. */
export function isAddressPools(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  const blocks = value.map((pool) => {
    const { base, size, ...more } = objectOf(pool);
    const block = typeof base === 'string' ? ipv4Block(base) : null;
    const fits =
      block !== null && Number.isInteger(size) && Number(size) >= block.length && Number(size) <= 30;
    return fits && Object.keys(more).length === 0 ? block : null;
  });
  return blocks.every(
    (one, at) =>
      one !== null &&
      blocks.every(
        (other, beside) =>
          at === beside || other === null || one.last < other.first || other.last < one.first,
      ),
  );
}

/** `10.3.2.1/8`: the block that it lies in. null: it is none. */
export function ipv4Block(
  text: string,
): { readonly first: number; readonly last: number; readonly length: number } | null {
  const [, address = '', digits = ''] = /^([\d.]+)\/(\d{1,2})$/.exec(text) ?? [];
  const length = Number(digits);
  if (!isIPv4(address) || length > 32) return null;
  const bits = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - length);
  const first = bits - (bits % size);
  return { first, last: first + size - 1, length };
}

/** A name or address with or without a port, or a block (moby registry/config.go); with what is neither the engine does not start. */
export function isInsecureEntry(entry: string): boolean {
  const bare = entry.replace(/^https?:\/\//i, '');
  const [, address = '', length = ''] = /^([\da-f.:]+)\/(\d{1,3})$/i.exec(bare) ?? [];
  if (isIP(address) !== 0) return Number(length) <= (isIPv4(address) ? 32 : 128);
  const [, name = '', port = '0'] = /^([a-z\d.-]+?)(?::(\d{1,5}))?$/i.exec(bare) ?? [];
  return (
    name.split('.').every((label) => /^[a-z\d](?:[a-z\d-]*[a-z\d])?$/i.test(label)) && Number(port) <= 65_535
  );
}
