import { isRecord } from '../../host/parse-json.ts';

/**
 * Parsers of what a process says that is not believed. Each gives a value of its form, with nothing beside it, or undefined. Pure.
 */
export type Parse<Value> = (value: unknown) => Value | undefined;

/** An object of these fields; what else it has is left behind. */
export function shape<Value extends object>(
  fields: {
    readonly [Key in keyof Value]-?: Parse<Value[Key]>;
  },
): Parse<Value> {
  return (value) => {
    if (!isRecord(value)) return undefined;
    const parsed: Partial<Value> = {};
    for (const key in fields) {
      const field = fields[key](Object.hasOwn(value, key) ? value[key] : undefined);
      if (field === undefined) return undefined;
      parsed[key] = field;
    }
    // Every field of it was set by the loop, which the compiler cannot see.
    return parsed as Value;
  };
}

/** One of several forms that `kind` tells apart, of these fields each. */
export function tagged<Value extends { readonly kind: string }>(
  forms: {
    readonly [Kind in Value['kind']]: {
      readonly [Key in Exclude<keyof Extract<Value, { kind: Kind }>, 'kind'>]: Parse<
        Extract<Value, { kind: Kind }>[Key]
      >;
    };
  },
): Parse<Value> {
  const parsers = new Map<unknown, Parse<object>>(
    Object.entries<Readonly<Record<string, Parse<unknown>>>>(forms).map(([kind, fields]) => [
      kind,
      shape<object>({ ...fields, kind: oneOf([kind]) }),
    ]),
  );
  return (value) => {
    const parsed = isRecord(value) ? parsers.get(value['kind'])?.(value) : undefined;
    // It has the fields of that kind and no others, which the compiler cannot see.
    return parsed as Value | undefined;
  };
}

export function listOf<Value>(parse: Parse<Value>, most: number): Parse<readonly Value[]> {
  return (value) => {
    if (!Array.isArray(value) || value.length > most) return undefined;
    const parsed = value.map(parse).filter((item) => item !== undefined);
    return parsed.length === value.length ? parsed : undefined;
  };
}

export function nullable<Value>(parse: Parse<Value>): Parse<Value | null> {
  return (value) => (value === null ? null : parse(value));
}

/** null where there is nothing. */
export function absentOr<Value>(parse: Parse<Value>): Parse<Value | null> {
  return (value) => (value === undefined ? null : parse(value));
}

export function oneOf<const Value>(allowed: readonly Value[]): Parse<Value> {
  return (value) => allowed.find((one) => one === value);
}

export const flag: Parse<boolean> = oneOf([true, false]);

/** Seconds, bytes, a rate: none is negative or beyond what a double counts exactly. */
export const measure: Parse<number> = (value) =>
  typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : undefined;

/** A whole number from `least` to `most`. */
export function whole(least: number, most: number = Number.MAX_SAFE_INTEGER): Parse<number> {
  return (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most
      ? value
      : undefined;
}

/** A text, made fit to be shown. */
export function text(clean: (text: string) => string): Parse<string> {
  return (value) => (typeof value === 'string' ? clean(value) : undefined);
}
