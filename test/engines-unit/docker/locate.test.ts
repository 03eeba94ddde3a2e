import { describe, expect, it } from 'vitest';
import type { Box } from '../../../src/engines/docker/boxes.ts';
import { isLocalEndpoint, parseEndpoint, renderEndpoint } from '../../../src/engines/docker/endpoint.ts';
import { type EngineIdentity, type LocateInput, locateDocker } from '../../../src/engines/docker/locate.ts';
import { hostOf } from '../../../src/engines/docker/reach.ts';

const debian: EngineIdentity = {
  operatingSystem: 'Debian GNU/Linux 12 (bookworm)',
  securityOptions: ['name=apparmor', 'name=seccomp,profile=default'],
  dockerRootDir: '/var/lib/docker',
  components: ['Engine', 'containerd', 'runc'],
};

const own = {
  addresses: ['127.0.0.1', '::1', '10.0.0.5', 'fd00::5'],
  hostname: 'box',
  hosts: '127.0.1.1 box.example box\n10.0.0.5 here # gone\n10.0.0.9 there\n',
};

function input(changes: Partial<LocateInput> = {}): LocateInput {
  return {
    platform: 'linux',
    wsl: false,
    home: '/home/li',
    xdgConfigHome: null,
    endpoint: { kind: 'unix', path: '/var/run/docker.sock' },
    local: isLocalEndpoint(changes.endpoint ?? { kind: 'unix', path: '/var/run/docker.sock' }, own),
    context: null,
    engine: debian,
    snap: false,
    flags: [],
    box: null,
    config: null,
    ...changes,
  };
}

const engine = (changes: Partial<EngineIdentity>): Partial<LocateInput> => ({
  engine: { ...debian, ...changes },
});
const box = (install: Box['install']): Partial<LocateInput> => ({ box: { install, file: null } });
const socket = (path: string): Partial<LocateInput> => ({ endpoint: { kind: 'unix', path } });
const flag = (name: string, value: string | null): Partial<LocateInput> => ({
  flags: [{ name, value, source: null }],
});

