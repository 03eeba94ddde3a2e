import { positionAt } from './daemon-json/index.ts';
import { membersOf, valueText } from './daemon-json/members.ts';
import { type Member, scanJson } from './daemon-json/syntax.ts';

/**
 * Where in a file stands what dockerd says of it? Its words name a key, not a line (moby daemon/config/config.go and Go's encoding/json):
 * `option: foo`, `configuration file: hosts: (…)`, `field Config.CommonConfig.log-opts of type string`, `Config.log-opts.max-file of …`;
 * or only the value: `invalid IP address: nope`. null: neither is found, or in several places.
 */
export function refusedPlace(
  text: string,
  said: readonly string[],
): { readonly line: number; readonly column: number } | null {
  const words = said.join('\n');
  const [first = '', ...inner] = keysIn(words);
  const member = first === '' ? null : memberNamed(text, first);
  if (member !== null) {
    const [second = ''] = inner;
    const nested = second === '' ? null : nestedMember(text, member, second);
    return positionAt(text, (nested ?? member).keyStart);
  }
  const value = /(?:: |^)"?([^\s":]+)"?(?: is not .*)?$/m.exec(words)?.[1] ?? '';
  const literal = JSON.stringify(value);
  const at = text.indexOf(literal);
  return value === '' || at < 0 || text.includes(literal, at + 1) ? null : positionAt(text, at);
}

/** Names of Go's own types begin with a capital, and no key does. */
function keysIn(words: string): readonly string[] {
  const option =
    /any configuration option: ([^\s,]+)/.exec(words) ?? /configuration file: ([\w-]+):/.exec(words);
  if (option?.[1] !== undefined) return [option[1]];
  const path = /(?:Go struct field|into) ([\w.-]+) of type/.exec(words)?.[1] ?? '';
  return path.split('.').filter((name) => /^[a-z]/.test(name));
}

/** At the top of the file, else one level below: dockerd takes both for names of options. */
function memberNamed(text: string, key: string): Member | null {
  const json = scanJson(text);
  if (json.kind !== 'json') return null;
  const top = membersOf(json).findLast((member) => member.key === key);
  if (top !== undefined) return top;
  for (const member of membersOf(json)) {
    const nested = nestedMember(text, member, key);
    if (nested !== null) return nested;
  }
  return null;
}

function nestedMember(text: string, outer: Member, key: string): Member | null {
  if (outer.type !== 'object') return null;
  const object = scanJson(valueText(text, outer));
  const found = object.kind === 'json' ? object.members.findLast((member) => member.key === key) : undefined;
  return found === undefined ? null : { ...found, keyStart: outer.start + found.keyStart };
}
