import { classic } from './classic.ts';
import { containerd } from './containerd.ts';
import { containersImage } from './containers-image.ts';
import type { Client, Pull, Walk } from './walk.ts';

/** A client's walk from its beginning. */
export function beginWalk(client: Client, pull: Pull): Walk {
  switch (client) {
    case 'classic':
      return classic(pull);
    case 'containerd':
      return containerd(pull);
    case 'containersImage':
      return containersImage(pull);
    default:
      return client satisfies never;
  }
}

export { type Answer, type Body, headerOf, type Nothing, type Response } from './answer.ts';
export {
  CLIENTS,
  type Client,
  type ClientRequest,
  type Failure,
  type Outcome,
  type Pull,
  type Reason,
  type Walk,
  type WalkStage,
} from './walk.ts';
