// node authorization-plugin.mjs <socket>: a plugin of Docker's that allows everything (https://docs.docker.com/engine/extend/plugins_authorization/).
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname } from 'node:path';

const [, , socket] = process.argv;
mkdirSync(dirname(socket), { recursive: true });
createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    const isFirst = request.url === '/Plugin.Activate';
    response.setHeader('content-type', 'application/vnd.docker.plugins.v1.1+json');
    response.end(JSON.stringify(isFirst ? { Implements: ['authz'] } : { Allow: true }));
  });
}).listen(socket);
