// The worker under workerd: node worker-process.mjs PORT REGISTRIES-AS-JSON LIBRARY-HOSTS [SECRET]. Says a line when it listens.
import { readFile } from 'node:fs/promises';
import { Miniflare } from 'miniflare';

const [port, REGISTRIES, LIBRARY, SECRET = ''] = process.argv.slice(2);
const read = (name) => readFile(new URL(`../../../worker/${name}`, import.meta.url), 'utf8');
const worker = new Miniflare({
  modules: true,
  script: await read('worker.js'),
  compatibilityDate: /^compatibility_date = "([\d-]+)"$/m.exec(await read('wrangler.toml'))?.[1] ?? '',
  bindings: { REGISTRIES, LIBRARY, SECRET },
  host: '127.0.0.1',
  port: Number(port),
});
await worker.ready;
console.log('listening');
process.on('SIGTERM', () => worker.dispose().then(() => process.exit(0)));
