/** What came back to one request, as far as an engine can see it. */
export type Answer = Response | Nothing;

export interface Response {
  readonly kind: 'response';
  readonly status: number;
  /** Names in lower case, each value as it came. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** Redirects led to another scheme, host or path than was asked. */
  readonly moved: boolean;
  /** Bytes of the body as promised; null where that is not known (`-1` in Go): chunked, or by the end of the connection. */
  readonly length: number | null;
  readonly body: Body;
}

export interface Body {
  /** Codings still on. */
  readonly bytes: Uint8Array;
  /** `left`: by us, since enough was seen. */
  readonly ended: 'whole' | 'cut-off' | 'oversized' | 'left';
  /** Of a layer that was too long to keep: do the bytes, as they came, have their digest? null: it was not read whole. */
  readonly matches?: boolean | null;
  /** How long that layer was, where it was read whole. */
  readonly size?: number;
}

/** No answer at all, or one that is no HTTP to Go. */
export interface Nothing {
  readonly kind: 'nothing';
}

/** As Go's `Header.Get`: the first value; '' where there is none. */
export function headerOf({ headers }: Response, name: string): string {
  return headers[name]?.[0] ?? '';
}
