import type { BlockKind, StatusMessages, StatusProblem } from './messages.ts';

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const block: Readonly<Record<BlockKind, string>> = {
  usable: 'usable',
  degraded: 'degraded',
  'left-out': 'restricted or limited (not counted)',
  down: 'broken or dead',
  unsafe: 'unsafe',
  unknown: 'unknown',
};

export const statusEn: StatusMessages = {
  help: {
    description: 'Keep the history of mirror-check reports, and publish it as a table and a page.',
    command: {
      record: 'add reports to a history',
      build: 'make the site: pages, JSON, badges, feed, metrics',
      table: 'print the Markdown table, or put it into a README',
      tell: 'tell what record --events wrote: after it has been published',
      next: 'print the options that the next scheduled mirror-check should have, one word a line',
    },
    argument: 'reports of mirror-check -f json; "-" is stdin',
    eventsArgument: 'what record --events wrote; "-" is stdin',
    option: {
      data: "the history's folder",
      out: 'the folder that the site is written to',
      baseUrl: 'the address at which the site will be found; links in the feed and badges need it',
      title: 'the title of the page',
      settings: "the maintainer's own file: order of vantages, notes for the timeline",
      columns: 'only these columns, in this order, separated by commas',
      only: 'only mirrors with these verdicts, separated by commas',
      apart: 'mirrors that do not work now in a table of their own',
      throughputHours:
        'download layers when they were last measured so many hours ago (default: 22; 0: always)',
      notify:
        'tell of changed verdicts: POST JSON to this URL, or run this command with it on stdin (its output is not shown)',
      events:
        'write the changed verdicts to this file, for "mirror-status tell"; no file where there are none',
      readme: 'replace what stands between the markers in this file',
      vantage: 'only this vantage',
      lang: 'language of messages and of the table (default: from the locale)',
      quiet: 'print nothing but errors',
    },
    examples: {
      all: [
        { command: 'mirror-check -f json -o report.json', does: 'a report' },
        { command: 'mirror-status record --data history report.json', does: 'goes into the history' },
        { command: 'mirror-status build --data history --out site', does: 'which becomes a page' },
      ],
      record: [
        { command: 'mirror-status record --data history report.json', does: 'add one report' },
        {
          command: 'mirror-check -f json | mirror-status record --data history -',
          does: 'check and add at once',
        },
      ],
      build: [
        {
          command: 'mirror-status build --data history --out site',
          does: 'the site, to be put on any web server',
        },
        {
          command: 'mirror-status build --data history --out site --base-url https://status.example.com/',
          does: 'with full addresses in its feed',
        },
      ],
      table: [
        { command: 'mirror-status table --data history', does: 'the table, for each vantage' },
        {
          command: 'mirror-status table --data history --readme README.md',
          does: 'between <!-- mirror-status:begin --> and <!-- mirror-status:end -->',
        },
        {
          command: 'mirror-status table --data history --columns mirror,verdict,pull --apart',
          does: 'what works, and in a table of its own what does not',
        },
      ],
      tell: [
        {
          command: 'mirror-status tell --notify https://hooks.example.com/… events.json',
          does: 'post it',
        },
      ],
      next: [
        {
          command: 'mirror-status next --data history --vantage office',
          does: 'such as --no-throughput, --previous and a file',
        },
      ],
    },
    exit: [
      { code: '0', means: 'done' },
      { code: '2', means: 'wrong usage' },
      {
        code: '3',
        means: 'something cannot be read or written, or a report is refused; the others are taken',
      },
      { code: '70', means: 'a fault of our own' },
    ],
  },
  usage: {
    baseUrl: (value) => `--base-url takes an http:// or https:// URL, not "${value}".`,
    hours: (value) => `--throughput-hours takes a number of hours, 0 to 1000, not "${value}".`,
    someOf: (option, value, known) =>
      `${option} takes some of these, separated by commas, not "${value}": ${known.join(', ')}.`,
    noReports: 'Name at least one report; "-" is standard input.',
    noEvents: 'Name at least one file that record --events wrote; "-" is standard input.',
  },
  note: {
    recorded: (name, vantage, day) => `${name}: recorded for ${vantage}, ${day}.`,
    known: (name, vantage, day) => `${name}: already recorded for ${vantage}, ${day}.`,
    refused: (name, problem, detail) => `${name}: ${problemText(problem, detail)}`,
    repaired: (vantage, day, bytes) =>
      `${vantage}, ${day}: ${plural(bytes, 'byte', 'bytes')} of a report that a killed run had not finished were cut off.`,
    strangeLines: (vantage, day, lines) =>
      `${vantage}, ${day}: ${plural(lines, 'line is not a report', 'lines are not reports')} that this version can read; nothing was done to them.`,
    setAside: (vantage, days) =>
      `${vantage}: ${days} is in the future and has no neighbours; its reports were set aside (aside/${vantage}).`,
    notified: (events) => `${plural(events, 'change', 'changes')} told to --notify.`,
    notNotified: (reason) => `--notify could not be told (${reason}).`,
    built: (folder, files) => `${plural(files, 'file', 'files')} in ${folder}.`,
    tableWritten: (file) => `${file}: table replaced.`,
    tableSame: (file) => `${file}: the table is as it was.`,
  },
  column: {
    rank: '#',
    mirror: 'Mirror',
    verdict: 'Verdict',
    days: '90 days',
    day: '24 h',
    week: '7 d',
    month: '30 d',
    ttfbMedian: 'TTFB',
    ttfbP95: 'p95',
    speed: 'Speed',
    pull: 'Pull',
    fresh: 'Image',
    access: 'Access',
    lastUsable: 'Last usable',
  },
  definition: {
    rank: 'Place by predicted pull time, in the newest run that measured throughput, the same for all mirrors and at most 36 hours ago. Only mirrors that were usable then and are now have one.',
    mirror: 'The address to configure, and who runs it.',
    verdict:
      'What its newest run that told something found: whether a pull through the mirror works from this vantage, and if not, why.',
    days: "One block a day, today on the right. A day's block is its most frequent verdict, of equally frequent ones the worse; one unsafe run makes the day unsafe; a day without a run is unknown.",
    day: 'Availability over the last 24 hours.',
    week: 'Availability over the last 7 days.',
    month: 'Availability over the last 30 days.',
    ttfbMedian: "Median time to a layer's first byte, over 30 days.",
    ttfbP95: 'The time within which 95 of 100 first bytes came, over 30 days.',
    speed: 'Rate at which a layer was downloaded, in its newest run that measured it, at most 36 hours ago.',
    pull: 'Predicted time of a real pull of the image to its last downloaded byte, unpacking not counted; from the same run as the speed.',
    fresh:
      'Whether the mirror serves what the reference has under the tag now: current, old, or unknown where there was nothing to compare with.',
    access: 'Who the mirror is meant for, where that is not everybody.',
    lastUsable: 'When a run last found it usable, within 90 days.',
  },
  availability: [
    'A run counts up for a mirror when its verdict is usable or degraded.',
    'It is left out of the count when the verdict is limited, restricted or unknown: such a run does not tell whether the mirror works for those it is meant for. A run that did not happen, or did not ask the mirror, is unknown.',
    'Unsafe, broken and dead are failures: counted, and not up.',
    'Availability is the share of up in the runs that count. Where none counts there is none: “–”, never 0 %.',
    'A mirror is down from its second failure in a row on, since the first of them; a run left out does not end the row.',
  ],
  table: {
    measured: (usable, total, vantage, at, version) =>
      `${usable} of ${plural(total, 'mirror', 'mirrors')} usable from ${vantage}, ${at}, mirror-check ${version}.`,
    demo: 'Demonstration: these mirrors are simulated.',
    withoutNetwork: (at) => `The vantage had no network at ${at}; what stands here was found before.`,
    withoutNetworkYet: (at) =>
      `The vantage had no network at ${at}, nor in any run before: nothing is known yet.`,
    silent: (at) => `Silent since ${at}: what stands here was found then.`,
    smallBase: (share, counted, asked) => `${share} (${counted} of ${asked} runs)`,
    apart: (count) => `${plural(count, 'mirror does', 'mirrors do')} not work from there now:`,
    fresh: { yes: 'current', no: 'old', unknown: '–' },
    access: {
      public: '',
      'allow-list': 'listed images only',
      campus: 'campus only',
      'cloud-internal': 'own cloud only',
      'personal-address': 'personal address',
      login: 'login',
      'mainland-only': 'mainland China only',
    },
    never: (days) => `not in ${plural(days, 'day', 'days')}`,
    now: 'now',
    none: 'No run has been recorded yet.',
    more: (count) => `and ${count} more`,
  },
  page: {
    title: 'Docker registry mirrors: status',
    htmlLang: 'en',
    skip: 'Skip to the table',
    otherLanguage: '中文',
    headline: (usable, total) => `${usable} of ${plural(total, 'mirror', 'mirrors')} usable`,
    headlineThen: (usable, total) =>
      `${usable} of ${plural(total, 'mirror', 'mirrors')} usable when last checked`,
    headlineNone: (total) => `Nothing is known yet of ${plural(total, 'mirror', 'mirrors')}`,
    headlineDemo: 'Demonstration: these mirrors are simulated. Nothing here is about real ones.',
    measured: (at, image, registry) => `Checked ${at}, each with ${image} of ${registry}.`,
    tool: (version) => `mirror-check ${version}`,
    interval: (time) => `a run every ${time}`,
    stale: (at) =>
      `These figures are old: silent since ${at}, at least two runs have not come in. What holds now may be quite different.`,
    vantage: 'Vantage',
    fromVantage: (name) => `from ${name}`,
    vantageNote: 'Each vantage has its own figures; they are never put together.',
    summary: 'Mirrors by verdict',
    filter: {
      label: 'Filter and sort',
      search: 'Find a mirror',
      verdict: 'Verdict',
      all: 'all',
      sort: 'Sort by',
      shown: (shown, total) => `${shown} of ${total} shown`,
      none: 'No mirror matches.',
    },
    sortBy: (column) => `Sort by ${column}`,
    tableCaption: (vantage) => `Mirrors as seen from ${vantage}, best first`,
    details: (mirror) => `${mirror}: details`,
    checked: (at) => `Checked ${at}.`,
    withoutNetwork: (at) => `This vantage had no network at ${at}: what stands here was found before.`,
    withoutNetworkYet: (at) =>
      `This vantage had no network at ${at}, nor in any run before: nothing is known yet.`,
    unlisted: (at) =>
      `It is not on the list any more; this was found at ${at}, and what holds now is not known.`,
    neverListed: (at) =>
      `It is not on the list; it was asked by name at ${at}, and what holds now is not known.`,
    why: {
      pull: (image, time, at) => `${image} in ${time} (measured ${at})`,
      runs: (up, counted) => `${up} of ${plural(counted, 'run', 'runs')} in 30 days`,
      noRuns: 'no run that counts in 30 days',
      evening: (times) => `${times} times slower in the evening`,
      separator: '; ',
      end: '.',
    },
    base: (counted, asked) => `${counted} of ${asked} runs`,
    best: 'The best from here',
    take: {
      address: 'Address',
      daemonJson: 'daemon.json',
      pull: 'docker pull',
      containerd: 'containerd',
    },
    hours: (counts) => `Last 24 hours: ${counts}`,
    hoursTitle: '24 hours',
    useIt: 'Use them',
    useItNote: (file) => `The best that are usable from this vantage, for ${file}:`,
    useItNone: 'No mirror is usable from this vantage now.',
    useItDemo: 'Simulated mirrors are not recommended to anybody.',
    useItOther: 'None of the usable ones can be recommended to everybody.',
    useItRegistry: (registry) =>
      `Best first in the table below. Docker’s own setting is for Docker Hub alone, not for ${registry}.`,
    useItOld: 'Nothing is recommended: the last check is more than 36 hours old.',
    applyIt: 'Let it be configured',
    applyNote: 'This measures too, then configures your engine, and can be undone:',
    testIt: 'Test from your machine',
    testItNote: 'Your network is not this vantage. This measures from yours:',
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'Select it and copy by hand',
    blocks: (counts) => `Last 90 days: ${counts}`,
    hourCount: (kind, hours) => `${plural(hours, 'hour', 'hours')} ${block[kind]}`,
    blockCount: (kind, days) => `${plural(days, 'day', 'days')} ${block[kind]}`,
    block,
    blockLegend: 'A block is a day',
    blocksFromTo: (from, to) => `${from} to ${to}`,
    day: (day, verdict, availability) => `${day}: ${verdict}, availability ${availability}`,
    definitions: 'What the columns mean',
    availabilityTitle: 'Availability, exactly',
    pages: 'Pages',
    page: (number, of) => `Page ${number} of ${of}`,
    back: 'All mirrors',
    operator: 'Operator',
    access: 'Access',
    address: 'Address',
    availability: 'Availability',
    downSince: (at) => `Down since ${at}.`,
    downLong: (days) => `Down for more than ${plural(days, 'day', 'days')}.`,
    failedOnce: 'One failed run so far: it counts as down from the second in a row on.',
    notAsked: (at) => `The newest run did not ask it; this is from ${at}.`,
    latency: 'Latency, 30 days',
    latencyNote:
      "Answer time of the registry's ping: the line is each day's median, the band holds eight of ten answers.",
    throughput: 'Throughput, 30 days',
    throughputNote: "Rate at which a layer was downloaded: a day's median.",
    noData: 'Nothing was measured in these 30 days.',
    plotText: (what, low, high, days) =>
      `${what}: daily medians between ${low} and ${high}, measured on ${plural(days, 'day', 'days')} of 30`,
    changes: 'Verdict changes',
    changesNone: (days) => `None in ${plural(days, 'day', 'days')}.`,
    change: (from, to) => `${from} → ${to}`,
    single: 'one run only',
    failures: 'Last failures, 30 days',
    failuresNone: (days) => `None in ${plural(days, 'day', 'days')}.`,
    failureColumns: { phase: 'Step', code: 'Code', count: 'Runs', last: 'Last', meaning: 'Meaning' },
    phase: {
      ping: 'ping',
      token: 'token',
      manifest: 'manifest',
      'platform-manifest': "platform's manifest",
      config: 'config blob',
      layer: 'layer',
      'cross-check': 'cross-check',
      finalist: 'second measurement',
    },
    months: 'By month',
    monthColumns: { month: 'Month', availability: 'Availability', runs: 'Runs that count' },
    badges: 'Badge',
    badgesNote: 'Markdown for a README:',
    figures: 'Figures',
    data: 'Data',
    dataLinks: {
      latest: 'Latest (JSON)',
      history: 'History (JSON)',
      mirror: 'This mirror (JSON)',
      feed: 'Changes (Atom)',
      prometheus: 'Metrics (Prometheus)',
    },
    built: (at) => `Built ${at}`,
    madeWith: 'Made with',
    listSeparator: ', ',
    verdictHelp: {
      usable: 'a pull through it works',
      degraded: 'works, with a reservation',
      restricted: 'works for others',
      limited: 'asks us to come back later',
      unsafe: 'never configure it',
      broken: 'answers, but a pull fails',
      dead: 'no answer',
      unknown: 'nothing was found out',
    },
  },
  feed: {
    title: (title) => `${title}: changes`,
  },
  timeline: {
    title: 'Timeline',
    down: (mirror, vantage, since) => `${mirror}: down since ${since} (${vantage})`,
    unsafe: (mirror, vantage, since) => `${mirror}: unsafe, never configure it; found ${since} (${vantage})`,
    back: (mirror, vantage, since) =>
      `${mirror}: works again, after it had failed since ${since} (${vantage})`,
    backLong: (mirror, vantage, since) =>
      `${mirror}: works again, after it had failed since before ${since} (${vantage})`,
    joined: (mirror, vantage, since) => `${mirror}: on the list since ${since} (${vantage})`,
    left: (mirror, vantage, since) => `${mirror}: off the list since ${since} (${vantage})`,
  },
  badge: {
    label: 'mirror',
    once: (word, at) => `${word} at ${at}`,
    unlisted: 'not listed',
    uptimeLabel: '30 days',
    summaryLabel: 'mirrors',
    summary: (usable, total) => `${usable} of ${total} usable`,
  },
};