describe('an engine of this machine', () => {
  const rootless = { securityOptions: ['name=seccomp,profile=builtin', 'name=rootless', 'name=cgroupns'] };
  const desktop = { operatingSystem: 'Docker Desktop', dockerRootDir: '/var/lib/docker' };
  const restart = 'docker desktop restart';
  it.each<[string, Partial<LocateInput>, string, string, string | null]>([
    ['rootful', {}, 'rootful', '/etc/docker/daemon.json', null],
    ['down', { engine: null }, 'rootful', '/etc/docker/daemon.json', null],
    ['in WSL', { wsl: true }, 'rootful', '/etc/docker/daemon.json', null],
    ['with --config-file', flag('config-file', '/srv/d.json'), 'rootful', '/srv/d.json', null],
    [
      'with --config',
      { config: '/x.json', ...flag('config-file', '/srv/d.json') },
      'rootful',
      '/x.json',
      null,
    ],
    [
      'on TCP',
      { endpoint: { kind: 'tcp', host: '127.0.0.1', port: 2375, tls: false } },
      'rootful',
      '/etc/docker/daemon.json',
      null,
    ],
    ['rootless', engine(rootless), 'rootless', '/home/li/.config/docker/daemon.json', null],
    [
      'rootless, XDG_CONFIG_HOME',
      { ...engine(rootless), xdgConfigHome: '/c' },
      'rootless',
      '/c/docker/daemon.json',
      null,
    ],
    [
      'rootless, down',
      { engine: null, ...socket('/run/user/1000/docker.sock') },
      'rootless',
      '/home/li/.config/docker/daemon.json',
      null,
    ],
    [
      'rootless, by its option',
      { engine: null, ...flag('rootless', null) },
      'rootless',
      '/home/li/.config/docker/daemon.json',
      null,
    ],
    [
      'snap',
      {
        ...engine({ dockerRootDir: '/var/snap/docker/common/var-lib-docker' }),
        snap: true,
        ...flag('config-file', '/var/snap/docker/1125/config/daemon.json'),
      },
      'snap',
      '/var/snap/docker/current/config/daemon.json',
      null,
    ],
    ['snap, down', { engine: null, snap: true }, 'snap', '/var/snap/docker/current/config/daemon.json', null],
    [
      'one that only says so of itself is no snap',
      engine({ dockerRootDir: '/var/snap/docker/common/var-lib-docker' }),
      'rootful',
      '/etc/docker/daemon.json',
      null,
    ],
    [
      'Docker Desktop on a Mac',
      { ...engine(desktop), platform: 'darwin', home: '/Users/li' },
      'desktop',
      '/Users/li/.docker/daemon.json',
      restart,
    ],
    [
      'Docker Desktop on a Mac, down',
      { engine: null, platform: 'darwin', home: '/Users/li' },
      'desktop',
      '/Users/li/.docker/daemon.json',
      restart,
    ],
    ['Docker Desktop on Linux', engine(desktop), 'desktop', '/home/li/.docker/daemon.json', restart],
    [
      'Docker Desktop on Linux, down',
      { engine: null, context: 'desktop-linux' },
      'desktop',
      '/home/li/.docker/daemon.json',
      restart,
    ],
    [
      'Docker Desktop on Windows',
      {
        ...engine(desktop),
        platform: 'win32',
        home: 'C:\\Users\\li',
        endpoint: { kind: 'npipe', path: '\\\\.\\pipe\\docker_engine' },
      },
      'desktop',
      'C:\\Users\\li\\.docker\\daemon.json',
      restart,
    ],
    [
      'Docker Desktop on Windows, down',
      {
        engine: null,
        platform: 'win32',
        home: 'C:\\Users\\li',
        endpoint: { kind: 'npipe', path: '\\\\.\\pipe\\dockerDesktopLinuxEngine' },
      },
      'desktop',
      'C:\\Users\\li\\.docker\\daemon.json',
      restart,
    ],
    [
      'Windows',
      {
        ...engine({ operatingSystem: 'Microsoft Windows Server Version 21H2', dockerRootDir: 'D:\\docker' }),
        platform: 'win32',
        endpoint: { kind: 'npipe', path: '\\\\.\\pipe\\docker_engine' },
      },
      'windows',
      'D:\\docker\\config\\daemon.json',
      'Restart-Service docker',
    ],
    [
      'Windows, down',
      { engine: null, platform: 'win32', endpoint: { kind: 'npipe', path: '\\\\.\\pipe\\docker_engine' } },
      'windows',
      'C:\\ProgramData\\docker\\config\\daemon.json',
      'Restart-Service docker',
    ],
    [
      'OpenWrt, whose settings name another file',
      { ...box('openwrt'), ...flag('config-file', '/opt/docker/daemon.json') },
      'rootful',
      '/opt/docker/daemon.json',
      null,
    ],
    [
      'Debian with a disk of a Synology',
      engine({ dockerRootDir: '/volume1/@docker' }),
      'rootful',
      '/etc/docker/daemon.json',
      null,
    ],
    [
      'Debian with images as on a QNAP',
      engine({ dockerRootDir: '/share/ZFS530_DATA/Container/container-station-data/lib/docker' }),
      'rootful',
      '/etc/docker/daemon.json',
      null,
    ],
    ['OpenWrt, told the file', { ...box('openwrt'), config: '/x.json' }, 'rootful', '/x.json', null],
    ['Synology, told the file', { ...box('synology'), config: '/s.json' }, 'rootful', '/s.json', null],
  ])('%s', (_name, changes, install, configPath, byHand) => {
    expect(locateDocker(input(changes))).toMatchObject({ kind: 'located', install, configPath, byHand });
  });

  it('says where drop-ins and hosts.toml go', () => {
    expect(locateDocker(input())).toMatchObject({
      certsDir: '/etc/docker/certs.d',
      dropInDir: '/etc/systemd/system/docker.service.d',
    });
    expect(locateDocker(input(engine(rootless)))).toMatchObject({
      certsDir: '/home/li/.config/docker/certs.d',
      dropInDir: '/home/li/.config/systemd/user/docker.service.d',
    });
  });
});

