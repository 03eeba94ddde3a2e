import { maskName } from '../change/mask-credentials.ts';
import { ComposeYaml, type Field } from './compose-yaml.ts';
import { interpolate, type Variables } from './interpolate.ts';
import { COMPOSE } from './limits.ts';

/** One image that a compose file names. */
export interface ComposeImage {
  readonly line: number;
  /** As it stands there: values of variables may be nobody else's business. */
  readonly written: string;
  /** With its variables filled in. */
  readonly text: string;
}

export interface ComposeImages {
  readonly images: readonly ComposeImage[];
  /** Variables without a value and without a default: what they name is not known. */
  readonly unset: readonly string[];
  /** Services that name nothing to run here: of a file that was cut off, or to be laid over another one. */
  readonly bare: readonly string[];
  /** Services that do. */
  readonly whole: readonly string[];
  /** What may name further images and was not read, as it stands there: other files (`include`, `extends`), tags (`!reset`), and expressions that are none. */
  readonly unread: readonly string[];
  /** Why nothing of it was read; null: it was. `detail`: in the parser's words. */
  readonly fault: { readonly reason: 'too-large' | 'not-compose'; readonly detail: string | null } | null;
}

/**
 * The images that the services of a compose file pull: https://github.com/compose-spec/compose-spec/blob/main/spec.md. A service that is built (`build` beside
 * `image`) names what it makes and pulls what it is built upon (`additional_contexts`), as far as that stands here. What is not understood as a whole is `unread`. Pure.
 */
export function composeImages(text: string, env: Variables): ComposeImages {
  if (text.length > COMPOSE.chars || text.split('\n', COMPOSE.lines + 1).length > COMPOSE.lines)
    return nothing('too-large', null);
  const yaml = ComposeYaml.parse(text);
  return typeof yaml === 'string' ? nothing('not-compose', yaml) : imagesIn(yaml, env);
}

function imagesIn(yaml: ComposeYaml, env: Variables): ComposeImages {
  const [found, unset, unread] = [new Map<string, ComposeImage>(), new Set<string>(), new Set<string>()];
  const [bare, whole] = [new Set<string>(), new Set<string>()];
  for (const { value } of valuesOf(yaml.top, 'include')) tellFiles('include', value);
  const services = valuesOf(yaml.top, 'services');
  // An empty file may be one that was cut off.
  if (services.length === 0 && unread.size === 0) unread.add('services');
  for (const { value } of services) {
    if (!yaml.isMap(value) || yaml.tag(value) !== null) unread.add('services');
    for (const service of yaml.fields(value)) {
      if (yaml.isMap(service.value) && yaml.tag(service.value) === null) serviceImages(service);
      else if (service.name !== '<<') unread.add(`services: ${service.name}`);
    }
  }
  if (yaml.isOver) return nothing('too-large', 'by its aliases');
  return {
    images: [...found.values()],
    unset: [...unset],
    bare: [...bare],
    whole: [...whole],
    unread: [...unread],
    fault: null,
  };

  function serviceImages({ name, value: service }: Field): void {
    const fields = yaml.fields(service);
    for (const { name: key, value, line } of fields) {
      const tag = NAMING.has(key) ? yaml.tagWithin(value) : null;
      if (tag !== null) unread.add(`line ${line}: ${key} ${tag}`);
    }
    for (const field of valuesOf(fields, 'volumes')) volumeImages(field);
    const builds = valuesOf(fields, 'build').filter(isGiven);
    const images = valuesOf(fields, 'image').filter(isGiven);
    const others = valuesOf(fields, 'extends');
    const isWhole = builds.length + images.length + others.length + valuesOf(fields, 'provider').length > 0;
    (isWhole ? whole : bare).add(name);
    // What is mounted and built upon there is inherited, whatever this one runs.
    for (const { value } of others)
      for (const file of valuesOf(yaml.fields(value), 'file')) tellFiles('extends', file.value);
    for (const { value } of builds)
      for (const field of valuesOf(yaml.fields(value), 'additional_contexts')) contextImages(field);
    if (builds.length === 0) for (const image of images) take(filled(image));
  }

  /** An image may be mounted as a volume. */
  function volumeImages(volumes: Field): void {
    const list = yaml.items(volumes.value);
    if (list === null && isGiven(volumes)) unread.add(`line ${volumes.line}: volumes`);
    for (const volume of list ?? []) {
      const its = yaml.fields(volume);
      if (valuesOf(its, 'type').some((type) => filled(type)?.text === 'image'))
        for (const source of valuesOf(its, 'source')) take(filled({ ...source, name: 'image' }));
    }
  }

  /** What an image is built upon may be another one: a map, or a list of `name=context`. */
  function contextImages({ name, value, line }: Field): void {
    const items = yaml.items(value)?.map((item) => ({ value: item, line }));
    for (const context of items ?? yaml.fields(value)) {
      const found = filled({ ...context, name });
      if (found === null || !DOCKER_IMAGE.test(found.text)) continue;
      const [written, text] = [found.written, found.text].map((word) => word.replace(DOCKER_IMAGE, ''));
      take({ ...found, written: written ?? '', text: text ?? '' });
    }
  }

  function isGiven({ value }: Field): boolean {
    return !NOTHING.test(yaml.word(value) ?? '…');
  }

  /** What stands there, with its variables filled in. null: it is not known, which is told. */
  function filled({ name, value, line }: Field): ComposeImage | null {
    const written = yaml.word(value);
    if (written === null) unread.add(`line ${line}: ${name}`);
    const { text, unset: missing } = interpolate(written ?? '', env);
    for (const variable of missing) unset.add(variable);
    if (text === null && missing.length === 0) unread.add(`${name}: ${maskName(written ?? '')}`);
    return written === null || text === null ? null : { line, written, text: text.trim() };
  }

  function take(image: ComposeImage | null): void {
    if (image?.text === '') unread.add(`image: ${maskName(image.written)}`);
    else if (image !== null) found.set(`${image.line} ${image.text}`, image);
  }

  function tellFiles(how: string, node: unknown): void {
    for (const each of yaml.items(node) ?? [node]) unread.add(`${how}: ${maskName(yaml.word(each) ?? '…')}`);
  }
}

/** Behind `name=`, in a list. */
const DOCKER_IMAGE = /^(?:[^=]*=)?docker-image:\/\//;

/** What of a service may name images. */
const NAMING: ReadonlySet<string> = new Set(['image', 'build', 'extends', 'volumes']);

/** YAML 1.2, 10.3.2: no value. */
const NOTHING = /^(?:|~|null|Null|NULL)$/;

function valuesOf(fields: readonly Field[], name: string): readonly Field[] {
  return fields.filter((field) => field.name === name);
}

function nothing(reason: 'too-large' | 'not-compose', detail: string | null): ComposeImages {
  return { images: [], unset: [], bare: [], whole: [], unread: [], fault: { reason, detail } };
}
