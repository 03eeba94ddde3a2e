/** What a text says that no look at a machine would show better: each is a cause of the same name, with the same facts. */
export type SelfTold =
  /** The image is here, and no container of it starts. */
  | { readonly kind: 'container-fails'; readonly trouble: 'port' | 'name' | 'program' | 'other' }
  /** A Dockerfile or a compose file that is not valid. */
  | {
      readonly kind: 'project-file';
      readonly file: 'Dockerfile' | 'compose';
      readonly line: number | null;
    }
  /** What was typed is no command: `plugin`: of docker; `program`: of the shell. `name`: that of the missing one. */
  | {
      readonly kind: 'command-wrong';
      readonly what: 'plugin' | 'program' | 'arguments';
      readonly name: string | null;
    }
  /** A layer has files of users that a user namespace has no room for (/etc/subuid). */
  | { readonly kind: 'id-range' }
  /** `twice`: one runs already, or has left its pid file. */
  | { readonly kind: 'engine-start-fails'; readonly what: 'storage' | 'network' | 'twice' }
  /** Plain HTTP was sent to a port that speaks TLS. `proxy`: the engine's proxy is it, else the host itself. */
  | { readonly kind: 'tls-for-http'; readonly proxy: boolean }
  /** Too many logins failed: no limit of pulls. */
  | { readonly kind: 'login-locked' }
  /** Kubernetes' imagePullSecrets. */
  | { readonly kind: 'pull-secret'; readonly name: string | null }
  /** Who had asked for it gave it up. */
  | { readonly kind: 'pull-canceled' }
  /** It is meant to be on this machine. */
  | { readonly kind: 'image-not-here'; readonly image: string | null }
  /** Who passed it on says that it failed, and why, somebody before: an event, a log, a line above. */
  | {
      readonly kind: 'no-reason';
      readonly image: string | null;
      readonly by: 'kubernetes' | 'swarm' | 'other';
    }
  /** A kubelet's own: registryPullQPS. */
  | { readonly kind: 'kubelet-limit' }
  /** containerd: another download of the same layer goes on, or was left. */
  | { readonly kind: 'download-locked' }
  /** BuildKit ended while it built. */
  | { readonly kind: 'builder-gone' }
  /** That of a proxy or a mirror is no URL. */
  | { readonly kind: 'bad-address' }
  /** Parts of what the engine keeps of images are gone. */
  | { readonly kind: 'store-broken' }
  | { readonly kind: 'disk-fails' }
  | { readonly kind: 'no-memory' }
  /** containerd runs without the plugin that a kubelet asks. */
  | { readonly kind: 'cri-disabled' }
  /** Podman's and its kin's policy.json. */
  | { readonly kind: 'signature-policy' }
  | { readonly kind: 'podman-down' }
  /** The engine is older than the form that the image is stored in. */
  | { readonly kind: 'engine-too-old' }
  /** Who answered did not keep to HTTP, or to what a registry sends: headers that are missing or none, a body that is not what they say. */
  | { readonly kind: 'odd-answer' }
  /** No port is free on this machine for one more connection. */
  | { readonly kind: 'no-ports' }
  /** It breaks a rule that certificates are held to, whoever signed it. */
  | { readonly kind: 'bad-certificate' }
  /** The program itself broke down (Go's `panic`). */
  | { readonly kind: 'program-crash' }
  /** docker-compose 1.x waited for the engine. */
  | { readonly kind: 'engine-slow' };

