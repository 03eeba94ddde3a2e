import type { PlannedFile } from '../../../change/types.ts';
import type { Capabilities } from '../capabilities.ts';
import type { DaemonJsonDocument, Proxies } from '../daemon-json/index.ts';
import { hasCredentials } from '../proxy-url.ts';
import { hiddenSetting } from './hidden-setting.ts';
import type { ApplyCandidate, PlanInput } from './input.ts';
import { isGone } from './own-pending.ts';
import {
  looksSet,
  PROXY_FIELDS,
  PROXY_VARIABLES,
  type ProxyChanges,
  proxyFilePaths,
  proxyServiceFiles,
  servedProxies,
  wantedProxies,
} from './proxies.ts';
import type { PlanWarning, RefusalReason } from './types.ts';

export interface ProxyPlan {
  readonly kind: 'proxy-plan';
  readonly changes: ProxyChanges;
  /** What counts once they are in force, whoever sets it: the changes, and the no-proxy of today. */
  readonly counts: ProxyChanges;
  /** Those of the changes that daemon.json takes; none before 23.0. */
  readonly inFile: Partial<Proxies>;
  /** daemon.json will hold `proxies` because of us. */
  readonly touchesFile: boolean;
  readonly changesFile: boolean;
  readonly serviceFiles: readonly PlannedFile[];
  /** The engine does not use them yet: only a restart helps. */
  readonly pending: boolean;
  readonly warnings: readonly PlanWarning[];
}

/** Where the proxies go: `proxies` in daemon.json from 23.0 on, else the service's environment. */
export function planProxies(
  input: PlanInput,
  document: DaemonJsonDocument,
  { proxiesKey }: Pick<Capabilities, 'proxiesKey'>,
  listed: readonly ApplyCandidate[],
): ProxyPlan | RefusalReason {
  const { engine, install, options, proxyFiles } = input;
  if (Object.keys(options.proxies).length === 0) return NO_PROXIES;
  if (install.install === 'desktop') return { ...NO_PROXIES, warnings: [{ kind: 'desktop-proxies' }] };
  const ours = servedProxies(proxyFiles);
  const shown = isGone('noProxy', document.proxies, engine) ? null : engine.proxies?.noProxy;
  const noProxyNow = document.proxies.noProxy ?? ours.noProxy ?? shown ?? null;
  const { changes, directHosts } = wantedProxies(options, noProxyNow, listed);
  const inForce = { noProxy: noProxyNow, ...changes };
  const notOurs = PROXY_FIELDS.filter(
    (field) =>
      changes[field] === null &&
      document.proxies[field] === null &&
      ours[field] === null &&
      (engine.proxies?.[field] ?? null) !== null,
  ).map((field) => PROXY_VARIABLES[field]);
  const beside = PROXY_FIELDS.filter(
    (field) =>
      changes[field] === null &&
      (document.proxies[field] !== null || ours[field] !== null) &&
      (engine.next.othersProxies?.[field] ?? null) !== null,
  ).map((field) => PROXY_VARIABLES[field]);
  const warnings: readonly PlanWarning[] = [
    ...(directHosts.length === 0 ? [] : [{ kind: 'no-proxy-extended', hosts: directHosts } as const]),
    ...(notOurs.length === 0 ? [] : [{ kind: 'proxy-not-ours', variables: notOurs } as const]),
    ...(beside.length === 0 ? [] : [{ kind: 'proxy-set-beside', variables: beside } as const]),
  ];
  const masked = maskedFields(changes, engine);
  const unknown = masked.some((field) => engine.startedProxies?.[field] === undefined);
  const unseen =
    isUnseen(changes, engine.proxies) ||
    masked.some((field) => isOther(engine.startedProxies?.[field], changes[field])) ||
    (unknown && options.activate === 'restart');
  const { configPath, dropInDir } = install;
  const places = dropInDir === null || !input.service.systemd ? null : { configPath, dropInDir };
  if (proxiesKey) {
    const serviceFiles = places === null ? [] : takenOut(changes, ours, places, proxyFiles);
    const changesFile = PROXY_FIELDS.some((field) => {
      const value = changes[field];
      return value !== undefined && value !== document.proxies[field];
    });
    const touchesFile = changesFile || PROXY_FIELDS.some((field) => Boolean(changes[field]));
    return {
      kind: 'proxy-plan',
      changes,
      counts: inForce,
      inFile: changes,
      touchesFile,
      changesFile,
      serviceFiles,
      pending: changesFile || unseen || counts(serviceFiles, proxyFiles),
      warnings: unknown && !changesFile && !unseen ? [...warnings, PASSWORD_UNSEEN] : warnings,
    };
  }
  const rootless = install.install === 'rootless' ? ({ rootless: true } as const) : {};
  if (places === null) return { kind: 'proxies-need-systemd', ...rootless };
  const serviceFiles = proxyServiceFiles(changes, places, proxyFiles);
  const pending = counts(serviceFiles, proxyFiles) || unseen;
  const { dropIn } = proxyFilePaths(places);
  const set = PROXY_FIELDS.filter((field) => changes[field]).map((field) => PROXY_VARIABLES[field]);
  const hidden = hiddenSetting(input.service.files ?? [], dropIn, set);
  if (hidden !== null) return { kind: 'hidden-setting', ...hidden };
  return {
    kind: 'proxy-plan',
    changes,
    counts: inForce,
    inFile: {},
    touchesFile: false,
    changesFile: false,
    serviceFiles,
    pending,
    warnings: unknown && !pending ? [...warnings, PASSWORD_UNSEEN] : warnings,
  };
}

