import type { DoctorMessages } from '../../words/doctor/messages.ts';
import { tell } from '../../words/doctor/messages.ts';
import type { Diagnosis } from '../diagnose.ts';
import { type Explained, isElsewhere } from '../explained.ts';
import { type CommandPrefixes, remedyCommand, shellFor } from '../remedy.ts';

/** A diagnosis in sentences, whatever they are printed as. */
export interface ToldDiagnosis {
  /** What the text says, and whether it is so now; null: there is no text. */
  readonly text: readonly string[] | null;
  readonly head: string;
  readonly certainty: string | null;
  readonly proof: readonly string[];
  readonly why: string | null;
  readonly remedy: { readonly sentence: string; readonly command: string | null } | null;
  readonly findings: readonly string[];
  readonly ruledOut: readonly string[];
  readonly notSeen: readonly string[];
}

export interface TellOptions {
  readonly words: DoctorMessages;
  readonly shell: CommandPrefixes;
  /** The same command again, as root. */
  readonly asRoot: string;
}

/** Pure. */
export function toldDiagnosis(diagnosis: Diagnosis, { words, shell, asRoot }: TellOptions): ToldDiagnosis {
  const { causes, findings, ruledOut, notSeen, verdict } = diagnosis;
  const cause = verdict === 'cause' ? causes[0] : undefined;
  return {
    text: textOf(diagnosis, words),
    head: cause === undefined ? headOf(diagnosis, words, asRoot) : tell(words.cause, cause.cause),
    certainty: cause === undefined ? null : words.certainty[cause.certainty],
    proof: cause === undefined ? proofOf(diagnosis, words) : evidenceOf(cause, words),
    why: cause?.why == null ? null : tell(words.whyOtherwise, cause.why),
    remedy:
      cause === undefined
        ? null
        : {
            sentence: tell(words.remedy, cause.cause),
            command: remedyCommand(cause.cause, shellFor(diagnosis.seen, shell)),
          },
    findings: findings.map((finding) => tell(words.finding, finding)),
    ruledOut: ruledOut.map((what) => words.ruledOut[what]),
    notSeen: notSeen.filter(({ why }) => why !== 'not-needed').map((unseen) => words.unseen(unseen)),
  };
}

function headOf({ verdict, seen, comesThrough }: Diagnosis, words: DoctorMessages, asRoot: string): string {
  if (verdict === 'rights') return words.verdict.rights(asRoot);
  if (verdict === 'unknown' && isElsewhere(seen)) return words.verdict.elsewhere;
  if (verdict === 'unknown' && seen.outside.kind === 'not-seen') return words.verdict.unseen;
  if (verdict === 'unknown' && comesThrough) return words.verdict.unexplained(seen.image.familiar);
  return verdict === 'unknown' ? words.verdict.unknown : words.verdict.healthy(seen.image.familiar);
}

function textOf({ seen, now }: Diagnosis, words: DoctorMessages): readonly string[] | null {
  if (seen.subject.kind !== 'text') return null;
  const { told } = seen.subject;
  if (told.kind === 'unknown-text') return [words.untold(told)];
  const by = told.teller === null ? null : words.teller[told.teller];
  const isHere = now === 'not-so' && told.phase === 'local';
  return [
    words.told(told, by, tell(words.symptom, told.symptom)),
    ...(now === null ? [] : [words.now[isHere ? 'not-so-here' : now]]),
  ];
}

/** The text itself stands above. */
function evidenceOf({ evidence }: Explained, words: DoctorMessages): readonly string[] {
  return evidence.filter(({ kind }) => kind !== 'said').map((item) => tell(words.evidence, item));
}

/** Where no cause is known, all that was seen. */
function proofOf({ verdict, seen }: Diagnosis, words: DoctorMessages): readonly string[] {
  if (verdict !== 'unknown' || seen.outside.kind !== 'seen') return [];
  const { hosts, endpoints } = seen.outside.value;
  return [
    ...hosts.map(({ host, how }) =>
      how === null
        ? tell(words.evidence, { kind: 'host-answers', host })
        : tell(words.evidence, { kind: 'host', host, how }),
    ),
    ...endpoints.flatMap(({ url, outcome }) =>
      outcome.kind === 'serves'
        ? [tell(words.evidence, { kind: 'mirror-works', mirror: url })]
        : [
            tell(words.evidence, {
              kind: 'mirror',
              fault: {
                mirror: url,
                verdict: outcome.verdict,
                code: outcome.code,
                facts: { host: outcome.host, httpStatus: outcome.status, image: seen.image.familiar },
              },
            }),
          ],
    ),
  ];
}
