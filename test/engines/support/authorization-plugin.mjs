// node authorization-plugin.mjs <socket>: a plugin of Docker's that allows everything, and writes a line of each question into <socket>.log (https://docs.docker.com/engine/extend/plugins_authorization/).
import { appendFileSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname } from 'node:path';

const [, , socket] = process.argv;
mkdirSync(dirname(socket), { recursive: true });
createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    appendFileSync(`${socket}.log`, `${request.url}\n`);
    const isFirst = request.url === '/Plugin.Activate';
    response.setHeader('content-type', 'application/vnd.docker.plugins.v1.1+json');
    response.end(JSON.stringify(isFirst ? { Implements: ['authz'] } : { Allow: true }));
  });
}).listen(socket);
