import { existsSync } from 'node:fs';
import http from 'node:http';

/** A mirror before another one, which answers 503 for blobs of more than 64 KiB while the file is there: node flaky-mirror.mjs <address> <port> <upstream> <file>. */

const [address, port, upstream, file] = process.argv.slice(2);
const small = 64 * 1024;

http
  .createServer((request, response) => {
    const through = http.request(
      new URL(request.url, upstream),
      { method: request.method, headers: { ...request.headers, host: new URL(upstream).host } },
      (answer) => {
        const isLarge = request.url.includes('/blobs/') && Number(answer.headers['content-length']) > small;
        if (isLarge && existsSync(file)) {
          answer.resume();
          response.writeHead(503).end();
          return;
        }
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      },
    );
    through.on('error', () => response.destroy());
    request.pipe(through);
  })
  .listen(Number(port), address, () => process.stdout.write('ready\n'));
