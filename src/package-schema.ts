import { packageFile } from './packaging.ts';

/** A value held against a schema. `detail`: what is wrong with it, in the validator's words. */
export type HeldAgainstSchema<Value> =
  | { readonly kind: 'valid'; readonly value: Value }
  | { readonly kind: 'invalid'; readonly detail: string };

/**
 * Holds values against a schema that the package ships; `name` is what the validator's words call the value. The validator is loaded, and the
 * schema compiled, for the first value: compiling takes longer than checking a hundred, and a history has thousands.
 */
export function schemaValidator<Value>(
  file: string,
  name: string,
): (value: unknown) => Promise<HeldAgainstSchema<Value>> {
  let compiled: Promise<(value: unknown) => HeldAgainstSchema<Value>> | null = null;
  return async (value) => {
    compiled ??= compile(file, name);
    return (await compiled)(value);
  };
}

async function compile<Value>(
  file: string,
  name: string,
): Promise<(value: unknown) => HeldAgainstSchema<Value>> {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const ajv = new Ajv2020({ strict: false });
  const isValid = ajv.compile<Value>(JSON.parse(packageFile(file)));
  return (value) =>
    isValid(value)
      ? { kind: 'valid', value }
      : { kind: 'invalid', detail: ajv.errorsText(isValid.errors, { dataVar: name }) };
}
