import { isAlias, isCollection, isPair, isScalar, parseDocument, visit } from 'yaml';
import { hideByLine, hideSpans, SECRET_NAME, type Span } from '../../change/hide-by-line.ts';

/** A YAML text as it may be shown: what stands under a secret's name masked, on however many lines. Pure. */
export function hideYaml(text: string): string {
  const document = parseDocument(text);
  if (document.errors.length > 0) return hideByLine(text);
  const spans: Span[] = [];
  const hide = (node: unknown): void => {
    if (isScalar(node)) {
      const isNothing = node.value === null || node.value === '' || typeof node.value === 'boolean';
      if (node.range && !isNothing) spans.push([node.range[0], node.range[1]]);
    } else if (isAlias(node)) hide(node.resolve(document));
    else if (isCollection(node)) for (const item of node.items) hide(isPair(item) ? item.value : item);
  };
  visit(document, {
    Pair(_, { key, value }) {
      if (isScalar(key) && SECRET_NAME.test(String(key.value))) hide(value);
    },
  });
  return hideSpans(text, spans);
}
