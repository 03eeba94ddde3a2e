import { dirname } from 'node:path/posix';
import { builtinCatalogue } from '../catalog/index.ts';
import { shellWord } from '../host/shell-word.ts';
import { parseReference, wholeName } from '../registry/reference.ts';
import { type Cause, type How, isWindows } from '../words/doctor/cause.ts';
import type { Seen } from './seen.ts';

/** How commands are typed where the user is. */
export interface CommandPrefixes {
  /** `sudo mirror-apply`, and what has to be typed before it where we are not installed. */
  readonly apply: string;
  /** `sudo `, or nothing for root and where the engine is the user's own. */
  readonly sudo: string;
  /** Mirrors that work, of the registry that it is about; null: none is known of it. Else Docker Hub's. */
  readonly mirrors?: string | null;
}

/**
 * The command that mends it, ours where we have one; null: no command does. Never one that opens the socket to everybody, has TLS not verified, or takes a registry for
 * insecure. Pure.
 */
export function remedyCommand(cause: Cause, shell: CommandPrefixes): string | null {
  const { apply, sudo } = shell;
  const mirrors = shell.mirrors === undefined ? `${apply} --top 3` : shell.mirrors;
  switch (cause.kind) {
    case 'bad-reference':
      return cause.better === null ? null : `docker pull ${shellWord(cause.better)}`;
    case 'platform-missing': {
      if (isWindows(cause.platform)) return null;
      if (cause.askedBy === 'variable') return 'unset DOCKER_DEFAULT_PLATFORM';
      const [first] = cause.there;
      const { image } = cause;
      return first === undefined || image === null
        ? null
        : `docker pull --platform ${shellWord(first)} ${shellWord(image)}`;
    }
    case 'engine-down':
      return `${sudo}${cause.start ?? 'systemctl start docker'}`;
    case 'wrong-endpoint':
      return cause.variable === null ? null : `unset ${cause.variable}`;
    case 'no-permission':
      return 'sudo usermod -aG docker "$USER"';
    case 'disk-full':
      return 'docker system prune';
    case 'file-broken':
      return `${apply} --repair`;
    case 'file-refused':
      return `${sudo}dockerd --validate --config-file ${shellWord(cause.path)}`;
    case 'file-not-in-force':
      return `${sudo}${cause.command ?? 'systemctl reload docker'}`;
    case 'wrong-file':
      return cause.command;
    case 'hosts-toml-website':
    case 'hosts-file':
      return edit(cause.path, sudo);
    case 'helper-missing':
    case 'client-config-broken':
      return cause.path === null ? null : edit(cause.path, '');
    case 'helper-failed':
      return 'docker logout';
    case 'stale-login':
      return cause.registry === 'docker.io' ? 'docker logout' : `docker logout ${shellWord(cause.registry)}`;
    case 'image-denied':
      return 'docker login';
    case 'needs-terminal':
      return 'docker login --username NAME --password-stdin < FILE';
    case 'builder-ignores-mirrors':
      return 'docker buildx use default';
    case 'build-keeps-mirrors':
    case 'download-stands':
      return cause.restart.command === null ? null : `${sudo}${cause.restart.command}`;
    case 'build-token':
      return cause.proxy === null ? null : `export HTTPS_PROXY=${shellWord(cause.proxy)}`;
    case 'clock-wrong':
      return `${sudo}timedatectl set-ntp true`;
    case 'proxy-fails': {
      const options = proxyOptions(cause);
      return options === null ? null : `${apply} --no-probe ${options}`;
    }
    case 'proxy-passed-by':
      return cause.why === 'http-alone'
        ? `${apply} --no-probe --https-proxy ${shellWord(cause.proxy)}`
        : null;
    case 'shell-proxy-only':
      return `${apply} --no-probe --https-proxy "$${cause.variable}"`;
    case 'names-fail':
      return cause.how.kind === 'name-not-found' ? mirrors : edit('/etc/resolv.conf', sudo);
    case 'no-route':
      return isOfSix(cause.how) ? `${sudo}sysctl -w net.ipv6.conf.all.disable_ipv6=1` : mirrors;
    case 'fake-ip':
      return `${apply} --no-probe --https-proxy http://127.0.0.1:7890`;
    case 'tls-inspected':
      return trustCommand(cause, sudo);
    case 'unknown-ca':
      return cause.folder === null
        ? null
        : `${sudo}install -D -m 0644 CA.crt ${shellWord(`${cause.folder}/ca.crt`)}`;
    case 'hub-rate-limited':
      return cause.login ? mirrors : 'docker login';
    case 'host-blocked':
      return cause.role === 'other' ? `mirror-check --registry ${shellWord(cause.host)}` : mirrors;
    case 'mirrors-not-for-registry':
      return `mirror-check --registry ${shellWord(cause.registry)}`;
    case 'wrong-server':
    case 'certificate-expired':
    case 'host-fails':
    case 'mirrors-fail':
      return mirrors;
    case 'bridge-covers':
      return cause.bridge.startsWith('br-')
        ? `docker network rm ${shellWord(cause.bridge.slice('br-'.length))}`
        : null;
    case 'mirrors-not-resolving':
      return edit(cause.path, sudo);
    case 'mirrors-not-read':
      return readCommand(cause, sudo);
    case 'mirror-stops-pull':
      return cause.restart === null || mirrors === null ? mirrors : `${mirrors} --activate restart`;
    case 'client-release':
      return cause.side === 'new' ? `export DOCKER_API_VERSION=${shellWord(cause.limit)}` : null;
    case 'short-name': {
      const named = parseReference(cause.name);
      return named.ok ? `podman pull ${shellWord(wholeName(named.value))}` : null;
    }
    case 'containerd-down':
      return `${sudo}systemctl restart containerd`;
    case 'disk-quota':
      return 'docker system prune';
    case 'content-trust':
      return 'unset DOCKER_CONTENT_TRUST';
    case 'account-unverified':
      return 'docker logout';
    case 'folder-missing':
      return `${sudo}mkdir -p -m 0700 ${shellWord(cause.path)}`;
    case 'id-range':
      return 'sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 "$USER" && podman system migrate';
    case 'login-locked':
      return 'docker logout';
    case 'store-broken':
      return 'docker builder prune';
    case 'cri-disabled':
      return edit('/etc/containerd/config.toml', sudo);
    case 'podman-down':
      return 'podman machine start';
    case 'no-reason':
      return cause.by === 'kubernetes'
        ? 'kubectl describe pod NAME'
        : cause.image === null
          ? null
          : `docker pull ${shellWord(cause.image)}`;
    case 'container-fails':
    case 'project-file':
    case 'command-wrong':
    case 'engine-start-fails':
    case 'tls-for-http':
    case 'pull-secret':
    case 'pull-canceled':
    case 'image-not-here':
    case 'disk-fails':
    case 'no-memory':
    case 'signature-policy':
    case 'engine-slow':
    case 'download-locked':
    case 'kubelet-limit':
    case 'engine-too-old':
    case 'odd-answer':
    case 'no-ports':
    case 'bad-certificate':
    case 'program-crash':
    case 'builder-gone':
    case 'bad-address':
    case 'no-authorities':
    case 'build-command-fails':
    case 'build-file-missing':
    case 'certificate-without-names':
    case 'too-many-files':
    case 'not-an-image':
    case 'unpack-fails':
    case 'read-only':
    case 'restricted-by-administrator':
    case 'image-too-old':
    case 'image-not-found':
    case 'no-engine':
    case 'no-network':
    case 'plain-http-registry':
    case 'transfer-cut':
      return null;
    default:
      return cause satisfies never;
  }
}