function problemText(problem: StatusProblem, detail: string): string {
  switch (problem) {
    case 'not-a-report':
      return `refused, it is not a report of mirror-check (${detail}).`;
    case 'newer-schema':
      return `refused, its schema (version ${detail}) is newer than this program.`;
    case 'dated-ahead':
      return `refused, its date is in the future (${detail}).`;
    case 'bad-date':
      return `refused, there is no such date, or it ends before it starts (${detail}).`;
    case 'unsafe-vantage':
      return `refused, its vantage "${detail}" is not a safe name for a folder.`;
    case 'unsafe-id':
      return `refused, the mirror id "${detail}" is not a safe name for a file.`;
    case 'unreadable':
      return `cannot be read: ${detail}.`;
    case 'too-large':
      return `refused, it is larger than ${detail} bytes.`;
    case 'not-utf8':
      return 'refused, it is not UTF-8.';
    case 'day-closed':
      return `refused, that day's reports are no longer kept (${detail}).`;
    case 'day-full':
      return `refused, that day's file has grown past its limit (${detail}).`;
    case 'demo-among-real':
      return 'refused, its mirrors are simulated and this history is of real ones; give it a history of its own.';
    case 'real-among-demo':
      return 'refused, this history is of simulated mirrors; give real ones a history of their own.';
    case 'other-registry':
      return `refused, this vantage's history is of ${detail}; give another registry a vantage of its own (--vantage).`;
    case 'bad-settings':
      return `it is not what --settings takes (${detail}).`;
    case 'not-events':
      return 'it is not what record --events writes.';
    case 'no-markers':
      return 'it has no lines <!-- mirror-status:begin --> and <!-- mirror-status:end --> in this order; nothing was changed.';
    case 'many-markers':
      return 'it has the markers more than once; nothing was changed.';
    case 'no-history':
      return 'no run has been recorded there.';
    case 'no-vantage':
      return `there is no vantage "${detail}" in this history.`;
    case 'busy':
      return 'another run is recording there.';
    case 'link':
      return 'it is a link, or not a plain file: a history holds neither, and nothing was recorded.';
    default:
      return problem satisfies never;
  }
}
