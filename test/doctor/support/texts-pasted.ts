import type { CauseKind } from '../../../src/words/doctor/cause.ts';
import type { SymptomKind } from '../../../src/words/doctor/symptom.ts';

/** As people paste them into issues and forums, names changed: what it says, and what a machine in order adds to that (null: nothing is wrong there). */
export const TEXTS_PASTED: readonly (readonly [
  text: string,
  symptom: SymptomKind,
  cause: CauseKind | null,
])[] = [
  // Of older engines, broken answers, a machine without ports.
  ['Error response from daemon: missing signature key', 'engine-too-old', 'engine-too-old'],
  [
    "Trying to pull repository docker.io/library/app ...\nmediaType in manifest should be 'application/vnd.docker.distribution.manifest.v2+json' not 'application/vnd.oci.image.manifest.v1+json'",
    'engine-too-old',
    'engine-too-old',
  ],
  [
    'pulling image: rpc error: code = Unknown desc = parsing image configuration: unsupported image-specific operation on artifact with type "application/vnd.docker.container.image.v1+json"',
    'engine-too-old',
    'engine-too-old',
  ],
  [
    'Encountered remote "application/vnd.cncf.helm.config.v1+json"(unknown) when fetching',
    'not-an-image',
    'not-an-image',
  ],
  ['Error response from daemon: missing or empty Content-Type header', 'odd-answer', 'odd-answer'],
  [
    'failed to do request: Get "http://s.example/data": net/http: HTTP/1.x transport connection broken: malformed MIME header: missing colon: "Date"',
    'odd-answer',
    'odd-answer',
  ],
  [
    'failed to solve: failed to fetch oauth token: authorization server did not include a token in the response',
    'odd-answer',
    'odd-answer',
  ],
  [
    'Error response from daemon: Get "https://h.example/v2/": dial tcp 192.0.2.7:443: connectex: Only one usage of each socket address (protocol/network address/port) is normally permitted.',
    'no-ports',
    'no-ports',
  ],
  [
    'Cannot start service q: listen tcp 0.0.0.0:1883: bind: Only one usage of each socket address (protocol/network address/port) is normally permitted.',
    'container-fails',
    'container-fails',
  ],
  [
    'Get "https://h.example/v2/": tls: failed to verify certificate: x509: certificate specifies an incompatible key usage',
    'bad-certificate',
    'bad-certificate',
  ],
  [
    'panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1]',
    'program-crash',
    'program-crash',
  ],
  // A list of what each source said: the registry is asked last.
  [
    'unable to initialize an image scanner: 4 errors occurred:\n\t* docker error: unable to inspect the image (h.example/x:1): Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n\t* containerd error: containerd socket not found: /run/containerd/containerd.sock\n\t* podman error: no podman socket found: stat podman/podman.sock: no such file or directory\n\t* remote error: GET https://h.example/v2/x/manifests/1: MANIFEST_UNKNOWN: manifest unknown; unknown tag=1',
    'not-found',
    'image-not-found',
  ],
  // A terminal broke the line within a word.
  [
    'Failed to pull image "h.example/x:1": rpc error: code = Unknown desc = Error response from daemon: Get https://h.example/v2/: dial tcp: loo\nkup h.example on 192.0.2.1:53: no such host',
    'name-not-found',
    null,
  ],
  ['dial tcp: lookup h.example: device or resource busy', 'name-server-broken', null],
  [
    'Get https://192.0.2.7:5000/v2/: tls: oversized record received with length 20527',
    'http-for-https',
    null,
  ],
  ['IllegalStateException: Could not find a valid Docker environment. Please see logs', 'no-daemon', null],
  [
    'UnixSocketClientProviderStrategy: connect(..) failed: Permission denied\nAs no valid configuration was found, execution cannot continue',
    'no-permission',
    null,
  ],
  ['connect EACCES /var/run/docker.sock', 'no-permission', null],
  [
    "StoreError('docker-credential-desktop not installed or not available in PATH')",
    'helper-missing',
    'helper-missing',
  ],
  ['Error response from daemon: Container 0a1b2c is not running', 'container-fails', 'container-fails'],
  [
    'locating item named "manifest-sha256:0a" for image with ID "0b" (consider removing the image to resolve the issue): file does not exist',
    'store-broken',
    'store-broken',
  ],
  ['Untar re-exec error: exit status 1: output: archive/tar: invalid tar header', 'unpack', 'unpack-fails'],
  [
    'FATAL:   While making image from oci registry: Error reading manifest latest in h.example/x: manifest unknown: OCI index found, but accept header does not support OCI indexes',
    'engine-too-old',
    'engine-too-old',
  ],
  [
    'FATAL:   while building SIF from layers: packer failed to pack: while inserting base environment: mkdir /tmp/r: permission denied',
    'unpack',
    'unpack-fails',
  ],
  // GitHub's log makes links of digits.
  [
    'Error response from daemon: received unexpected HTTP status: 50[3](https://h.example/actions/runs/1#step:2:3) Service Unavailable\n  Warning: Docker pull failed with exit code 1',
    'status',
    null,
  ],
  ['Error response from daemon: Get "https://h.example/v2/"', 'no-reason', 'no-reason'],
  ['Error: kernel does not support overlay fs: operation not permitted', 'engine-start-fails', null],
  ['Get "https://h.example/v2/": Internal Server Error', 'proxy-status', null],
  ['driver.docker: failed to create container: no such image', 'image-not-here', 'image-not-here'],
  ['wsl update failed: a manual wsl update is required', 'no-daemon', null],
  ['failed to dial: dial tcp 192.0.2.7:443: connect: host is down', 'no-route', null],
  // Builds.
  [
    "Step 4/9 : RUN npm ci\nnpm ERR! network request to https://registry.npmjs.org/x failed, reason: getaddrinfo EAI_AGAIN registry.npmjs.org\nThe command '/bin/sh -c npm ci' returned a non-zero code: 1",
    'run-failed',
    'build-command-fails',
  ],
  [
    'failed to solve with frontend dockerfile.v0: failed to build LLB: executor failed running [/bin/sh -c make]: runc did not terminate sucessfully',
    'run-failed',
    'build-command-fails',
  ],
  [
    'Error: building at STEP "RUN dnf -y install gcc": while running runtime: exit status 1',
    'run-failed',
    'build-command-fails',
  ],
  [
    'COPY failed: file not found in build context or excluded by .dockerignore: stat conf/app.ini: file does not exist',
    'build-file',
    'build-file-missing',
  ],
  [
    'COPY failed: stat /var/lib/docker/tmp/docker-builder123456789/app.json: no such file or directory',
    'build-file',
    'build-file-missing',
  ],
  ['#13 ERROR: "/opt/vendor/lib.so" not found: not found', 'build-file', 'build-file-missing'],
  [
    'failed to solve: failed to read dockerfile: open /var/lib/docker/tmp/buildkit-mount1/Dockerfile: no such file or directory',
    'build-file',
    'build-file-missing',
  ],
  [
    'failed to solve: dockerfile parse error on line 81: unknown instruction: echo',
    'project-file',
    'project-file',
  ],
  [
    'Error response from daemon: Dockerfile parse error line 7: unknown instruction: <!DOCTYPE',
    'project-file',
    'project-file',
  ],
  ['yaml: line 12: mapping values are not allowed in this context', 'project-file', 'project-file'],
  // What was typed.
  ["docker: 'buildx' is not a docker command.\nSee 'docker --help'", 'command-wrong', 'command-wrong'],
  ['bash: docker: command not found', 'command-wrong', 'command-wrong'],
  ['zsh: command not found: docker', 'command-wrong', 'command-wrong'],
  ['sh: 1: docker-compose: not found', 'command-wrong', 'command-wrong'],
  ['FATA[0000] accepts at most 1 arg(s), received 2', 'command-wrong', 'command-wrong'],
  [
    '[+] Running 0/1\n ⠿ db Error                                    0.0s\ninvalid reference format',
    'bad-reference',
    'bad-reference',
  ],
  // The engine and its machine.
  [
    'docker: Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/srv/app": stat /srv/app: no such file or directory: unknown',
    'container-fails',
    'container-fails',
  ],
  [
    'Error response from daemon: driver failed programming external connectivity on endpoint web (0a1b): Bind for 0.0.0.0:80 failed: port is already allocated',
    'container-fails',
    'container-fails',
  ],
  [
    'Error: committing the finished image: adding layer with blob "sha256:0a": ApplyLayer stdout:  stderr: potentially insufficient UIDs or GIDs available in user namespace (requested 0:42 for /etc/shadow): Check /etc/subuid and /etc/subgid: lchown /etc/shadow: invalid argument exit status 1',
    'id-range',
    'id-range',
  ],
  [
    'failed to solve: failed to get reader from content store: content digest sha256:0a1b: not found',
    'store-broken',
    'store-broken',
  ],
  ['failed to register layer: write /usr/lib/x.so: input/output error', 'disk-fails', 'disk-fails'],
  ['fork/exec /usr/bin/unpigz: cannot allocate memory', 'no-memory', 'no-memory'],
  [
    '[ERROR CRI]: container runtime is not running: rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService',
    'cri-disabled',
    'cri-disabled',
  ],
  [
    'failed to start daemon: error initializing graphdriver: /var/lib/docker contains several valid graphdrivers: btrfs, overlay2',
    'engine-start-fails',
    null,
  ],
  [
    'failed to start daemon, ensure docker is not running or delete /var/run/docker.pid: process with PID 812 is still running',
    'engine-start-fails',
    null,
  ],
  // The way to the engine.
  [
    'failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory',
    'no-daemon',
    null,
  ],
  [
    'request returned 500 Internal Server Error for API route and version http://%2F%2F.%2Fpipe%2FdockerDesktopLinuxEngine/v1.47/images/json, check if the server supports the requested API version',
    'no-daemon',
    null,
  ],
  [
    'Cannot connect to Podman. Please verify your connection to the Linux system using `podman system connection list`',
    'podman-down',
    'podman-down',
  ],
  [
    "ERROR: for web  UnixHTTPConnectionPool(host='localhost', port=None): Read timed out. (read timeout=60)",
    'engine-slow',
    'engine-slow',
  ],
  [
    'Error saving credentials: error storing credentials - err: exit status 1, out: `pass not initialized: exit status 1`',
    'helper-failed',
    'helper-failed',
  ],
  // Logins and limits.
  [
    'Error response from daemon: Head "https://ghcr.io/v2/example/app/manifests/latest": denied: denied',
    'access-denied',
    'image-denied',
  ],
  [
    'Error response from daemon: error from registry: unauthorized\nunauthorized',
    'access-denied',
    'image-denied',
  ],
  [
    'failed to solve: ghcr.io/example/app:1: failed to authorize: failed to fetch oauth token: unexpected status: 403 Forbidden',
    'bad-login',
    'stale-login',
  ],
  [
    'Error response from daemon: Head "https://registry-1.docker.io/v2/example/app/manifests/1": toomanyrequests: too many failed login attempts for username or IP address',
    'login-locked',
    'login-locked',
  ],
  [
    'Warning  FailedToRetrieveImagePullSecret  2s  kubelet  Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.',
    'pull-secret',
    'pull-secret',
  ],
  // Of clients that are not Docker's, and with what loggers and chats make of quotes.
  [
    "HTTPSConnectionPool(host='registry-1.docker.io', port=443): Max retries exceeded with url: /v2/ (Caused by NewConnectionError('Failed to establish a new connection: [Errno -2] Name or service not known'))",
    'name-not-found',
    null,
  ],
  ['java.net.UnknownHostException: registry-1.docker.io', 'name-not-found', null],
  ['java.io.IOException: /var/run/docker.sock: Permission denied', 'no-permission', null],
  [
    'level=error msg="Head \\"https://registry-1.docker.io/v2/library/x/manifests/1\\": EOF" image=x',
    'closed',
    null,
  ],
  [
    'standard_init_linux.go:211: exec user process caused “exec format error”',
    'run-failed',
    'build-command-fails',
  ],
  ['error pulling image configuration: download failed after attempts=6: EOF', 'closed', null],
  ['Failed to pull image "h.example/x:1": pull QPS exceeded', 'kubelet-limit', 'kubelet-limit'],
  [
    'packer failed to pack: while unpacking tmpfs: error unpacking rootfs: unpack entry: x',
    'unpack',
    'unpack-fails',
  ],
  ["Can't execute command: Image docker.io/library/x:1 does not exist", 'image-not-here', 'image-not-here'],
  // Networks, in the words of older releases and of Windows.
  [
    'Get https://registry-1.docker.io/v2/: dial tcp 192.0.2.7:443: getsockopt: connection refused',
    'refused',
    null,
  ],
  [
    'Get "https://registry-1.docker.io/v2/": dial tcp 192.0.2.7:443: connectex: A connection attempt failed because the connected party did not properly respond after a period of time',
    'connect-timeout',
    null,
  ],
  ['Error response from daemon: Get https://registry-1.docker.io/v2/: EOF', 'closed', null],
  [
    'Error while pulling image: Get https://registry-1.docker.io/v2/library/x/images: AuthorizedOnly',
    'proxy-status',
    null,
  ],
  ['Get https://registry-1.docker.io/v2/: remote error: tls: handshake failure', 'tls-refused', null],
  [
    'Error response from daemon: Get https://registry-1.docker.io/v2/: malformed HTTP response "\\x15\\x03\\x01\\x00\\x02\\x02\\x16"',
    'tls-for-http',
    'tls-for-http',
  ],
  [
    'error pulling image configuration: download failed after attempts=6: unknown: <?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
    'status',
    'host-fails',
  ],
  // Which only say that it failed.
  ['DockerClientException: Could not pull image: null', 'no-reason', 'no-reason'],
  ['Status reason | CannotPullContainerError: API error (404)', 'status', null],
  [
    '{"message":"x"} (HTTP code 500) server error - Get https://registry-1.docker.io/v2/: net/http: TLS handshake timeout',
    'tls-timeout',
    null,
  ],
  ['9ff7e2e5f967: Pull complete\n8d638c1a19ca: Downloading [======>   ]   17.7MB/144.9MB', 'stalls', null],
  // Kubernetes and Podman.
  [
    'Failed to pull image "192.0.2.9:5000/app:1": rpc error: code = Unknown desc = Error: image app:1 not found',
    'not-found',
    'image-not-found',
  ],
  [
    'Failed to pull image "h.example/app:1": rpc error: code = Canceled desc = failed to pull and unpack image "h.example/app:1": context canceled',
    'pull-canceled',
    'pull-canceled',
  ],
  [
    'Normal  BackOff  9s (x87 over 20m)  kubelet  Back-off pulling image "nginx:1.27"',
    'no-reason',
    'no-reason',
  ],
  [
    'image app could not be accessed on a registry to record its digest. Each node will access app independently',
    'no-reason',
    'no-reason',
  ],
  [
    'failed to pull image "x": locking ref k8s.io/2/layer-sha256:0a failed: ref k8s.io/2/layer-sha256:0a locked: unavailable',
    'download-locked',
    'download-locked',
  ],
  [
    'ERROR: failed to solve: rpc error: code = Unavailable desc = error reading from server: EOF',
    'builder-gone',
    'builder-gone',
  ],
  [
    'Get "https://registry-1.docker.io/v2/": proxyconnect tcp: dial tcp: lookup http on 192.0.2.53:53: no such host',
    'bad-address',
    'bad-address',
  ],
  [
    '! web Warning pull access denied for web, repository does not exist or may require \'docker login\' 2.1s\nfailed to solve: nginx: failed to do request: Head "https://m.example/v2/library/nginx/manifests/latest?ns=docker.io": EOF',
    'closed',
    null,
  ],
  [
    'failed to copy: httpReadSeeker: failed open: content at https://m.example/v2/x/y/blobs/sha256:0a not found: not found',
    'status',
    null,
  ],
  ['error parsing HTTP 403 response body: unexpected end of JSON input: ""', 'status', null],
  [
    'curl: (35) OpenSSL SSL_connect: Connection reset by peer in connection to registry-1.docker.io:443',
    'reset',
    null,
  ],
  ['curl: (6) Could not resolve host: registry-1.docker.io', 'name-not-found', null],
  ['curl: (56) Received HTTP code 407 from proxy after CONNECT', 'proxy-status', null],
  [
    'Error: initializing source docker://localhost/app:latest: pinging container registry localhost: Get "https://localhost/v2/": dial tcp 127.0.0.1:443: connect: connection refused',
    'image-not-here',
    'image-not-here',
  ],
  [
    'Error: Source image rejected: A signature was required, but no signature exists',
    'signature-policy',
    'signature-policy',
  ],
  [
    'no matching manifest for windows/amd64 10.0.16299 in the manifest list entries',
    'platform-missing',
    'platform-missing',
  ],
  [
    'ERROR: failed to solve: Canceled: grpc: the client connection is closing',
    'builder-gone',
    'builder-gone',
  ],
  [
    'error: failed to solve: failed to compute cache key: failed to get state for index 0 on [8/9] WORKDIR /app',
    'builder-gone',
    'builder-gone',
  ],
  [
    'level=error msg="/moby.buildkit.v1.Control/Solve returned error: registry.example/a/b:12.13 not found"',
    'not-found',
    'image-not-found',
  ],
  [
    'docker: Error response from daemon: Get https://registry-1.docker.io/v2/: x509: failed to load system roots and no roots provided.',
    'unknown-authority',
    null,
  ],
  [
    'storage Error failed to resolve reference "registry.example/a/storage:custom-met... 5.5s',
    'no-reason',
    'no-reason',
  ],
];

/** Near to one of these, and none. */
export const TEXTS_OF_OTHERS: readonly string[] = [
  "ls: cannot access 'docker': No such file or directory",
  'curl: try --help for more',
  'error: error parsing deploy.yaml: error converting YAML to JSON: yaml: line 9: did not find expected key',
  'ValidationError: name should not be blank',
  'error TS6059: this project requires exactly version 5 of the compiler',
  'Unknown flag: verbose',
  'image gallery not working',
  'make: *** [all] Error 2',
  'permission denied (publickey)',
  'module returned error: user not found',
  "IOError: [Errno 13] Permission denied: u'./docker-compose.yml'",
  'the service nginx is not running',
  'nginx: [emerg] invalid port in upstream "a:b"',
  'errors occurred: * none',
  'this plug is incompatible with a socket',
];
