import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';

/** Field `number` of a protobuf message, shorter than 128 bytes: one byte says how long it is. */
const field = (number: number, ...parts: readonly (Buffer | string)[]): Buffer => {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.from([(number << 3) | 2, body.length]), body]);
};

/**
 * Pulls over CRI as a kubelet does that was given a login for the image's registry: PullImageRequest with `image` and `auth`
 * (https://github.com/kubernetes/cri-api/blob/master/pkg/apis/runtime/v1/api.proto). '' where it worked, else why not.
 */
export async function pullWithLogin(
  socket: string,
  image: string,
  { user, password }: { readonly user: string; readonly password: string },
): Promise<string> {
  const message = Buffer.concat([field(1, field(1, image)), field(2, field(1, user), field(2, password))]);
  const session = connectHttp2('http://localhost', { createConnection: () => connect(socket) });
  const request = session.request({
    ':method': 'POST',
    ':path': '/runtime.v1.ImageService/PullImage',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  let why = 'no answer';
  for (const event of ['response', 'trailers'] as const) {
    request.on(event, (fields) => {
      if (fields['grpc-status'] === undefined) return;
      why = fields['grpc-status'] === '0' ? '' : String(fields['grpc-message']);
    });
  }
  const length = Buffer.alloc(5);
  length.writeUInt32BE(message.length, 1);
  request.resume().end(Buffer.concat([length, message]));
  await once(request, 'close');
  session.destroy();
  return why;
}
