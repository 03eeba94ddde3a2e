import type { DemoMessages } from './messages.ts';

export const demoEn: DemoMessages = {
  intro: 'Demo: these mirrors are simulated on this machine; nothing leaves it.',
  operators: {
    'good-fast': 'Express Mirror',
    'good-campus': 'Lakeside University',
    'good-tokens': 'Gatehouse Cloud',
    'good-cold-cache': 'Cold Cache Club',
    'good-slow': 'Country Road',
    'slow-start': 'Late Riser',
    stale: "Last Month's News",
    tampered: 'Tampered Goods',
    'unknown-tag': 'Unknown Origin',
    'allow-listed': 'Guest List',
    login: 'Members Only',
    'rate-limited': 'Rush Hour',
    parked: 'Parked Domain',
    'half-open': 'Silent Door',
    dead: 'Gone Away',
    'token-unreachable': 'Lost Key',
    'upstream-redirect': 'Signpost to the Hub',
    'classic-only': 'Old School',
    'containerd-only': 'New School',
    'server-error': 'Under Repair',
  },
};
