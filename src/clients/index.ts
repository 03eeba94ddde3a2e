import type { Response } from './answer.ts';
import { classic } from './classic.ts';
import { containerd } from './containerd.ts';
import { containersImage } from './containers-image.ts';
import type { Client, Pull, Walk } from './walk.ts';

/** A client's walk from its beginning. `pinged`: what `/v2/` answered, where that is known already. */
export function beginWalk(client: Client, pull: Pull, pinged: Response | null): Walk {
  switch (client) {
    case 'classic':
      return classic(pull);
    case 'containerd':
      return containerd(pull, pinged?.status === 401 ? pinged : null);
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
  type Failure,
  type Outcome,
  type Pull,
  type Reason,
  type Stage,
  type Walk,
  type Wish,
} from './walk.ts';
