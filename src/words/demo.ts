import type { DemoMirrorId } from '../demo/index.ts';
import type { Lang } from './lang.ts';

export interface DemoMessages {
  /** Said once on stderr before the survey. */
  readonly intro: string;
  /** Who runs the simulated mirrors: a name that says what is the matter with each. */
  readonly operators: Readonly<Record<DemoMirrorId, string>>;
}

export const demoMessages: Readonly<Record<Lang, DemoMessages>> = {
  en: {
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
  },
  zh: {
    intro: '演示模式：以下镜像站都在本机模拟，不访问外部网络。',
    operators: {
      'good-fast': '特快镜像站',
      'good-campus': '湖滨大学',
      'good-tokens': '门卫云',
      'good-cold-cache': '冷缓存社区',
      'good-slow': '乡间小路',
      'slow-start': '慢热镜像站',
      stale: '旧闻镜像站',
      tampered: '掉包镜像站',
      'unknown-tag': '来历不明',
      'allow-listed': '白名单镜像站',
      login: '会员专属',
      'rate-limited': '高峰限流',
      parked: '停放域名',
      'half-open': '只接不答',
      dead: '人去楼空',
      'token-unreachable': '令牌失联',
      'upstream-redirect': '指路官方',
      'classic-only': '老派镜像站',
      'containerd-only': '新派镜像站',
      'server-error': '维修中',
    },
  },
};
