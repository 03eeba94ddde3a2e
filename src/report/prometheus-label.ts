/** A label's value in the text format: https://prometheus.io/docs/instrumenting/exposition_formats/. Pure. */
export function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
