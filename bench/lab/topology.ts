import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run, type Service, start } from './processes.ts';

/** What a mirror's link does. Rates in Mbit/s of IP packets, 0: no limit. */
export interface LinkPlan {
  readonly rttMs: number;
  readonly mbit: number;
  readonly queueBytes: number;
  readonly lossPercent: number;
  readonly swing: { readonly periodMs: number; readonly low: number } | null;
  /** For each connection. */
  readonly throttle: { readonly afterBytes: number; readonly mbit: number } | null;
  readonly blackhole: boolean;
}

export interface LinePlan {
  readonly mbit: number;
  readonly queueBytes: number;
}

export interface Topology {
  readonly userNs: string;
  readonly mirrors: readonly { readonly ns: string; readonly address: string; readonly plan: LinkPlan }[];
  close(): Promise<void>;
}

/** Round trip times rate, at least 64 KiB: what a router is commonly given. */
export function bandwidthDelayBytes(mbit: number, rttMs: number): number {
  return Math.max(65_536, Math.round(mbit * 125 * rttMs));
}

const LINK_PROGRAM = fileURLToPath(new URL('../../../../bench/lab/link.py', import.meta.url));
const ALLOWED = '/proc/sys/net/ipv4/tcp_allowed_congestion_control';
const USER_ADDRESS = '10.80.0.1';

/**
 * A user's namespace and one for each mirror, joined by link.py; TCP cubic in all of them. Names carry this process's
 * id, so that two labs can run at once. `close` takes everything away again.
 */
export async function openTopology(
  links: readonly LinkPlan[],
  line: LinePlan,
  directory: string,
  seed: number,
): Promise<Topology> {
  const name = `mc${process.pid}`;
  const userNs = `${name}u`;
  const mirrors = links.map((plan, index) => ({
    ns: `${name}m${index}`,
    address: `10.81.${index >> 8}.${(index & 255) + 1}`,
    plan,
  }));
  const opened: string[] = [];
  const allowedBefore = allowCubic();
  let link: Service | null = null;
  const close = async (): Promise<void> => {
    await link?.stop();
    for (const ns of opened) run('ip', ['netns', 'delete', ns]);
    writeFileSync(ALLOWED, allowedBefore);
  };
  try {
    for (const ns of [userNs, ...mirrors.map((mirror) => mirror.ns)]) {
      run('ip', ['netns', 'add', ns]);
      opened.push(ns);
      const inside = (...words: string[]): string => run('nsenter', [`--net=/run/netns/${ns}`, ...words]);
      inside('ip', 'link', 'set', 'lo', 'up');
      inside('sysctl', '-qw', 'net.ipv4.tcp_congestion_control=cubic');
      // A destination's last threshold would be remembered, and the second download would not be like the first.
      inside('sysctl', '-qw', 'net.ipv4.tcp_no_metrics_save=1');
    }
    const planFile = `${directory}/link.json`;
    const user = { ns: userNs, address: USER_ADDRESS, ...line };
    const flat = mirrors.map(({ ns, address, plan }) => ({ ns, address, ...plan }));
    writeFileSync(planFile, JSON.stringify({ seed, user, mirrors: flat }));
    link = await start('/usr/bin/python3', [LINK_PROGRAM, planFile], {
      ns: null,
      logFile: `${directory}/link.log`,
      readyLine: /^ready$/,
    });
  } catch (error) {
    await close();
    throw error;
  }
  return { userNs, mirrors, close };
}

/**
 * Linux lets a namespace choose only among the algorithms that are allowed machine-wide, and a machine whose own is BBR
 * may allow no cubic. Returns what was allowed before.
 */
function allowCubic(): string {
  const before = readFileSync(ALLOWED, 'utf8');
  if (!before.split(/\s+/).includes('cubic')) writeFileSync(ALLOWED, `${before.trim()} cubic`);
  return before;
}
