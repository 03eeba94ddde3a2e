import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { type Fault, fault } from './fault.ts';

export interface DecodedBody {
  readonly kind: 'decoded';
  readonly body: Uint8Array;
}

/**
 * Undoes a Content-Encoding that we did not ask for (RFC 9110 section 8.4.1): some mirrors compress whatever they are told.
 * Never inflates past `limitBytes`: zlib stops at the first byte beyond. `encoding` is the header's value, null if none.
 */
export async function decodeBody(
  coded: Uint8Array,
  encoding: string | null,
  limitBytes: number,
): Promise<DecodedBody | Fault> {
  const name = encoding?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity' || coded.length === 0) return { kind: 'decoded', body: coded };
  const decode = DECODERS.get(name);
  if (decode === undefined) return fault('protocol-error', `unknown content-encoding ${name}`);
  try {
    return { kind: 'decoded', body: await decode(coded, { maxOutputLength: limitBytes }) };
  } catch (error) {
    return decodeFault(error);
  }
}

type Decoder = (coded: Uint8Array, options: { readonly maxOutputLength: number }) => Promise<Uint8Array>;

const gunzipAsync: Decoder = promisify(gunzip);

/** RFC 9110 says zlib format; a few servers send the bare stream, as browsers tolerate. The low nibble 8 marks zlib. */
const inflateAsync: Decoder = (coded, options) =>
  promisify(((coded[0] ?? 0) & 0x0f) === 8 ? inflate : inflateRaw)(coded, options);

const DECODERS: ReadonlyMap<string, Decoder> = new Map([
  ['gzip', gunzipAsync],
  ['x-gzip', gunzipAsync],
  ['deflate', inflateAsync],
  ['br', promisify(brotliDecompress)],
]);

function decodeFault(error: unknown): Fault {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ERR_BUFFER_TOO_LARGE':
      return fault('oversized', 'the body inflates past its limit');
    case 'Z_BUF_ERROR':
      return fault('truncated', 'the compressed body ended early');
    default:
      return fault('protocol-error', `the compressed body is damaged (${code})`);
  }
}
