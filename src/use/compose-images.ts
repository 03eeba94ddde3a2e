import { COMPOSE } from './limits.ts';

/** One `image:` of a compose file. */
export interface ComposeImage {
  readonly line: number;
  /** With its variables filled in. */
  readonly text: string;
}

export interface ComposeImages {
  readonly images: readonly ComposeImage[];
  /** Variables without a value and without a default: what they name is not known. */
  readonly unset: readonly string[];
}

/**
 * The images that the services of a compose file pull: https://github.com/compose-spec/compose-spec/blob/main/spec.md. Read line by line, without
 * a parser for all of YAML: an image is one plain or quoted word. A service that is built (`build` beside `image`) names what it makes and pulls nothing. Pure.
 */
export function composeImages(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): ComposeImages {
  const found: (ComposeImage & { readonly service: number })[] = [];
  const built = new Set<number>();
  const unset = new Set<string>();
  // The keys above, each less indented than the next: `services`, then the service whose lines these are.
  const above: { readonly indent: number; readonly line: number; readonly key: string }[] = [];
  text.split('\n', COMPOSE.lines).forEach((line, index) => {
    const body = line.slice(0, COMPOSE.lineChars).trimEnd();
    if (/^\s*(?:#|$)/.test(body)) return;
    const indent = body.length - body.trimStart().length;
    while ((above.at(-1)?.indent ?? -1) >= indent) above.pop();
    const [before = '', key = ''] = /^\s{0,99}["']?([\w.-]{1,99})["']?\s{0,9}:(?:\s|$)/.exec(body) ?? [];
    const value = body.slice(before.length);
    const [top, service] = above;
    const isOfService = above.length === 2 && top?.key === 'services';
    above.push({ indent, line: index + 1, key });
    if (!isOfService || service === undefined) return;
    if (key === 'build') built.add(service.line);
    const word = key === 'image' ? wordOf(value) : '';
    if (word !== '') found.push({ line: index + 1, text: filled(word, env, unset), service: service.line });
  });
  const images = found
    .filter(({ service, text: image }) => !built.has(service) && image !== '')
    .map(({ line, text: image }) => ({ line, text: image }));
  return { images, unset: [...unset] };
}

/** Without its quotes, an anchor before it and a comment behind it. */
function wordOf(value: string): string {
  const [, quoted, plain] = /^(?:&\S+\s+)?(?:["']([^"']*)["']|([^\s#]+))/.exec(value.trim()) ?? [];
  return quoted ?? plain ?? '';
}

/** `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`; `$$` is a dollar. '' where a value is missing. */
function filled(word: string, env: Readonly<Record<string, string | undefined>>, unset: Set<string>): string {
  let text = '';
  let at = 0;
  for (let dollar = word.indexOf('$'); dollar !== -1; dollar = word.indexOf('$', at)) {
    text += word.slice(at, dollar);
    const rest = word.slice(dollar + 1);
    const close = rest.startsWith('{') ? rest.indexOf('}') : -1;
    const inside = close === -1 ? rest : rest.slice(1, close);
    const name = /^[A-Za-z_]\w*/.exec(inside)?.[0] ?? '';
    const isEscape = rest.startsWith('$');
    const length = isEscape ? 1 : close === -1 ? name.length : close + 1;
    if (isEscape || name === '') text += '$';
    else {
      const value = valueBy(env[name], close === -1 ? '' : inside.slice(name.length));
      if (value === null) {
        unset.add(name);
        return '';
      }
      text += value;
    }
    at = dollar + 1 + (isEscape || name !== '' ? length : 0);
  }
  return text + word.slice(at);
}

/** By what stands behind the name; null: there is none. */
function valueBy(value: string | undefined, operation: string): string | null {
  const otherwise = operation.startsWith(':-') ? operation.slice(2) : null;
  if (otherwise !== null) return value === undefined || value === '' ? otherwise : value;
  return value ?? (operation.startsWith('-') ? operation.slice(1) : null);
}
