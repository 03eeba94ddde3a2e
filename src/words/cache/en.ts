import type { CacheMessages } from './messages.ts';

const up = [
  { command: 'sudo mirror-cache up', does: 'keep what is pulled from Docker Hub, as a systemd service' },
  { command: 'sudo mirror-cache up --apply', does: 'the same, and Docker pulls through it' },
  {
    command: 'sudo mirror-cache up --registry ghcr.io --listen 192.168.1.2',
    does: 'another registry, for the machines of a LAN',
  },
  { command: 'mirror-cache up --as compose > compose.yaml', does: 'the same in containers' },
];
const status = [
  { command: 'mirror-cache status', does: 'whether they serve, how full they are, what they saved' },
];
const warm = [
  { command: 'mirror-cache warm nginx:1.27 redis:7', does: 'fetch these before anybody waits for them' },
  { command: 'mirror-cache warm --compose compose.yaml', does: 'the images of a compose file' },
];
const prune = [{ command: 'sudo mirror-cache prune --max-size 20GiB', does: 'make room now' }];
const down = [
  { command: 'sudo mirror-cache down', does: 'take all of it away' },
  { command: 'sudo mirror-cache down --keep-data', does: 'but what was fetched' },
];

export const cacheEn: CacheMessages = {
  help: {
    description:
      'A real registry of your own that keeps what was pulled: set up without the usual traps, watched, kept small.',
    images: 'images to fetch',
    command: {
      up: 'set up a cache for each registry and start it',
      status: 'show how the caches are doing',
      warm: 'fetch images into the cache',
      prune: 'remove what was least recently pulled',
      down: 'remove the caches',
    },
    option: {
      registry: 'whose images to keep: each registry has a cache and a port of its own; repeatable',
      as: 'how they are run',
      upstream:
        'where they fetch: hub (the registry itself), relay (mirror-relay on this machine), or a URL without a path',
      via: 'reach the upstream through this http proxy',
      listen:
        'the address, and the first of the ports: private, and not a loopback address where Docker 28 or newer uses it',
      data: 'the folder in which images are kept',
      maxSize: 'how much each cache keeps; hourly, the least recently pulled goes first. 0: no bound',
      redis:
        'a redis database for descriptors, as host:port/number, of its own: a prune empties it. Slower than none on a local disk',
      accountFile:
        'a file with user:password of the registry, readable by its owner alone. Whoever reaches the cache can then pull what this account may',
      apply: 'have the engine pull through the caches, by mirror-apply',
      engine: 'which engine --apply is about',
      image: 'the image whose manifest has to come through before all counts as up; repeatable',
      compose: 'the images of this compose file; repeatable',
      at: 'a cache that was not set up by "up" on this machine',
      keepData: 'leave what was fetched',
      here: 'work on the files themselves, as the timer does',
      format: 'form of the status',
      dryRun: 'show what would be done, do nothing',
      yes: 'do it without asking',
      noInput: 'never ask; without --yes nothing is done',
    },
    optionOf: {
      warm: { registry: 'whose images the cache at --at keeps' },
      prune: {
        registry: 'prune the cache of this registry alone (default: all of them); repeatable',
        data: 'the folder of one cache that "up" did not make as a service, such as <dir>/docker.io; with --max-size',
        maxSize: 'how much each may keep afterwards (default: the bound that it was set up with)',
        redis: 'the redis behind the cache in --data, which is emptied too',
      },
      down: { registry: 'remove the cache of this registry alone (default: all of them); repeatable' },
    },
    examples: { all: [...up.slice(0, 2), ...status, ...warm.slice(0, 1)], up, status, warm, prune, down },
    exit: [
      { code: '0', means: 'done' },
      { code: '1', means: 'a cache does not serve, or an image could not be fetched' },
      { code: '2', means: 'wrong usage' },
      {
        code: '3',
        means: 'something that is needed is missing: systemd, docker-registry, a port, room on the disk',
      },
      { code: '4', means: 'it does not serve: everything was put back' },
      { code: '5', means: 'as mirror-apply: putting the engine back failed' },
      { code: '6', means: 'consent or rights are missing' },
      { code: '70', means: 'a fault of our own' },
      { code: '129', means: 'stopped: its terminal was closed' },
      { code: '130, 143', means: 'stopped by a signal' },
    ],
  },
  usage: {
    upstream: (value) =>
      `--upstream takes hub, relay or an http(s) URL without user, path or query, not "${value}".`,
    via: (value) => `--via takes an http proxy, such as http://192.168.1.1:3128, not "${value}".`,
    upstreamPath: (value) =>
      `--upstream ${value}: docker-registry drops the path and would ask the root of that host. Use a mirror that has a host to itself, or "--upstream relay" with that mirror behind the relay.`,
    oneRegistry: (option) => `${option} is about one registry: give --registry once with it.`,
    relayHub:
      '--upstream relay: the relay that "mirror-relay install" makes serves docker.io; give another relay by its URL.',
    listen: (value) =>
      `--listen takes an address of this machine, with or without a first port, such as 192.168.1.2 or 192.168.1.2:5100, not "${value}".`,
    openAddress: (value) =>
      `--listen ${value}: whoever reaches a cache can use it up, and your address's quota with it. Name a private address of this machine, such as the one in your LAN.`,
    maxSize: (value) =>
      `--max-size takes a size such as 20GiB, 500MB or 1048576, or 0 for no bound, not "${value}".`,
    redis: (value) =>
      `--redis takes host:port or host:port/database, such as 127.0.0.1:6379/5, not "${value}".`,
    accountUpstream:
      '--account-file goes with the registry itself alone: docker-registry sends the account to whatever token server its upstream names.',
    data: (value) => `--data takes a folder by its whole path, such as /srv/mirror-cache, not "${value}".`,
    systemdOnly: (option) => `${option} goes with --as systemd.`,
    noImages: 'Which images? Name them, or give --compose <file>.',
    at: (value) =>
      `--at takes the URL of a cache, such as http://192.168.1.2:5100, without user, path and query, not "${value}".`,
    whoseIsAt: (registries) =>
      `A cache keeps the images of one registry, and these are of several: ${registries.join(', ')}. Say with --registry whose the cache at --at keeps.`,
    imageRegistry: (image, registries) =>
      `--image ${image} is of none of these registries: ${registries.join(', ')}.`,
    notInstalled: (registry, installed) =>
      installed.length === 0
        ? `No cache is set up on this machine. "sudo mirror-cache up" makes one.`
        : `There is no cache of ${registry} here, only of ${installed.join(', ')}.`,
  },
  busy: (pid) =>
    `Another process (${pid}) is changing the caches of this machine right now. Nothing was done; run this again when it has ended.`,
  changed: 'The caches of this machine were changed meanwhile. Nothing was done; run this again.',
  unreadable: (registry, file) =>
    `${registry}: a cache is set up, but ${file} does not say where it listens and what it fetches in the way "up" wrote it. Undo the edit, or set it up again: "mirror-cache down --keep-data", then "up"; what was fetched stays.`,
  up: {
    noSystemd: 'There is no systemd here, so this is a compose file for the same:',
    systemdMissing: 'There is no systemd here. What runs without is a compose file: --as compose.',
    applyNeedsSystemd:
      'There is no systemd here, and --apply goes with it: an engine can be pointed at a cache only when that runs. Leave --apply out; a compose file and the command for later are printed then.',
    engineMissing: (engine) =>
      `--apply: ${engine} is not found on this machine, so it could not be pointed at the caches. Name another one with --engine, or leave --apply out and point it there later. Nothing was changed.`,
    already: (registries) =>
      `There are caches already: ${registries.join(', ')}. To change them, "mirror-cache down --keep-data" first; what was fetched stays.`,
    stays: (registries) =>
      `${registries.join(', ')}: ${registries.length === 1 ? 'there is a cache already, which stays as it is' : 'there are caches already, which stay as they are'}.`,
    ofAll: (option) =>
      `${option} is the same for all caches of this machine, and those that are there have another. Leave it out, or "mirror-cache down --keep-data" first and set all of them up anew.`,
    leftovers: 'An earlier run left units behind. Take them away first: "mirror-cache down --keep-data".',
    inUse: (path) =>
      `${path} is there already, and "mirror-cache up" has not written it. Nothing was changed. Move it away first.`,
    systemFolder: (folder) =>
      `${folder} belongs to the system. Give --data a folder of its own, such as /srv/mirror-cache.`,
    redisFails: (address, why) =>
      `--redis ${address} does not answer as a redis does (${why}). Give another address or database, or leave it out: without one the caches are faster.`,
    noProgram: (path) =>
      `${path} is not there. Install it (Debian, Ubuntu: apt-get install docker-registry; then "systemctl disable --now docker-registry", its own service listens everywhere), or have it in containers: --as compose.`,
    noRelay: 'No relay is installed here: "sudo mirror-relay install" first, or give its URL to --upstream.',
    loopback: (address) =>
      `${address} is a loopback address: with one as a mirror, Docker 28 and newer with the containerd store stops checking the certificate of Docker Hub itself. Leave --listen out, or name a private address.`,
    loopbackThere: (address) =>
      `The caches that are there listen at ${address}, a loopback address: with one as a mirror, Docker 28 and newer with the containerd store stops checking the certificate of Docker Hub itself. Give this cache a private address of this machine with --listen, or name the engine that it is for with --engine.`,
    dataInUse: (folder, name) =>
      `${folder} would become the cache's own and go with it, but there is something else in it (${name}). Nothing was changed. Name another folder with --data.`,
    noData: (folder, word) =>
      `${folder} has to be there, and be root's alone: sudo install -d -m 700 ${word}; nobody else may write in the folders above.`,
    dataOfRegistry: (folder) =>
      `${folder} holds a registry's store, and nothing says that it is a cache's: there is no scheduler-state.json in it, and what a cache lets go of in a registry is lost. Nothing was changed. Name another folder with --data.`,
    dataUnreadable: (folder, why) =>
      `${folder} cannot be looked into: ${why}. Name another folder with --data.`,
    notOurs: (address) => `${address} is no address of this machine.`,
    portTaken: (address, registry) =>
      `Somebody listens at ${address} already, where the cache of ${registry} would. Give another first port: --listen <address>:<port>.`,
    diskFull: (folder, free, wanted) =>
      `${folder} has ${free} left and the caches may grow to ${wanted}; on a full disk they answer new images with 500. Give a smaller --max-size (it counts for each registry), or make room.`,
    account: (path, problem, detail) =>
      problem === 'unreadable'
        ? `--account-file ${path} cannot be read: ${detail}.`
        : problem === 'others-read'
          ? `Others can read ${path}: chmod 600 it first.`
          : `${path} holds no account: one line, user:password.`,
    accountExposed:
      'With an account, everybody who reaches this cache can pull all that the account may, private images included.',
    redisSlower:
      'On a local disk the caches are slower with redis than without: 254 to 497 requests a second for 871 to 985.',
    plan: (caches) =>
      `Caches:\n${caches.map(({ registry, url, remote }) => `  ${registry}  at ${url}, from ${remote}`).join('\n')}`,
    planData: (folder, kept) =>
      `What they fetch is kept in ${folder}.${kept.length === 0 ? '' : ` An earlier cache left something there, which is used again: ${kept.join(', ')}.`}`,
    planFiles: (config, units) => `Files: ${config}, ${units}.`,
    planReplaced: (paths) =>
      `Not as this version writes it, and written anew: ${paths.join(', ')}. An edit of your own is lost; put it into a drop-in ("systemctl edit") and it stays.`,
    composeRedis: (address) =>
      `--redis ${address}: in a container that is the container itself. Give an address that containers reach.`,
    planBound: (most) =>
      most === null
        ? 'Nothing bounds what they keep.'
        : `Each keeps ${most} at most; a timer looks every hour.`,
    planApply: (engine) => `When they serve, ${engine} is pointed at them.`,
    question: 'Do this?',
    dryRun: 'Nothing was changed.',
    waiting: 'Waiting for a first manifest through each.',
    failed: {
      'not-written': 'A file could not be written:',
      'not-started': 'The cache does not start:',
      'upstream-down':
        'The cache ends at once: it cannot reach its upstream, and docker-registry does not start without:',
      'upstream-silent':
        'The upstream takes the connection and says nothing; docker-registry does not even listen before it answers.',
      'not-reached': 'The cache says that it listens, but it could not be asked:',
      'no-manifest': 'The cache runs, but the image does not come through it:',
      'no-manifest-for-account':
        'The cache runs, but the image does not come through it, or the account was refused, which the registry tells as a missing image:',
    },
    ofRegistry: (registry) => `${registry}:`,
    putBack: 'Everything was put back.',
    notPutBack:
      'Not everything could be put back: look at "systemctl status \'mirror-cache*\'" and /etc/mirror-cache.',
    done: (registry, url) => `The cache of ${registry} serves at ${url}.`,
    applyYourself: (commands) =>
      `To have an engine pull through:\n${commands.map((line) => `  ${line}`).join('\n')}`,
    compose: (bounds) =>
      `Start it with "docker compose up -d". Compose keeps no bound. ${
        bounds.length === 0
          ? 'To begin anew: "docker compose down --volumes".'
          : `Now and then:\n${bounds.map((line) => `  ${line}`).join('\n')}`
      }`,
    composeElsewhere: (commands) =>
      `"mirror-cache status" does not see what runs in containers: "docker compose ps" does. To fetch images beforehand:\n${commands.map((line) => `  ${line}`).join('\n')}`,
    composeSecrets: (file, variables) =>
      `Put into ${file} (chmod 600) beside it, a line each: ${variables.map((name) => `${name}='…'`).join(', ')}.${variables.some((name) => name.startsWith('REGISTRY_')) ? String.raw` The registry reads user and password as YAML: put them in double quotes within the single ones, '"…"', and write \\ for \, \" for " and \x27 for '.` : ''}`,
  },
  down: {
    notInstalled: 'No cache is set up on this machine.',
    plan: (registries, keepData, folder) =>
      `The caches of ${registries.join(', ')} go${keepData ? '; what they fetched stays' : ', and all that they fetched'} in ${folder}.`,
    engine: (engine, registry, file, own, rest) =>
      `${engine} asks them for ${registry}: ${own.join(', ')} goes from ${file}; ${rest.length === 0 ? 'no other mirror stands there' : `${rest.join(', ')} ${rest.length === 1 ? 'stays' : 'stay'}`}.`,
    stillNamed: (files) =>
      `The address of a cache still stands in ${files.join(', ')}, though no engine that was looked at uses it as a mirror. Look at it there.`,
    edited: (file) => `${file} is gone already, or was edited: what is left of it goes too.`,
    notItsOwn: (folder, name) =>
      name === ''
        ? `What lies in ${folder} stays: nothing says that it is a cache's store, and what is taken from a registry is lost.`
        : `What lies in ${folder} stays: there is something in it that no cache made (${name}).`,
    leftovers: (folder) => `No cache is set up, but units of an earlier run are left in ${folder}: they go.`,
    gone: 'The caches are gone.',
    dataLeft: (folders) => `What was fetched could not be taken away: sudo rm -r ${folders.join(' ')}`,
    kept: (folder) => `What was fetched stays in ${folder}.`,
    left: 'Not everything could be taken away: look at "systemctl status \'mirror-cache*\'" and /etc/mirror-cache.',
  },
  status: {
    none: 'No cache is set up on this machine. "sudo mirror-cache up" makes one. Of those in containers "docker compose ps" tells.',
    serving: (registry, url) => `${registry}: serves at ${url}`,
    notServing: {
      'no-answer': ({ registry, url, unit }) =>
        `${registry}: does not serve at ${url}. Its log: journalctl -u ${unit}`,
      'address-gone': ({ registry, url, addressUnit }) =>
        `${registry}: does not serve at ${url}: this machine has lost that address. ${
          addressUnit === null
            ? 'Give it back to its device, or "mirror-cache down --keep-data" and "up" with another --listen.'
            : `Put it back: sudo systemctl restart ${addressUnit}`
        }`,
      'kept-fails': ({ registry, url, unit }) =>
        `${registry}: does not serve at ${url}: it answers, but not with an image that it keeps. Its log: journalctl -u ${unit}`,
      'disk-full': ({ registry, url }) =>
        `${registry}: does not serve at ${url}: the disk is full, and images that are new are 500. Make room`,
      'upstream-silent': ({ registry, url }) =>
        `${registry}: does not serve at ${url}: each tag hangs, also of what it keeps`,
    },
    upstream: {
      answers: (remote) => `upstream ${remote} answers`,
      silent: (remote) =>
        `upstream ${remote} is silent: tags hang until it answers ("--upstream relay" is the remedy)`,
      fails: (remote) =>
        `upstream ${remote} cannot be reached: what is kept is served as it was, what is not is 404 ("--upstream relay" is the remedy)`,
      unasked: (remote) => `upstream ${remote} was not asked`,
    },
    lastStored: (instant) =>
      instant === null ? 'nothing was fetched since the log begins' : `last fetched something at ${instant}`,
    size: (used, most, free, mayLook) =>
      [
        used === null
          ? `size not seen: ${mayLook ? 'what it keeps cannot be reached (is it mounted?)' : 'only root can look'}`
          : `keeps ${used}`,
        most === null ? 'no bound' : `at most ${most}`,
        ...(free === null ? [] : [`${free} free on that disk`]),
      ].join(', '),
    hits: (manifests, blobs) => `without asking upstream for bytes: manifests ${manifests}, layers ${blobs}`,
    noLog: 'hit rate not seen: the journal cannot be read as this user',
    quota: (remaining, limit) => `Docker Hub: ${remaining ?? '?'} of ${limit} pulls left for this address`,
    foreign: (paths) =>
      `Not written by this program, and where its own files would be: ${paths.join(', ')}. "up" and "down" change nothing while ${paths.length === 1 ? 'it is' : 'they are'} there.`,
    redisSilent: (why) => `its redis does not answer (${why}): each layer waits for it`,
    diskLow: 'the disk is nearly full: on a full one new images are 500',
  },
  warm: {
    otherCache: (url, registry) => `the cache at ${url} is of ${registry}`,
    there: (image) => `${image}: there already`,
    fetched: (image, size) => `${image}: fetched, ${size}`,
    failed: (image, why) => `${image}: ${why}`,
    summary: (there, fetched, failed) => `${there} there already, ${fetched} fetched, ${failed} failed.`,
    noCache: (registry) => `there is no cache of ${registry} here`,
    silent:
      'the cache does not answer, which it does not either where its upstream is silent ("mirror-cache status" tells)',
    stopped: 'stopped',
    notAManifest: 'what came is not a manifest that engines take',
    unread: {
      'not-an-image': 'is not the name of an image',
      unset: 'has no value here',
      'not-read': 'may name images, and was not read',
      'no-services': 'none can be read: is the compose file empty or cut off?',
    },
    notKept: (path) =>
      `${path} came through and is not kept, as on a full disk ("mirror-cache status" tells)`,
    cutOff: (path) => `${path} was cut off`,
    status: (path, status) =>
      status === 404
        ? `${path}: 404, so it is not there, or the upstream cannot be reached ("mirror-cache status" tells which)`
        : `${path}: ${status}`,
    noMatch: (platform) => `there is nothing for ${platform}`,
  },
  prune: {
    under: (registry, used, most) => `${registry}: ${used} of ${most}, nothing to do.`,
    evicted: (registry, repository, lastPulled) =>
      `${registry}: let go of ${repository}, last pulled ${lastPulled}`,
    done: (registry, before, after, most) => `${registry}: ${before} before, ${after} now, ${most} at most.`,
    wouldEvict: (registry, repository, lastPulled) =>
      `${registry}: would let go of ${repository}, last pulled ${lastPulled}`,
    wouldBe: (registry, before, after, most) =>
      `${registry}: ${before} now, ${after} after a prune, ${most} at most. Nothing was changed.`,
    noLog: (registry) => `${registry}: the journal could not be read, so files' own dates say what is old.`,
    failed: (registry, why) => `${registry}: ${why}`,
    over: (registry, used, most) => `${registry}: still ${used}, over ${most}.`,
    noBound: (registry) => `${registry}: no bound is set, so nothing is pruned; give --max-size, and not 0.`,
    unreadable: (path) => `${path} cannot be read.`,
    notFollowed: (path) =>
      `${path} is a link, or something else that no registry puts there. It is not followed: look at what it is, and take it away first.`,
    othersFolder: (path, uid) =>
      `${path} belongs to the user with the id ${uid}. Prune it as that user: sudo -u '#${uid}' mirror-cache prune …`,
    notACache: (folder) =>
      `${folder} is a registry's, and nothing says that it is a cache: there is no scheduler-state.json in it, and what is let go of a registry is lost. Nothing was changed.`,
    noStore: (folder) =>
      `No store lies in ${folder}: there is no docker/registry/v2 below it. --data takes the folder of one registry, such as <dir>/docker.io.`,
    redisSilent: (address, why) =>
      `redis at ${address} does not answer (${why}): the cache asks it for each layer.`,
    noRedis: (address, why) =>
      `redis at ${address} could not be emptied (${why}): layers that went may be answered empty until it is.`,
  },
};
