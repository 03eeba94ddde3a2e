export { hasBlob, mountBlob } from './blobs.ts';
export { type Credentials, credentialsIn, type FoundCredentials } from './credentials.ts';
export type { RegistryFailure, RegistryFailureCode } from './failure.ts';
export { PUSH, type PushLimits } from './limits.ts';
export { deleteManifest, getManifest, headManifest, putManifest } from './manifests.ts';
export { getTags } from './repository-tags.ts';
export { RegistrySession } from './session.ts';
export { type BlobToSend, sendBlob } from './upload.ts';
