import type { HostsWarning } from '../hosts-plan.ts';
import type { Unspeakable } from '../render-mirror.ts';

/** Where an engine has its proxies from. */
export type ProxiesFrom = 'service' | 'shell' | 'elsewhere' | 'engine';

/** What is said alike of all engines that read a file of ours; `title`: the engine's name. */
export interface OwnMessages {
  readonly noEngine: (title: string) => string;
  readonly foreignOption: (option: string, title: string) => string;
  /** `said`: the engine's own words; '' where it has none. */
  readonly badConfig: (said: string, title: string) => string;
  readonly form: (problem: Unspeakable, title: string) => string;
  /** `file`: hosts.toml and its like. */
  readonly wrongClient: Readonly<
    Record<'containerd' | 'containersImage', (title: string, file: string) => string>
  >;
  readonly proxies: Readonly<Record<ProxiesFrom, (title: string) => string>>;
  readonly edited: (path: string) => string;
  readonly foreignFile: (path: string) => string;
  /** `name`: one of them. */
  readonly certificates: (path: string, name: string, title: string) => string;
  readonly warning: (warning: HostsWarning, title: string) => string;
}
