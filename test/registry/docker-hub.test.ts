import { expect, it } from 'vitest';
import { isHubHost } from '../../src/registry/docker-hub.ts';

it.each([
  'docker.io',
  'registry-1.docker.io',
  'REGISTRY-1.docker.io:443',
  'auth.docker.io.',
  'index.docker.io',
  'hub.docker.com',
  'production.cloudflare.docker.com',
  'production.cloudfront.docker.com',
  'docker-images-prod.r2.cloudflarestorage.com',
  'docker-images-prod.6aa30f8b08e16409b46e0173d6de2f56.r2.cloudflarestorage.com',
])('%s is the Hub', (host) => {
  expect(isHubHost(host)).toBe(true);
});

it.each([
  '',
  'docker.m.daocloud.io',
  'registry.docker-cn.com',
  'mydocker.io',
  'docker.io.evil.example',
  'docker.com.cn',
  'r2.cloudflarestorage.com',
  'my-mirror.6aa30f8b08e16409b46e0173d6de2f56.r2.cloudflarestorage.com',
  'evil-docker-images-prod.r2.cloudflarestorage.com',
  'docker-images-prod.r2.cloudflarestorage.com.evil.example',
  'docker-images-prodxr2.cloudflarestorage.com',
  '104.18.124.25',
  '.'.repeat(1_000_000),
])('%.80s is not', (host) => {
  expect(isHubHost(host)).toBe(false);
});
