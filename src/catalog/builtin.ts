import { readFileSync } from 'node:fs';
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
  // The same two steps up from src/catalog/ and dist/catalog/.
  const document: unknown = JSON.parse(readFileSync(new URL('../../mirrors.json', import.meta.url), 'utf8'));
  const catalogue = readCatalogue(document, BUILTIN, (path, fault) => {
    throw new Error(`mirrors.json: ${fieldName(path)}: ${fault.kind}`);
  });
  if (catalogue === null) throw new Error('mirrors.json has no mirrors');
  return catalogue;
}
