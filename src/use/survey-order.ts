import type { Candidate } from '../catalog/index.ts';
import type { ImageReference } from '../registry/reference.ts';
import type { ReferenceSource } from '../survey/reference.ts';

/** All that a survey needs to know before its first question to a mirror. Plain data but for the upstream's URL. */
export interface SurveyOrder {
  readonly candidates: readonly Candidate[];
  readonly image: ImageReference;
  readonly furtherImages: readonly ImageReference[];
  readonly upstream: URL | null;
  readonly reference: readonly ReferenceSource[];
  readonly deadlineSeconds: number;
  /** Bytes that one connection of a mirror is known to carry without a throttle, by id. */
  readonly unthrottled: readonly (readonly [id: string, bytes: number])[];
}

/** Familiar forms, the first first. */
export function imagesOf({ image, furtherImages }: SurveyOrder): readonly string[] {
  return [image, ...furtherImages].map(({ familiar }) => familiar);
}