describe('an engine whose file is not ours to edit', () => {
  it.each<[string, Partial<LocateInput>, object]>([
    [
      'another machine',
      { endpoint: { kind: 'tcp', host: '10.0.0.9', port: 2376, tls: true } },
      { install: 'remote', endpoint: 'tcp://10.0.0.9:2376' },
    ],
    [
      'another machine, told the file',
      { config: '/x', endpoint: { kind: 'tcp', host: '10.0.0.9', port: 2376, tls: true } },
      { install: 'remote' },
    ],
    [
      'through SSH',
      { endpoint: { kind: 'ssh', destination: 'li@host' } },
      { install: 'remote', endpoint: 'ssh://li@host' },
    ],
    [
      'OpenWrt, up',
      { ...box('openwrt'), ...flag('config-file', '/tmp/dockerd/daemon.json') },
      { install: 'openwrt', file: '/etc/config/dockerd', command: expect.stringContaining('uci add_list') },
    ],
    ['OpenWrt, by its file alone', flag('config-file', '/tmp/dockerd/daemon.json'), { install: 'openwrt' }],
    ['OpenWrt, down', { ...box('openwrt'), engine: null }, { install: 'openwrt' }],
    [
      'Synology, as its process names the file',
      {
        ...engine({ dockerRootDir: '/volume2/@docker' }),
        ...flag('config-file', '/var/packages/Docker/etc/dockerd.json'),
      },
      {
        install: 'synology',
        file: '/var/packages/Docker/etc/dockerd.json',
        command: 'synopkg restart Docker',
      },
    ],
    [
      'Synology, its older package, down',
      { engine: null, box: { install: 'synology', file: '/var/packages/Docker/etc/dockerd.json' } },
      {
        install: 'synology',
        file: '/var/packages/Docker/etc/dockerd.json',
        command: 'synopkg restart Docker',
      },
    ],
    ['QNAP, down', { engine: null, ...box('qnap') }, { install: 'qnap', file: null }],
    [
      'Synology, down, by its service',
      { engine: null, ...flag('config-file', '/var/packages/ContainerManager/etc/dockerd.json') },
      { install: 'synology', command: 'synopkg restart ContainerManager' },
    ],
    [
      'Podman',
      engine({ components: ['Podman Engine'] }),
      { install: 'podman', file: '/etc/containers/registries.conf' },
    ],
    ['Podman by its socket', { engine: null, ...socket('/run/podman/podman.sock') }, { install: 'podman' }],
    [
      'Colima',
      socket('/home/li/.colima/default/docker.sock'),
      { install: 'colima', file: '/home/li/.colima/default/colima.yaml', command: 'colima restart' },
    ],
    [
      'Colima by context',
      { context: 'colima-work' },
      { install: 'colima', file: '/home/li/.colima/work/colima.yaml', command: 'colima restart work' },
    ],
    [
      'Colima, the default context',
      { context: 'colima' },
      { install: 'colima', file: '/home/li/.colima/default/colima.yaml' },
    ],
    [
      'OrbStack',
      engine({ operatingSystem: 'OrbStack' }),
      { install: 'orbstack', file: '/home/li/.orbstack/config/docker.json', command: 'orb restart docker' },
    ],
    ['Rancher Desktop', socket('/home/li/.rd/docker.sock'), { install: 'rancher-desktop' }],
    [
      'Lima',
      socket('/home/li/.lima/docker/sock/docker.sock'),
      { install: 'lima', file: '/home/li/.lima/docker/lima.yaml' },
    ],
    [
      'Docker Desktop seen from WSL',
      { ...engine({ operatingSystem: 'Docker Desktop' }), wsl: true },
      { install: 'desktop-from-wsl', file: null },
    ],
    [
      'Synology',
      { ...box('synology'), ...engine({ dockerRootDir: '/volume2/@docker' }) },
      { install: 'synology', file: '/var/packages/ContainerManager/etc/dockerd.json' },
    ],
    [
      'QNAP, as its process names the file',
      flag('config-file', '/share/CACHEDEV1_DATA/.qpkg/container-station/etc/docker.json'),
      {
        install: 'qnap',
        file: '/share/CACHEDEV1_DATA/.qpkg/container-station/etc/docker.json',
        command: null,
      },
    ],
    [
      'QNAP, whose engine names no file',
      {
        ...box('qnap'),
        ...engine({ dockerRootDir: '/share/ZFS530_DATA/Container/container-station-data/lib/docker' }),
      },
      { install: 'qnap', file: null },
    ],
    [
      'TrueNAS',
      engine({ dockerRootDir: '/mnt/.ix-apps/docker' }),
      { install: 'truenas', file: null, command: null },
    ],
  ])('%s', (_name, changes, expected) => {
    expect(locateDocker(input(changes))).toMatchObject({ kind: 'foreign', ...expected });
  });
});

