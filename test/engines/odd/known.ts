/** A mirror of the fixed set of which the command does not say what these engines do, and why it cannot be helped. */
export interface Known {
  readonly mirror: string;
  /** How the names of the engines begin. */
  readonly engines: readonly string[];
  readonly why: string;
}

const CONTAINERD = ['containerd', 'dockerd 26.1.5 containerd', 'dockerd 28.5.2 containerd'];
const OLD_CONTAINERD = ['containerd 1.', 'dockerd 26.1.5 containerd'];

export const DIFFERENCES: readonly Known[] = [
  {
    mirror: 'a config of a day that its month has not',
    engines: ['dockerd 28.5.2 containerd'],
    why: 'Docker 28 no longer reads that field with this store; 26 and containerd do. It is the image that is odd.',
  },
  {
    mirror: 'a config with Env as a string',
    engines: ['dockerd 28.5.2 containerd'],
    why: 'As above.',
  },
  {
    mirror: 'null as an entry of the index',
    engines: ['containerd '],
    why: 'ctr fetches every entry, also those of other platforms. Docker, with the same store, fetches one.',
  },
  {
    mirror: 'an index inside an index',
    engines: ['dockerd 20.10'],
    why: 'Docker follows it from 23 on. It is the image that is odd, not the mirror.',
  },
  {
    mirror: 'no platform named',
    engines: ['dockerd 20.10'],
    why: 'As above.',
  },
  {
    mirror: 'no platform named in a docker list',
    engines: ['dockerd 20.10'],
    why: 'As above.',
  },
  {
    mirror: 'the index by digest 404',
    engines: ['dockerd 20.10', 'dockerd 26.1.5 classic'],
    why: 'They fall back to the tag; Docker 28 no longer does.',
  },
  {
    mirror: 'manifests in zlib, called deflate',
    engines: OLD_CONTAINERD,
    why: 'Before containerd 2 only gzip is offered, so that the mirror sends none of this.',
  },
  {
    mirror: 'blobs labelled aws-chunked',
    engines: OLD_CONTAINERD,
    why: 'Before containerd 2 a label that is not known is passed over.',
  },
  {
    mirror: 'redirected to a store, with tokens',
    engines: CONTAINERD,
    why: 'containerd answers the challenge of a host that it was redirected to. A token is never sent to another host by this program.',
  },
  {
    mirror: 'a config that is one byte short of its length',
    engines: CONTAINERD,
    why: 'containerd has all that the descriptor names, and does not mind that more was promised. The transport does not hand on a body that broke off.',
  },
  {
    mirror: 'manifests redirected, with tokens',
    engines: ['podman', 'buildah'],
    why: 'Its own redirects use the requests up; what is left is spent on what Docker asks, and nothing is said of podman.',
  },
  {
    mirror: 'an unknown config type',
    engines: ['containerd'],
    why: 'ctr unpacks by the layers alone; dockerd wants the config too, and both are one client here.',
  },
];
