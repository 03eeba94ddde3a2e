import { choiceWarnings, hostOf, isLoopback, isPlainHttp, isPublicHost } from '../../choose/index.ts';
import type { DaemonJsonDocument, RepairedDaemonJson } from '../daemon-json/index.ts';
import type { HubLogin } from '../hub-login.ts';
import { isInsecure } from '../insecure.ts';
import { endangersTls, type FitContext } from './fit.ts';
import type { PlanInput } from './input.ts';
import type { DockerMirrorList, PlanWarning } from './types.ts';

/** What the user should know about the mirrors that will stand in the file. */
export function mirrorWarnings(
  list: DockerMirrorList,
  input: Pick<PlanInput, 'engine' | 'install' | 'candidates'>,
  context: FitContext,
): readonly PlanWarning[] {
  const { engine, install } = input;
  const { capabilities, insecureRegistries } = context;
  const scope = engine.store === 'classic' ? 'build' : 'pull';
  const mirrors = (test: (url: string) => boolean): readonly string[] =>
    list.listed.filter(({ url }) => test(url)).map(({ displayUrl }) => displayUrl);
  const warnings: readonly (PlanWarning & { readonly mirrors: readonly string[] })[] = [
    {
      kind: 'path-after-v2',
      scope,
      mirrors: mirrors(
        (url) => !capabilities.pathBeforeV2 && URL.canParse(url) && new URL(url).pathname !== '/',
      ),
    },
    {
      kind: 'http-forced',
      scope,
      mirrors: mirrors((url) => {
        const insecure = isInsecure(hostOf(url), insecureRegistries, capabilities.loopbackSecurable);
        return !capabilities.httpMirrorOnContainerdStore && isPlainHttp(url) && !insecure;
      }),
    },
    { kind: 'tls-weakened', scope, mirrors: mirrors((url) => endangersTls(url, context)) },
    {
      kind: 'loopback-of-rootless',
      mirrors: mirrors((url) => install.install === 'rootless' && isLoopback(hostOf(url))),
    },
  ];
  return [
    ...credentials(list, input),
    ...warnings.filter((warning) => warning.mirrors.length > 0),
    ...choiceWarnings(list, input.candidates),
  ];
}

/** What an edit leaves out of the list of mirrors, beside mirrors. */
export function oddEntries(
  path: string,
  before: Pick<DaemonJsonDocument, 'oddMirrors'>,
  after: Pick<DaemonJsonDocument, 'oddMirrors'>,
): readonly PlanWarning[] {
  const gone = before.oddMirrors.length > 0 && after.oddMirrors.length === 0;
  return gone ? [{ kind: 'odd-entries', path, entries: before.oddMirrors }] : [];
}

/** What a repair costs. */
export function repairWarnings(repaired: RepairedDaemonJson | null): readonly PlanWarning[] {
  if (repaired === null) return [];
  const count = repaired.droppedComments.length;
  return [
    ...(count > 0 ? [{ kind: 'comments-dropped', count } as const] : []),
    ...(repaired.droppedMark ? [{ kind: 'mark-dropped' } as const] : []),
  ];
}

/**
 * On the classic store the engine sends the user's Docker Hub credentials to any mirror that asks for them, and to
 * whatever token server it names: https://github.com/moby/moby/issues/42022
 */
function credentials(list: DockerMirrorList, { engine }: Pick<PlanInput, 'engine'>): readonly PlanWarning[] {
  const { login, store } = engine;
  if (login === null || store === 'containerd') return [];
  const hosts = list.listed.map(({ url }) => hostOf(url)).filter(isPublicHost);
  return hosts.length === 0
    ? []
    : [{ kind: 'credentials', login: withoutPath(login), path: login.path, hosts }];
}

function withoutPath({ path: _, ...login }: NonNullable<PlanInput['engine']['login']>): HubLogin {
  return login;
}