/** What a pasted text says, whoever wrote it. What is quoted of it comes cleaned. */
export type Symptom =
  | SelfTold
  /** A name: that of a registry, of its token or blob host, or of a proxy. `server`: who was asked for it. */
  | { readonly kind: 'name-not-found'; readonly name: string; readonly server: string | null }
  | { readonly kind: 'name-server-silent'; readonly name: string; readonly server: string | null }
  | { readonly kind: 'name-server-broken'; readonly name: string; readonly server: string | null }
  /** Nothing came back from the address; null: the text does not name it. */
  | { readonly kind: 'connect-timeout'; readonly address: string | null }
  | { readonly kind: 'refused'; readonly address: string | null }
  | { readonly kind: 'no-route'; readonly address: string | null }
  | { readonly kind: 'tls-timeout' }
  /** No version, cipher or certificate in common. */
  | { readonly kind: 'tls-refused' }
  | { readonly kind: 'reset' }
  /** The other end hung up in good order (EOF). */
  | { readonly kind: 'closed' }
  | { readonly kind: 'headers-timeout' }
  | { readonly kind: 'deadline' }
  | { readonly kind: 'wrong-certificate'; readonly names: string; readonly wanted: string | null }
  | { readonly kind: 'unknown-authority' }
  /** `now`: the clock of who wrote it, ISO 8601; `side`: of `limit`. */
  | {
      readonly kind: 'certificate-dates';
      readonly now: string | null;
      readonly limit: string | null;
      readonly side: 'after' | 'before' | null;
    }
  | { readonly kind: 'http-for-https' }
  | { readonly kind: 'proxy-unreachable'; readonly address: string | null }
  /** null: it has a reason of its own in its place. */
  | { readonly kind: 'proxy-status'; readonly status: number | null }
  | { readonly kind: 'proxy-socks' }
  /** Its address says https://, and it does not speak TLS. */
  | { readonly kind: 'proxy-plain' }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'rate-limited' }
  /** The Hub's guard against floods, which is not a quota. */
  | { readonly kind: 'abuse-limited' }
  | { readonly kind: 'not-allowed' }
  | { readonly kind: 'bad-login' }
  | { readonly kind: 'wants-login' }
  | { readonly kind: 'access-denied' }
  | { readonly kind: 'not-found' }
  /** Sent on and on, until it was given up. */
  | { readonly kind: 'redirects' }
  | { readonly kind: 'html' }
  | { readonly kind: 'cut-body' }
  | { readonly kind: 'corrupt' }
  | { readonly kind: 'platform-missing'; readonly platform: string | null }
  | { readonly kind: 'schema1' }
  /** An artifact of another kind; null: the text does not say of which. */
  | { readonly kind: 'not-an-image'; readonly type: string | null }
  /** It came whole, and could not be unpacked. */
  | { readonly kind: 'unpack'; readonly reason: string }
  | { readonly kind: 'read-only'; readonly path: string | null }
  | { readonly kind: 'disk-full'; readonly path: string | null }
  | { readonly kind: 'bad-reference'; readonly upperCase: boolean }
  | { readonly kind: 'no-daemon'; readonly endpoint: string | null }
  | { readonly kind: 'no-permission' }
  /** Docker Desktop's Registry Access Management. */
  | { readonly kind: 'restricted' }
  | { readonly kind: 'helper-missing'; readonly program: string }
  | { readonly kind: 'helper-failed' }
  | { readonly kind: 'client-config' }
  | { readonly kind: 'daemon-config' }
  | { readonly kind: 'stalls' }
  | { readonly kind: 'needs-terminal' }
  /** A command of a build, or a program of an image: no pull. `format`: it is for another kind of processor. */
  | { readonly kind: 'run-failed'; readonly trouble: 'names' | 'network' | 'format' | 'other' }
  /** What COPY or ADD names is not there. */
  | { readonly kind: 'build-file'; readonly path: string }
  /** The client's API is older, or newer, than the engine's `limit`. */
  | { readonly kind: 'api-version'; readonly side: 'old' | 'new'; readonly limit: string }
  /** Podman's. */
  | { readonly kind: 'short-name'; readonly name: string }
  /** A certificate with a Common Name alone. */
  | { readonly kind: 'no-names' }
  | { readonly kind: 'containerd-down' }
  | { readonly kind: 'quota' }
  | { readonly kind: 'content-trust' }
  | { readonly kind: 'unverified-account' }
  | { readonly kind: 'too-many-files' }
  /** The one that downloads are kept in. */
  | { readonly kind: 'folder-missing'; readonly path: string };

export type SymptomKind = Symptom['kind'];

/** Who wrote it. `build-client`: the docker command itself, which fetches tokens for BuildKit. */
export type Teller =
  | 'classic'
  | 'containerd'
  | 'buildkit'
  | 'build-client'
  | 'containers-image'
  | 'docker-command';

/** In which part of a pull. */
export type ToldPhase = 'ping' | 'token' | 'tag' | 'blob' | 'local';

/** A text that could be read. */
export interface Told {
  readonly kind: 'told';
  readonly symptom: Symptom;
  readonly teller: Teller | null;
  /** Who passed it on, in words of their own. */
  readonly through: 'compose' | 'kubernetes' | 'ctr' | null;
  readonly phase: ToldPhase | null;
  /** `host[:port]` that it is about, cleaned; null: it does not say. */
  readonly host: string | null;
  /** `?ns=`, with which containerd asks mirrors and nobody else. */
  readonly saysMirror: boolean;
  /** Familiar form as far as it tells. */
  readonly image: string | null;
}

/** Of a language or a form that is not known here. */
export interface Untold {
  readonly kind: 'unknown-text';
  /** Its first words, cleaned. */
  readonly excerpt: string;
}
