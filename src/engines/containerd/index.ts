export { type Containerd, containerd } from './engine.ts';
