import type { ServiceName } from '../../services/index.ts';

/** What service managers call the engine: Docker's and the distributions' packages, and the snap. */
export const DOCKER_SERVICE: ServiceName = {
  unit: 'docker.service',
  socket: 'docker.socket',
  script: 'docker',
  logFile: '/var/log/docker.log',
  snap: { name: 'docker', unit: 'snap.docker.dockerd.service' },
};
