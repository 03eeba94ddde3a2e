export { type Capabilities, capabilitiesOf } from './capabilities.ts';
export {
  type DaemonJsonDocument,
  type DaemonJsonProblem,
  type Finding,
  type FindingCode,
  type ProblemCode,
  type Proxies,
  readDaemonJson,
} from './daemon-json/index.ts';
export { renderDiff } from './diff.ts';
export { type Endpoint, isLocalEndpoint, parseEndpoint, renderEndpoint } from './endpoint.ts';
export {
  type DockerdFlag,
  effectiveFlags,
  flagsOfArguments,
  flagsOfService,
  type ServiceTexts,
} from './flags.ts';
export { replacesMirrors } from './hosts-toml.ts';
export { type HubLogin, hubLogin } from './hub-login.ts';
export {
  type EngineIdentity,
  type ForeignInstall,
  type Install,
  type Located,
  type LocateInput,
  locateDocker,
  type NotLocated,
} from './locate.ts';
export { checkMirror, type MirrorProblem, normalisedMirrors, sameMirrors } from './mirror-rules.ts';
export { bypassesProxy, parseNoProxy } from './no-proxy.ts';
export * from './plan/index.ts';
export { maskCredentials } from './proxy-url.ts';
export { type EngineVersion, engineVersionFromApi, parseEngineVersion } from './version.ts';
