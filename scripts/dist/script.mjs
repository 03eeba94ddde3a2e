/** Shell scripts that are made of a template beside this file. */
import { readFileSync } from 'node:fs';

/** The template with a value in the place of each `@NAME@`. */
export function script(name, values) {
  return read(name).replace(/@([A-Z0-9_]+)@/g, (_, key) => values[key]);
}

/** The shell function that tells which services run the program. */
export function servicesScript() {
  return read('services.sh');
}

function read(name) {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}
