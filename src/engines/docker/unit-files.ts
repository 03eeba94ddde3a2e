import { assignmentOf, type PlacedText, placedText, shellWords, sliceOf } from './shell-words.ts';

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

export interface PlacedVariable {
  readonly file: TextFile;
  readonly value: PlacedText;
}

export interface DockerUnit {
  /** The words of the last ExecStart= that no later empty one takes back. */
  readonly execStart: { readonly file: TextFile | null; readonly words: readonly PlacedText[] };
  /** Of `Environment=`. */
  readonly environment: ReadonlyMap<string, PlacedVariable>;
  /** Paths of `EnvironmentFile=`, without the dash that says the file may be missing. */
  readonly environmentFiles: readonly string[];
}

/** A systemd service and its drop-ins, in the order in which systemd reads them; of `[Service]` what decides the command line. */
export function readUnits(files: readonly TextFile[]): DockerUnit {
  let execStart: DockerUnit['execStart'] = { file: null, words: [] };
  let environment = new Map<string, PlacedVariable>();
  let environmentFiles: string[] = [];
  for (const file of files) {
    for (const { key, value } of settingsOf(file)) {
      const words = shellWords(value);
      const reset = value.text.trim() === '';
      if (key === 'ExecStart') {
        execStart = { file, words };
      } else if (key === 'Environment') {
        if (reset) environment = new Map();
        for (const word of words) {
          const assignment = assignmentOf(word);
          if (assignment !== null) environment.set(assignment.name, { file, value: assignment.value });
        }
      } else if (key === 'EnvironmentFile') {
        if (reset) environmentFiles = [];
        else environmentFiles.push(value.text.trim().replace(/^-/, ''));
      }
    }
  }
  return { execStart, environment, environmentFiles };
}

/**
 * The assignments of a shell or environment file, `export` or not. The last of a name counts, with the earlier ones
 * before it where it names itself: `OPTS="$OPTS --more"`.
 */
export function environmentOf(file: TextFile): ReadonlyMap<string, PlacedText> {
  const variables = new Map<string, PlacedText>();
  for (const word of shellWords(placedText(file.text))) {
    const assignment = assignmentOf(word);
    if (assignment === null) continue;
    const { name, value } = assignment;
    const earlier = variables.get(name);
    const appends = earlier !== undefined && new RegExp(`\\$(?:${name}\\b|\\{${name}\\})`).test(value.text);
    variables.set(name, appends ? joined(earlier, value) : value);
  }
  return variables;
}

function joined(first: PlacedText, second: PlacedText): PlacedText {
  const seam = first.offsets.at(-1) ?? 0;
  return { text: `${first.text} ${second.text}`, offsets: [...first.offsets, seam, ...second.offsets] };
}

export interface Setting {
  readonly key: string;
  readonly value: PlacedText;
}

/** `Key=value` lines of `[Service]`; a backslash at a line's end goes on, over comment lines too (systemd.syntax(7)). */
export function settingsOf(file: TextFile): readonly Setting[] {
  const all = placedText(file.text);
  const settings: Setting[] = [];
  let section = '';
  let open: { key: string; start: number } | null = null;
  for (const line of file.text.matchAll(/^(.*?)(\r?\n|$)/gm)) {
    const [whole, body = ''] = line;
    if (whole === '' && line.index >= file.text.length) break;
    if (/^\s*[#;]/.test(body)) continue;
    section = (open === null ? /^\s*\[(.*)\]\s*$/.exec(body)?.[1] : undefined) ?? section;
    const key = /^\s*(\w+)\s*=/.exec(body);
    if (open === null && key?.[1] !== undefined) open = { key: key[1], start: line.index + key[0].length };
    if (open === null || body.endsWith('\\')) continue;
    const value = sliceOf(all, open.start, line.index + body.length);
    if (section === 'Service') settings.push({ key: open.key, value: withoutComments(value) });
    open = null;
  }
  return settings;
}

/** Comment lines between continued lines are not part of the value. */
function withoutComments({ text, offsets }: PlacedText): PlacedText {
  const kept: { unit: string; offset: number }[] = [];
  for (const line of text.matchAll(/^.*(?:\n|$)/gm)) {
    if (line[0] === '' || (line.index > 0 && /^\s*[#;]/.test(line[0]))) continue;
    for (let at = line.index; at < line.index + line[0].length; at += 1) {
      kept.push({ unit: text[at] ?? '', offset: offsets[at] ?? 0 });
    }
  }
  return { text: kept.map(({ unit }) => unit).join(''), offsets: kept.map(({ offset }) => offset) };
}
