/** Without those of these characters that stand at its end. A loop: `/x+$/` looks at each run of them from each of its places. */
export function trimEndOf(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
