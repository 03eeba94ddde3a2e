// node silent-resolver.mjs <address>: a name server that knows `live….example` (127.0.0.1) and leaves every other question unanswered.
import { createSocket } from 'node:dgram';

const TYPE_A = 1;
const server = createSocket('udp4');
server.on('message', (message, { address, port }) => {
  let at = 12;
  const labels = [];
  while (message[at] > 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + message[at]));
    at += message[at] + 1;
  }
  if (!/^live\d*\.example$/.test(labels.join('.'))) return;
  const isA = message.readUInt16BE(at + 1) === TYPE_A;
  const head = Buffer.alloc(12);
  message.copy(head, 0, 0, 2);
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(isA ? 1 : 0, 6);
  const record = Buffer.from([0xc0, 12, 0, TYPE_A, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]);
  const question = message.subarray(12, at + 5);
  server.send(Buffer.concat(isA ? [head, question, record] : [head, question]), port, address);
});
server.bind(53, process.argv[2], () => process.stdout.write('ready\n'));
