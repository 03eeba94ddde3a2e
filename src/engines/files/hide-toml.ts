import type { AST } from 'toml-eslint-parser';
import { hideByLine, hideSpans, isSecretName, type Span } from '../../change/hide-by-line.ts';
import { parseToml } from './edit-toml.ts';

/** A TOML text as it may be shown: what stands under a secret's name, and the headers that a host is sent, masked where the parser found them. Pure. */
export function hideToml(text: string): string {
  const toml = parseToml(text);
  if (toml.kind === 'bad-toml') return hideByLine(text);
  const spans = toml.nodes.body.flatMap((node) =>
    node.type === 'TOMLTable'
      ? node.body.flatMap((member) => spansOf(member, node.resolvedKey.some(isSecret)))
      : spansOf(node, false),
  );
  return hideSpans(text, spans);
}

function spansOf({ key, value }: AST.TOMLKeyValue, within: boolean): readonly Span[] {
  const names = key.keys.map((one) => (one.type === 'TOMLBare' ? one.name : one.value));
  return valueSpans(value, within || names.some(isSecret));
}

function valueSpans(value: AST.TOMLContentNode, secret: boolean): readonly Span[] {
  if (value.type === 'TOMLArray') return value.elements.flatMap((one) => valueSpans(one, secret));
  if (value.type === 'TOMLInlineTable') return value.body.flatMap((one) => spansOf(one, secret));
  return secret && value.kind !== 'boolean' && value.value !== '' ? [value.range] : [];
}

/** In the place of a number stands an item of a list of tables. */
function isSecret(name: string | number): boolean {
  return typeof name === 'string' && isSecretName(name);
}
