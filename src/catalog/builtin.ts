import { packageFile } from '../packaging.ts';
import { fieldName } from './list-problem.ts';
import { readCatalogue } from './read-catalogue.ts';
import type { Catalogue } from './types.ts';

/** The name of our own catalogue, as `--list` takes it. */
export const BUILTIN = 'builtin';

/** The curated catalogue, mirrors.json of this package. Read once; a fault in it is ours, and throws. */
export function builtinCatalogue(): Catalogue {
  loaded ??= load();
  return loaded;
}

let loaded: Catalogue | null = null;

function load(): Catalogue {
  const document: unknown = JSON.parse(packageFile('mirrors.json'));
  const catalogue = readCatalogue(document, BUILTIN, (path, fault) => {
    throw new Error(`mirrors.json: ${fieldName(path)}: ${fault.kind}`);
  });
  if (catalogue === null) throw new Error('mirrors.json has no mirrors');
  return catalogue;
}
