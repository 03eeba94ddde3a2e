export { type Podman, podman } from './engine.ts';
