import { howOfOutcome } from '../../doctor/causes/of-hosts.ts';
import { hostPlatform } from '../../registry/platform.ts';
import { parseReference } from '../../registry/reference.ts';
import type { QuotaTold } from '../../words/doctor/messages.ts';
import type { ExamineHost } from './examine.ts';
import { lookAtClient } from './look-at-client.ts';
import { lookAtEngine } from './look-at-engine.ts';
import { askOutside } from './look-outside.ts';
import { mirrorsOf, planOutside, shownMirror } from './plan-outside.ts';

/** Docker's own image for this question: https://docs.docker.com/docker-hub/usage/pulls/ */
const QUOTA_IMAGE = 'docker.io/ratelimitpreview/test';

/** What Docker Hub grants this address, by HEAD alone, which counts as no pull; and who the docker command is there, by name. */
export async function askQuota({ asker, arch, signal, onAsking }: ExamineHost): Promise<QuotaTold> {
  const engine = await lookAtEngine(asker);
  const { path, hubLogin } = await lookAtClient(asker);
  const image = parseReference(QUOTA_IMAGE);
  if (!image.ok) throw new Error('the image has no valid name');
  const task = planOutside({ kind: 'nothing' }, image.value, engine, hostPlatform(arch));
  const hosts = task.hosts.filter(({ role }) => role === 'registry');
  const endpoints = task.endpoints.filter(({ isUpstream }) => isUpstream);
  onAsking(0);
  const seen = await askOutside({ task: { ...task, hosts, endpoints }, nameServers: [] }, signal);
  const [host] = seen.kind === 'seen' ? seen.value.hosts : [];
  const [upstream] = seen.kind === 'seen' ? seen.value.endpoints : [];
  const failed = upstream?.outcome.kind === 'fails' ? upstream.outcome : null;
  const quota = upstream?.quota ?? null;
  const answered = quota !== null || (upstream !== undefined && failed === null);
  return {
    limit: quota?.limit ?? null,
    remaining: quota?.remaining ?? null,
    windowSeconds: quota?.windowSeconds ?? null,
    source: quota?.countedBy ?? null,
    login: path === null || hubLogin === null ? null : { by: hubLogin, path },
    mirrors: mirrorsOf(engine).map(shownMirror),
    store: 'examined' in engine ? (engine.examined?.store ?? null) : null,
    failure: answered
      ? null
      : (host?.how ?? (failed === null ? null : howOfOutcome(failed)) ?? { kind: 'garbled' }),
  };
}
