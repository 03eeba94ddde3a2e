import type { WatchMessages } from './messages.ts';

const install = [
  { command: 'sudo mirror-watch install', does: 'look every three hours from now on' },
  {
    command: "sudo mirror-watch install --notify 'https://hooks.example.com/x'",
    does: 'and tell of changes',
  },
];
const run = [{ command: 'sudo mirror-watch run', does: 'look now, and apply anew where a mirror is down' }];
const status = [{ command: 'mirror-watch status', does: 'what the last look found, and what came of it' }];
const uninstall = [{ command: 'sudo mirror-watch uninstall', does: 'look no more; the mirrors stay' }];

export const watchEn: WatchMessages = {
  help: {
    description:
      'Looks by a timer whether the mirrors of the engine still work, and applies anew, by a reload, where one is down or, once a week, a much better one stands.',
    command: {
      install: 'look from now on, by a systemd timer',
      run: 'look once, now',
      status: 'tell what the last look found',
      uninstall: 'look no more; the mirrors stay as they are',
    },
    option: {
      engine: 'whose mirrors',
      notify:
        'where to tell of a change or a failure: a URL that JSON is posted to, or a command that reads it',
      every: 'a look every so many hours, 1 to 168',
      againAfter: 'look again at one that seems to be down after so many seconds',
      full: 'measure all mirrors now, as once a week',
      format: 'form of the status',
      dryRun: 'show what would be done, do nothing',
      yes: 'do it without asking',
      noInput: 'never ask; without --yes nothing is done',
    },
    examples: { all: [...install, ...status], install, run, status, uninstall },
    exit: [
      { code: '0', means: 'done, or nothing to do' },
      {
        code: '1',
        means: 'no mirror is fit to be configured; with status: nothing is watched, or it failed',
      },
      { code: '2', means: 'wrong usage' },
      { code: '3', means: 'no engine or no systemd here, or a file cannot be read or written' },
      { code: '4', means: 'it failed, and what stood before was put back' },
      { code: '5', means: 'as 4, but putting it back failed too' },
      { code: '6', means: 'consent or rights are missing, or an edit of others waits in the file' },
      { code: '70', means: 'a fault of our own' },
      { code: '129', means: 'stopped: its terminal was closed' },
      { code: '130, 143', means: 'stopped by a signal' },
    ],
  },
  usage: {
    engine: (value, known) => `--engine takes one of ${known.join(', ')}, not "${value}".`,
    notify: (scheme) => `--notify takes an http(s) URL or a command, not an address of ${scheme}.`,
    every: (value) => `--every takes whole hours from 1 to 168, not "${value}".`,
  },
  onlyLinux: 'mirror-watch works on Linux alone.',
  state: { works: 'works', down: 'down', unknown: 'not known' },
  run: {
    noEngine: (engine) =>
      `No ${engine} that can be configured is seen here. "mirror-apply --engine ${engine} --dry-run" says why.`,
    idle: {
      down: 'The engine is down: nothing to look at.',
      'no-mirrors': 'The engine has no mirrors: nothing to look at. "mirror-apply" gives it some.',
      relay: 'The engine pulls through mirror-relay, which looks after its mirrors itself.',
    },
    mirror: (url, state, code) => `  ${url}  ${state}${code === null ? '' : ` (${code})`}`,
    awaited: (url, state, code) =>
      `  ${url}  ${state}${code === null ? '' : ` (${code})`}; taken out, comes back when it works`,
    rest: {
      well: 'All mirrors work.',
      'not-known': 'No mirror is known to be down.',
      'no-network': 'There is no network here: nothing is known of the mirrors.',
      'failed-lately':
        'A mirror is down. Applying anew failed less than a day ago and is not tried again yet; --full does it now.',
    },
    unfit: (url) =>
      `${url} answers, but failed when it was measured: it comes back when a measurement finds it fit.`,
    unasked: (url, file) =>
      `${url} in ${file} is not an address that can be asked: nothing is known of it, it stays, and all are not measured while it stands there.`,
    apply: {
      down: 'A mirror is down, twice in a row: measuring all and applying anew.',
      weekly: 'Once a week all mirrors are measured.',
      back: 'A mirror that was taken out works again, and comes back.',
      without: 'A mirror is down, twice in a row, and is taken out.',
    },
    notMeasured: (exitCode) =>
      `The others could not be measured (mirror-apply ended with status ${exitCode}): what is down is taken out, and the next look measures.`,
    waiting: (keys) =>
      `An edit of others waits in the file (${keys}), and would come into force too: nothing is measured, and nothing changed.`,
    busy: 'Another run of mirror-watch is under way, and does what is to be done.',
    applied: (applied) => {
      switch (applied.kind) {
        case 'changed':
          return `The engine has other mirrors now: ${applied.after.join(', ')} (before: ${applied.before.join(', ')}).`;
        case 'kept':
          return 'The mirrors stay as they are.';
        case 'failed':
          return applied.exitCode === 5
            ? 'Applying anew ended with status 5: what stood before could not be put back. Look at the file and the engine.'
            : `Applying anew ended with status ${applied.exitCode}: the mirrors stay as they were.`;
        default:
          return applied satisfies never;
      }
    },
    notTold: (why) => `Nobody could be notified: ${why}.`,
  },
  install: {
    noSystemd: 'There is no systemd here. A line for /etc/cron.d/mirror-watch does the same:',
    cronSecret: 'Others must not see what stands in it: chmod 600 /etc/cron.d/mirror-watch',
    cronMasked: 'A user and a password show as xxxxx here: put them in.',
    cronOneLine:
      'A line for cron holds no line break: put the commands of --notify into a script, and name that.',
    cronGone: 'To look no more, remove that file, and /var/lib/mirror-watch with what is remembered.',
    stdin: 'A timer has no standard input: --list takes a file or a URL here, not "-".',
    plan: (service, timer, hours) =>
      `A timer is made of ${service} and ${timer}; it looks every ${hours === 1 ? 'hour' : `${hours} hours`}.`,
    secret: (path) =>
      `What others must not see (--notify, a list's query) is kept in ${path}, for root's eyes only.`,
    question: 'Do this?',
    uninstallQuestion: 'Remove the timer and all that it remembers?',
    failed: (why) => `systemd would not take it: ${why}`,
    putBack: 'All of it was taken back.',
    notPutBack: 'It could not be taken back whole: look at "systemctl status mirror-watch.timer".',
    done: 'The mirrors are watched from now on. "mirror-watch status" tells how they do, "journalctl -u mirror-watch" what was done.',
    notInstalled: 'No watch is installed here.',
    gone: 'The watch is gone; the mirrors stay as they are.',
  },
  status: {
    notYet: 'The first look has not come yet.',
    unitFailed: (how) =>
      `The last run of mirror-watch.service failed (${how}): journalctl -u mirror-watch says why.`,
    failed: (at, why) => `The last run, at ${at}, failed: ${why}`,
    stopped: 'The timer does not run: systemctl start mirror-watch.timer',
    looked: (engine, at) => `The mirrors of ${engine}, as seen at ${at}:`,
    full: (at) => `All mirrors were last measured at ${at}.`,
    last: (at, what, came) =>
      `${{ changed: 'Applied anew', kept: 'Measured all', failed: 'Tried to apply anew' }[came]} at ${at}. ${what}`,
  },
};