/** Whose mirrors they are, where a text tells of another engine than Docker's. */
export function shellFor(
  { subject, node, image: { registry } }: Pick<Seen, 'subject' | 'node' | 'image'>,
  shell: CommandPrefixes,
): CommandPrefixes {
  const told = subject.kind === 'text' && subject.told.kind === 'told' ? subject.told : null;
  const engine =
    node !== null
      ? node.engine
      : told?.through === 'kubernetes'
        ? 'containerd'
        : told?.teller === 'containers-image'
          ? 'podman'
          : null;
  const apply = engine === null ? shell.apply : `${shell.apply} --engine ${engine}`;
  if (registry === 'docker.io') return { ...shell, apply };
  const mirrors = hasMirrors(registry) ? `${apply} --registry ${shellWord(registry)} --top 3` : null;
  return { ...shell, apply, mirrors };
}

function hasMirrors(registry: string): boolean {
  return builtinCatalogue().mirrors.some(
    ({ retired, addresses }) =>
      retired === null && addresses.some((address) => address.registry === registry),
  );
}

function isOfSix(how: How): boolean {
  return how.kind === 'no-route' && how.family === 6;
}

function readCommand(
  { why, file, config, command, image }: Extract<Cause, { kind: 'mirrors-not-read' }>,
  sudo: string,
): string {
  switch (why) {
    case 'no-config-path':
    case 'two-folders':
    case 'mirrors-inside':
    case 'bad-file':
      return edit(config ?? file, sudo);
    case 'changed-since':
      return `${sudo}${command}`;
    case 'ctr':
      return `${sudo}ctr images pull --hosts-dir ${shellWord(dirname(dirname(file)))} ${shellWord(image)}`;
    default:
      return why satisfies never;
  }
}

/** CA.crt is the user's to name. */
function trustCommand(
  { store, restart }: Extract<Cause, { kind: 'tls-inspected' }>,
  sudo: string,
): string | null {
  if (store === null) return null;
  const steps = [`cp CA.crt ${shellWord(`${store.folder}/`)}`, store.command, restart.command];
  return steps.flatMap((step) => (step === null ? [] : [`${sudo}${step}`])).join(' && ');
}

/** Without a survey, which a dead proxy would fail: the proxy alone is changed. null: it is for its owner to allow the registry. */
function proxyOptions({ did, proxy }: Extract<Cause, { kind: 'proxy-fails' }>): string | null {
  const host = proxy.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/\/$/, '');
  switch (did) {
    case 'plain':
      return `--https-proxy ${shellWord(`http://${host}`)}`;
    case 'foreign':
    case 'socks':
      return `--https-proxy ${shellWord(`socks5://${host}`)} --http-proxy ${shellWord(`socks5://${host}`)}`;
    case 'login':
      return `--https-proxy ${shellWord(`http://NAME:PASSWORD@${host}`)}`;
    case 'unreachable':
    case 'nameless':
    case 'silent':
    case 'failed':
      return "--https-proxy '' --http-proxy ''";
    case 'refused':
      return null;
    default:
      return did satisfies never;
  }
}

function edit(path: string, sudo: string): string {
  return sudo === '' ? `\${EDITOR:-vi} ${shellWord(path)}` : `sudoedit ${shellWord(path)}`;
}
