import { decodeText, encodeText } from '../../../change/text-encoding.ts';
import { isJson5 } from './json5.ts';
import { isComment, json5Tokens, strictTokens } from './json5-tokens.ts';
import { isBlank } from './members.ts';
import { scanJson } from './syntax.ts';

/** What was needed to make strict JSON of a file. */
export interface RepairedDaemonJson {
  readonly kind: 'repaired';
  /** UTF-8 without a byte-order mark: every engine reads it. */
  readonly bytes: Uint8Array;
  readonly text: string;
  /** The comments that had to go, markers included. */
  readonly droppedComments: readonly string[];
  /** The file had a byte-order mark, which engines before 23.0 refuse. */
  readonly droppedMark: boolean;
}

export interface Unrepairable {
  readonly kind: 'unrepairable';
  /** Not JSON5 either; or a value JSON cannot say (NaN, Infinity); or strict JSON that the engine refuses for another reason. */
  readonly code: 'not-json5' | 'no-json-value' | 'undecodable';
}

/**
 * A JSON5 file as the strict JSON that dockerd reads. Token for token: what is strict already stays as it is, layout
 * included, so that integers of any size keep every digit; comments and trailing commas go.
 */
export function repairDaemonJson(bytes: Uint8Array): RepairedDaemonJson | Unrepairable {
  const decoded = decodeText(bytes);
  if (decoded.kind === 'undecodable') return { kind: 'unrepairable', code: 'undecodable' };
  const { text, encoding } = decoded;
  if (!isBlank(text) && !isJson5(text)) return { kind: 'unrepairable', code: 'not-json5' };
  const tokens = json5Tokens(text);
  const droppedComments = tokens.filter(isComment);
  const strict = strictTokens(tokens).join('');
  if (!isBlank(strict) && scanJson(strict).kind === 'offence') {
    return { kind: 'unrepairable', code: 'no-json-value' };
  }
  return {
    kind: 'repaired',
    bytes: encodeText(strict, 'utf-8'),
    text: strict,
    droppedComments,
    droppedMark: encoding !== 'utf-8',
  };
}
