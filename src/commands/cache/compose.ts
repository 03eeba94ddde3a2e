import { addressOf, CACHE, type CacheInstance, instanceName, renderCompose } from '../../cache/index.ts';
import { shellWord } from '../../host/shell-word.ts';
import { shown } from '../../registry/shown.ts';
import { isLoopback } from '../../use/cache/preflight.ts';
import { bridgeAddress } from '../../use/install/bridge-address.ts';
import type { CommandRun } from '../frame/command.ts';
import { accountOf } from './account-of.ts';
import { applyCommand } from './apply-caches.ts';
import { weakens } from './place-for.ts';
import { remoteOf } from './remote-of.ts';
import type { UpSettings } from './settings.ts';

/** `mirror-cache up --as compose`, or where there is no systemd: the file to stdout, what to do with it to stderr. */
export async function compose(
  settings: UpSettings,
  { words, write }: CommandRun<'cache'>,
  say: (line: string) => void,
): Promise<number> {
  const told = words.cache.up;
  const remote = await remoteOf(settings);
  if (remote === null) {
    say(told.noRelay);
    return 3;
  }
  // Elsewhere engines run in a machine of their own, and reach it by another address.
  if (
    process.platform === 'linux' &&
    settings.host !== null &&
    (await weakens(settings.engine, settings.host))
  ) {
    say(told.loopback(settings.host));
    return 3;
  }
  const account = await accountOf(settings.accountFile, told, words.frame.note.systemError);
  if (account?.kind === 'refusal') {
    say(account.sentence);
    return account.code;
  }
  if (settings.as === null) say(told.noSystemd);
  const instances = settings.registries.map(
    (registry, index): CacheInstance => ({
      registry,
      remote: remote(registry),
      host: settings.host ?? composeHost(),
      port: settings.port + index,
      root: settings.data ?? '',
      redis: settings.redis === null ? null : { ...settings.redis, db: settings.redis.db + index },
    }),
  );
  const { via } = settings;
  const isSecret = via !== null && (via.username !== '' || via.password !== '');
  const secrets = [...(settings.accountFile === null ? [] : ACCOUNT), ...(isSecret ? PROXIES : [])];
  const secretsFile = secrets.length === 0 ? null : SECRETS_FILE;
  const code = await write(shown(renderCompose({ instances, via: isSecret ? null : via, secretsFile })));
  // Elsewhere volumes lie in a machine of Docker's own.
  const isBounded = process.platform === 'linux' && settings.maxBytes !== 0;
  const bound = sizeWord(settings.maxBytes ?? CACHE.maxBytes);
  const [redisHost = ''] = settings.redis?.address.split(':') ?? [];
  if (settings.redis !== null && (redisHost === 'localhost' || isLoopback(redisHost)))
    say(told.composeRedis(settings.redis.address));
  say(told.compose(isBounded ? instances.map((instance) => pruneCommand(instance, bound)) : []));
  if (secretsFile !== null) say(told.composeSecrets(secretsFile, secrets));
  say(told.composeElsewhere(instances.map(warmCommand)));
  say(told.applyYourself(instances.map((instance) => applyCommand(instance, settings.engine))));
  return code;
}

/** Beside the compose file, which is anybody's to read. */
const SECRETS_FILE = './mirror-cache.env';
const ACCOUNT: readonly string[] = ['REGISTRY_PROXY_USERNAME', 'REGISTRY_PROXY_PASSWORD'];
const PROXIES: readonly string[] = ['HTTP_PROXY', 'HTTPS_PROXY'];

/** Docker's bridge, which containers and the engine reach and nobody else; elsewhere the engine is in a machine of its own. */
function composeHost(): string {
  if (process.platform !== 'linux') return '127.0.0.1';
  return bridgeAddress() ?? '172.17.0.1';
}

function warmCommand(instance: CacheInstance): string {
  const registry = instance.registry === 'docker.io' ? '' : ` --registry ${instance.registry}`;
  return `mirror-cache warm --at ${addressOf(instance)}${registry} <image>`;
}

function pruneCommand({ registry, root, redis }: CacheInstance, bound: string): string {
  const name = instanceName(registry);
  const folder =
    root === ''
      ? `"$(docker volume inspect --format '{{.Mountpoint}}' mirror-cache_${name})"`
      : shellWord(`${root}/${name}`);
  const emptied = redis === null ? '' : ` --redis ${redis.address}/${redis.db}`;
  return `sudo mirror-cache prune --data ${folder} --max-size ${bound}${emptied}`;
}

function sizeWord(bytes: number): string {
  return bytes % GiB === 0 ? `${bytes / GiB}GiB` : String(bytes);
}

const GiB = 1024 ** 3;
