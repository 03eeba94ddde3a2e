import type { RelayMessages } from './messages.ts';

const run = [
  { command: 'mirror-relay run', does: 'survey the mirrors, then serve on 127.0.0.1:5077' },
  { command: 'mirror-relay run --from report.json', does: 'begin with the mirrors of an earlier report' },
  {
    command: 'mirror-relay run --listen 192.168.1.2:5077 --allow 192.168.1.0/24',
    does: 'one relay for the machines of a LAN',
  },
];
const status = [
  { command: 'mirror-relay status', does: 'how it and its mirrors do' },
  { command: 'mirror-relay status -f prometheus', does: 'the same for a scrape or a textfile' },
];
const install = [{ command: 'sudo mirror-relay install', does: 'as a service, and Docker pulls through it' }];
const uninstall = [
  { command: 'sudo mirror-relay uninstall', does: 'and Docker is configured as it was before' },
];

export const relayEn: RelayMessages = {
  help: {
    description:
      'One address for an engine, and behind it the best mirrors: verified, remembered, continued elsewhere.',
    installOption: {
      listen: 'where to serve (default: an address that this version of Docker takes)',
      image: 'the image whose manifest must come through before Docker is configured',
    },
    urls: 'mirrors to use instead of those of the catalogue, best first; they are not surveyed before the first recheck',
    command: {
      run: 'serve in the foreground',
      install: 'serve from now on, as a systemd service, and have Docker pull through it',
      status: 'show how the relay and its mirrors are doing',
      uninstall: 'take all of it back',
    },
    option: {
      from: 'begin with the mirrors of this earlier report (JSON) instead of a survey',
      listen: 'where to serve, or where the relay is that is asked for its status',
      allow: 'a network whose machines may ask too; repeatable. Without it this machine alone may',
      spool: 'the folder in which proven bytes are kept',
      maxSize: 'how much is kept there at most, least recently used first to go; 0: nothing',
      resolve:
        'who decides what a tag is: the registry itself, a consensus of independent operators, or the first mirror. Default: the registry, else consensus',
      recheck: 'survey the mirrors anew every so many hours; 0: never',
      registry: 'whose images to serve; repeatable, the first is what is asked for without ?ns=',
      proxy: 'reach mirrors through this proxy (http, https, socks5)',
      format: 'form of the status',
      dryRun: 'show what would be done, do nothing',
      yes: 'do it without asking',
      noInput: 'never ask; without --yes nothing is done',
      activate:
        'restart: Docker may be restarted and its containers with it, where its proxies have to change',
    },
    examples: {
      all: [...run.slice(0, 1), ...install, ...status.slice(0, 1)],
      run,
      install,
      status,
      uninstall,
    },
    exit: [
      { code: '0', means: 'done, or stopped in good order' },
      { code: '1', means: 'no usable mirror; with status: it does not serve' },
      { code: '2', means: 'wrong usage' },
      { code: '3', means: 'the spool or the address cannot be had, or a file cannot be written' },
      { code: '4', means: 'installed but it does not serve: everything was put back' },
      { code: '5', means: 'as mirror-apply: putting the engine back failed' },
      { code: '6', means: 'consent or rights are missing' },
      { code: '70', means: 'a fault of our own' },
      { code: '129', means: 'stopped: its terminal was closed' },
      { code: '130, 143', means: 'stopped by a signal' },
    ],
  },
  usage: {
    listen: (value) =>
      `--listen takes an address and a port, such as 127.0.0.1:5077 or [::1]:5077, not "${value}".`,
    allow: (value) => `--allow takes an address or a network such as 192.168.1.0/24, not "${value}".`,
    recheck: (value) => `--recheck takes hours from 0 (never) to 8760, not "${value}".`,
    maxSize: (value) =>
      `--max-size takes a size such as 10GiB, 500MB or 1048576, or 0 (nothing is kept), not "${value}".`,
    oneRegistry: (option) =>
      `${option} does not say for which registry: with it, --registry can be given once only.`,
    asRoot:
      'mirror-relay run talks to strangers all day and does not run as root. Run it as another user, or have "mirror-relay install" make a service without privileges of it.',
  },
  note: {
    noMirror: (registry, proxy) =>
      `No mirror of ${registry} is usable from here.${proxy === null ? ' "mirror-check" tells why.' : ` ${throughProxy(proxy)}`}`,
    spool: (path, why) => `The folder ${path} cannot be used: ${why}.`,
    spoolTaken: (path) =>
      `Another relay works with the folder ${path}: "mirror-relay status" tells how it does; --spool names another folder.`,
    listen: (address, why) =>
      `Nobody can listen at ${address}: ${why}. "mirror-relay status" tells whether a relay is there already; --listen names another address or port.`,
    notServing: (url, isInstalled) =>
      `No relay answers at ${url}. ${isInstalled ? 'It is installed: "sudo systemctl restart mirror-relay.socket mirror-relay.service" starts it anew.' : '"sudo mirror-relay install" makes a service of it, "mirror-relay run" serves in the foreground; --listen names another address.'}`,
    loopback:
      'Docker 28 and newer with the containerd store stops checking the certificate of Docker Hub while a mirror at a loopback address is configured. For Docker, listen at an address that is not loopback, or use "mirror-relay install".',
  },
  install: {
    noSystemd:
      'There is no systemd here. Have your init run "mirror-relay run" as a user without privileges, before the engine starts, and configure the engine with mirror-apply.',
    already:
      'The relay is installed already, and was left as it is: options and mirrors given now were not taken. "mirror-relay uninstall" takes it back; "mirror-relay install" with the new ones after it takes them.',
    notInstalled: 'No relay is installed here.',
    plan: (service, socket, url, file) =>
      `A service is made of ${service} and ${socket}; it serves at ${url}.\nWhen it serves, Docker is given two mirrors in ${file}: the relay, and behind it the best mirror.`,
    planNoProxy: (host) =>
      `Docker's own proxy must not be asked for ${host}: the address joins its exceptions, for which Docker is restarted. Where that stops containers, it takes --yes --activate restart.`,
    question: 'Do this?',
    notOurs: (host) =>
      `${host} is not an address of this machine. "ip address" shows those that are; without --listen one that fits Docker is taken.`,
    waiting: (url, surveys) =>
      `Waiting for a first manifest from ${url}${surveys ? '; a survey of the mirrors comes before it and can take minutes' : ''}.`,
    notServing: 'The relay does not serve. Its last lines:',
    throughProxy,
    putBack: 'The service was taken back.',
    notPutBack: 'The service could not be taken back whole: look at "systemctl status mirror-relay".',
    done: (url) => `Docker pulls through the relay at ${url}.`,
    doneStopped: (url) => `Docker is not running. Once it is started, it pulls through the relay at ${url}.`,
    planGone: (files) =>
      `The service would be stopped, and these removed: ${files.join(', ')}. Nothing was changed (--dry-run).`,
    gone: 'The relay is gone.',
  },
  status: {
    serving: (url, since) => `The relay serves at ${url} since ${since}.`,
    requests: (hits, misses, failed) =>
      `Asked for: ${hits} from the spool, ${misses} from mirrors, ${failed} not to be had.`,
    bytes: (served, saved, fetched) =>
      `Sent to engines: ${served}, of these ${saved} without asking a mirror; from mirrors: ${fetched}.`,
    spool: (used, most, entries) =>
      `Spool: ${used} of ${most}, ${entries} ${entries === 1 ? 'entry' : 'entries'}.`,
    full: (most) =>
      `The spool's disk takes nothing more: ${most} at a time pass through memory, and what is larger is left to the engine's next mirror. Free space there.`,
    mirrors: 'Mirrors, best first:',
    state: { fit: 'in use', resting: 'resting', barred: 'left alone' },
    until: (instant) => `until ${instant}`,
    trouble: {
      unreachable: 'no connection',
      silent: 'no answer',
      stalled: 'stopped sending',
      cut: 'cut off',
      missing: 'does not have it',
      refused: 'refused',
      limited: 'too many requests',
      failed: 'server error',
      'not-it': 'sent something else',
      'wrong-bytes': 'wrong bytes',
    },
    stale: (tag, confirmed) =>
      `${tag} is handed out as it was at ${confirmed}: no one could confirm it since.`,
  },
};

function throughProxy(proxy: string): string {
  return `Mirrors are asked through the proxy ${proxy}: look whether that one answers.`;
}
