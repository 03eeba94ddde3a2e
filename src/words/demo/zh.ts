import type { DemoMessages } from './messages.ts';

export const demoZh: DemoMessages = {
  intro: '演示模式：以下加速器都在本机模拟，不访问外部网络。',
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
};
