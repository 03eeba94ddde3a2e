export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Exposition {
  readonly types: ReadonlyMap<string, string>;
  readonly helps: ReadonlyMap<string, string>;
  readonly samples: readonly Sample[];
}

/** Prometheus' text format 0.0.4, strictly: throws where a text is none, or a family is torn apart. */
export function parseExposition(text: string): Exposition {
  if (text !== '' && !text.endsWith('\n')) throw new SyntaxError('the last line does not end');
  const types = new Map<string, string>();
  const helps = new Map<string, string>();
  const samples: Sample[] = [];
  let family = '';
  for (const line of text.split('\n').slice(0, -1)) {
    const help = /^# HELP ([a-zA-Z_:][\w:]*) ([^\n]*)$/.exec(line);
    const type = /^# TYPE ([a-zA-Z_:][\w:]*) (gauge|counter|histogram|summary|untyped)$/.exec(line);
    if (help !== null) {
      family = help[1] ?? '';
      if (helps.has(family)) throw new SyntaxError(`a second HELP for ${family}`);
      helps.set(family, help[2] ?? '');
    } else if (type !== null) {
      if (type[1] !== family || types.has(family)) throw new SyntaxError(`TYPE out of place: ${line}`);
      types.set(family, type[2] ?? '');
    } else {
      const sample = sampleOf(line);
      if (sample.name !== family) throw new SyntaxError(`outside its family: ${line}`);
      samples.push(sample);
    }
  }
  const seen = samples.map(({ name, labels }) => JSON.stringify([name, Object.entries(labels).sort()]));
  if (new Set(seen).size !== seen.length) throw new SyntaxError('a sample occurs twice');
  return { types, helps, samples };
}

function sampleOf(line: string): Sample {
  const [, name = '', inside = '', value = ''] =
    /^([a-zA-Z_:][\w:]*)\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\n"])*",?)*)\} (\S+)$/.exec(line) ?? [];
  if (name === '' || !Number.isFinite(Number(value))) throw new SyntaxError(`no sample: ${line}`);
  const labels: Record<string, string> = {};
  for (const [, label = '', text = ''] of inside.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)) {
    labels[label] = text.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
  }
  return { name, labels, value: Number(value) };
}