/** From 23.0 on daemon.json has them: what our files of an older engine's time say of the same goes, and a leftover that nobody reads. */
function takenOut(
  changes: ProxyChanges,
  ours: Proxies,
  places: Parameters<typeof proxyServiceFiles>[1],
  now: PlanInput['proxyFiles'],
): readonly PlannedFile[] {
  const goes = PROXY_FIELDS.filter((field) => changes[field] !== undefined && ours[field] !== null);
  const isLeftover = now.dropIn === null && now.environment !== null;
  if (goes.length === 0 && !isLeftover) return [];
  return proxyServiceFiles(Object.fromEntries(goes.map((field) => [field, null])), places, now);
}

/** A leftover that goes was read by nobody: its end changes nothing. */
function counts(files: readonly PlannedFile[], { dropIn }: PlanInput['proxyFiles']): boolean {
  return files.some(({ after }) => after !== null || dropIn !== null);
}

const PASSWORD_UNSEEN: PlanWarning = { kind: 'password-unseen' };

const NO_PROXIES: ProxyPlan = {
  kind: 'proxy-plan',
  changes: {},
  counts: {},
  inFile: {},
  touchesFile: false,
  changesFile: false,
  serviceFiles: [],
  pending: false,
  warnings: [],
};

/** Those with a password where what the engine shows may be what is asked for: it masks them, and two look alike. */
function maskedFields(
  changes: ProxyChanges,
  { running, proxies }: Pick<PlanInput['engine'], 'running' | 'proxies'>,
): readonly (keyof Proxies)[] {
  if (!running || proxies === null) return [];
  return PROXY_FIELDS.filter((field) => {
    const value = changes[field];
    return (
      value && field !== 'noProxy' && hasCredentials(value) && looksSet(field, proxies[field] ?? '', value)
    );
  });
}

/** undefined: not known. */
function isOther(started: string | null | undefined, wanted: string | null | undefined): boolean {
  return started !== undefined && started !== wanted;
}

/** Does the running engine show what cannot be what is asked for? */
function isUnseen(changes: ProxyChanges, live: Proxies | null): boolean {
  if (live === null) return false;
  return PROXY_FIELDS.some((field) => {
    const value = changes[field];
    return Boolean(value) && !looksSet(field, live[field] ?? '', value ?? null);
  });
}
