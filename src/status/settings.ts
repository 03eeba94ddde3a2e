import { readFile } from 'node:fs/promises';
import { schemaValidator } from '../package-schema.ts';
import { STATUS } from './limits.ts';
import { isInstant, isSafeVantage } from './names.ts';

/** What the maintainer says himself (schema/status-settings.schema.json). */
export interface Settings {
  /** Vantages in the order in which they are shown; the others follow by name. */
  readonly vantages: readonly string[];
  /** What happened, in the maintainer's words. */
  readonly notes: readonly Note[];
}

export interface Note {
  /** Ms since 1970. */
  readonly at: number;
  /** The mirror that it is about; null: all of them. */
  readonly mirror: string | null;
  readonly text: { readonly en: string; readonly zh: string };
}

export const NO_SETTINGS: Settings = { vantages: [], notes: [] };

export type ReadSettings =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly detail: string };

/** Rejects with the system's error where the file cannot be read. */
export async function readSettings(path: string): Promise<ReadSettings> {
  return parseSettings(await readFile(path, 'utf8'));
}

export async function parseSettings(text: string): Promise<ReadSettings> {
  if (text.length > STATUS.settingsChars) return { ok: false, detail: `> ${STATUS.settingsChars}` };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : 'not JSON' };
  }
  const checked = await checkSettings(value);
  if (checked.kind === 'invalid') return { ok: false, detail: checked.detail };
  const never = checked.value.notes?.find(({ at }) => !isInstant(at));
  if (never !== undefined) return { ok: false, detail: never.at };
  return { ok: true, settings: settingsOf(checked.value) };
}

const checkSettings = schemaValidator<Written>('schema/status-settings.schema.json', 'settings');

interface Written {
  readonly vantages?: readonly string[];
  readonly notes?: readonly {
    readonly at: string;
    readonly mirror?: string;
    readonly en: string;
    readonly zh?: string;
  }[];
}

function settingsOf({ vantages = [], notes = [] }: Written): Settings {
  return {
    vantages: vantages.filter(isSafeVantage),
    notes: notes.map(({ at, mirror = null, en, zh = en }) => ({
      at: Date.parse(at),
      mirror,
      text: { en, zh },
    })),
  };
}
