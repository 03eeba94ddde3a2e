import { asciiControls } from '../../report/json.ts';
import { tell } from '../../words/doctor/messages.ts';
import type { Diagnosis } from '../diagnose.ts';
import type { Explained } from '../explained.ts';
import { remedyCommand, shellFor } from '../remedy.ts';
import { type TellOptions, toldDiagnosis } from './told.ts';

export interface JsonOptions extends TellOptions {
  readonly tool: { readonly name: string; readonly version: string };
  readonly at: Date;
}

/** As schema/doctor.schema.json has it. Kinds are for programs, sentences for people, in the language asked for. */
export function renderJson(diagnosis: Diagnosis, options: JsonOptions): string {
  const { words, tool, at } = options;
  const { seen, causes, findings, ruledOut, notSeen, verdict, now } = diagnosis;
  const told = toldDiagnosis(diagnosis, options);
  const { subject, engine, image, platform } = seen;
  const examined = 'examined' in engine ? engine.examined : null;
  const value = {
    schemaVersion: 1,
    tool,
    at: at.toISOString(),
    verdict,
    sentence: told.head,
    subject: {
      kind: subject.kind,
      image: image.familiar,
      platform,
      text: subject.kind === 'text' ? subject.told : null,
      now,
    },
    causes: causes.map((cause) => causeOf(cause, { ...options, shell: shellFor(seen, options.shell) })),
    findings: findings.map((finding) => ({ ...finding, sentence: tell(words.finding, finding) })),
    ruledOut,
    notSeen: notSeen.map((unseen) => ({ ...unseen, sentence: words.unseen(unseen) })),
    engine: {
      state: engine.kind,
      version: examined?.version ?? null,
      store: examined?.store ?? null,
      install: examined?.install ?? null,
      mirrors: examined?.mirrors ?? null,
    },
    node: seen.node,
    hosts: seen.outside.kind === 'seen' ? seen.outside.value.hosts : [],
    endpoints: seen.outside.kind === 'seen' ? seen.outside.value.endpoints : [],
  };
  return `${asciiControls(JSON.stringify(value, null, 2))}\n`;
}

function causeOf({ cause, certainty, evidence, why }: Explained, options: JsonOptions): object {
  const { words, shell } = options;
  return {
    ...cause,
    certainty,
    sentence: tell(words.cause, cause),
    evidence: evidence.map((item) => ({ ...item, sentence: tell(words.evidence, item) })),
    whyOtherwise: why === null ? null : { ...why, sentence: tell(words.whyOtherwise, why) },
    remedy: { sentence: tell(words.remedy, cause), command: remedyCommand(cause, shell) },
  };
}
