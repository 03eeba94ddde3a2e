export type { ApiFailure } from './api/client.ts';
export type { LiveEngine, LiveSettings } from './api/info.ts';
export { type Capabilities, capabilitiesOf } from './capabilities.ts';
export {
  type DaemonJsonDocument,
  type DaemonJsonProblem,
  type FileFinding,
  type FindingCode,
  type ProblemCode,
  type Proxies,
  readDaemonJson,
  repairDaemonJson,
} from './daemon-json/index.ts';
export { type Endpoint, isLocalEndpoint, parseEndpoint, renderEndpoint } from './endpoint.ts';
export { type Docker, docker } from './engine.ts';
export type { Asker, EndpointProblem } from './find-endpoint.ts';
export {
  type DockerdFlag,
  effectiveFlags,
  flagsOfArguments,
  flagsOfService,
  type ServiceTexts,
} from './flags.ts';
export { handsOf } from './hands.ts';
export { replacesMirrors } from './hosts-toml.ts';
export { type HubLogin, hubLogin } from './hub-login.ts';
export { type Inspection, type InspectionProblem, inspectDocker } from './inspect.ts';
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
export { bypassesProxy, checkNoProxy } from './no-proxy.ts';
export type { OtherUsersEngine } from './other-user.ts';
export * from './plan/index.ts';
export { planInputOf, undoInputOf } from './plan-facts.ts';
export type { ListensElsewhere, NotProven } from './reach.ts';
export { type EngineVersion, engineVersionFromApi, parseEngineVersion } from './version.ts';