describe('endpoints', () => {
  it.each([
    ['unix:///var/run/docker.sock', { kind: 'unix', path: '/var/run/docker.sock' }, true],
    ['npipe:////./pipe/docker_engine', { kind: 'npipe', path: '\\\\.\\pipe\\docker_engine' }, true],
    ['tcp://127.0.0.1:2375', { kind: 'tcp', host: '127.0.0.1', port: 2375, tls: false }, true],
    ['tcp://[::1]:1', { kind: 'tcp', host: '[::1]', port: 1, tls: false }, true],
    ['tcp://1270.0.0.1:1', { kind: 'tcp', host: '1270.0.0.1', port: 1, tls: false }, false],
    ['tcp://10.0.0.5:2375', { kind: 'tcp', host: '10.0.0.5', port: 2375, tls: false }, true],
    ['tcp://[fd00::5]:2375', { kind: 'tcp', host: '[fd00::5]', port: 2375, tls: false }, true],
    ['tcp://10.0.0.9:2375', { kind: 'tcp', host: '10.0.0.9', port: 2375, tls: false }, false],
    ['tcp://Box:2375', { kind: 'tcp', host: 'Box', port: 2375, tls: false }, true],
    ['tcp://here:2375', { kind: 'tcp', host: 'here', port: 2375, tls: false }, true],
    ['tcp://there:2375', { kind: 'tcp', host: 'there', port: 2375, tls: false }, false],
    ['tcp://gone:2375', { kind: 'tcp', host: 'gone', port: 2375, tls: false }, false],
    ['ssh://li@host', { kind: 'ssh', destination: 'li@host' }, false],
  ])('%s', (text, endpoint, local) => {
    const parsed = parseEndpoint(text, false);
    expect(parsed).toEqual(endpoint);
    expect(parsed && isLocalEndpoint(parsed, own)).toBe(local);
    expect(parsed && renderEndpoint(parsed)).toBe(text);
  });
  it('knows the default ports', () => {
    expect(parseEndpoint('tcp://h', false)).toMatchObject({ port: 2375, tls: false });
    expect(parseEndpoint('tcp://h', true)).toMatchObject({ port: 2376, tls: true });
    expect(parseEndpoint('https://h', false)).toMatchObject({ port: 2376, tls: true });
  });
  it.each([
    ['127.0.0.1:2375', { kind: 'tcp', host: '127.0.0.1', port: 2375 }],
    ['localhost', { kind: 'tcp', host: 'localhost', port: 2375 }],
    [':2375', { kind: 'tcp', host: 'localhost', port: 2375 }],
    ['[::1]:2375', { kind: 'tcp', host: '[::1]', port: 2375 }],
    ['tcp://', { kind: 'tcp', host: 'localhost', port: 2375 }],
    ['tcp://:5555', { kind: 'tcp', host: 'localhost', port: 5555 }],
    ['tcp://h/', { kind: 'tcp', host: 'h', port: 2375 }],
    [' unix:// ', { kind: 'unix', path: '/var/run/docker.sock' }],
    ['npipe://', { kind: 'npipe', path: '\\\\.\\pipe\\docker_engine' }],
  ])('%s is filled up as the docker client does', (text, endpoint) => {
    expect(parseEndpoint(text, false)).toMatchObject(endpoint);
  });
  it.each([
    ['0100007F', '127.0.0.1'],
    ['0500000A', '10.0.0.5'],
    ['00000000', '127.0.0.1'],
    ['00000000000000000000000000000000', '[::1]'],
    ['00000000000000000000000001000000', '[::1]'],
    ['000000FD000000000000000005000000', '[fd00::5]'],
  ])('%s of /proc/net is dialled as %s', (address, host) => {
    expect(hostOf(address)).toBe(host);
  });
  it('hides a password of ssh', () => {
    const parsed = parseEndpoint('ssh://li:s3@cret@host:22', false);
    expect(parsed && renderEndpoint(parsed)).toBe('ssh://xxxxx:xxxxx@host:22');
  });
  it.each(['', 'tcp://a b', 'tcp://h:x', 'tcp://h:70000', 'tcp://u@h', 'ssh://', 'ftp://h', 'a/b'])(
    '%j is none',
    (text) => {
      expect(parseEndpoint(text, false)).toBeNull();
    },
  );
});
