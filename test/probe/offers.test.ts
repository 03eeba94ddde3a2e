import { describe, expect, it } from 'vitest';
import type { ClientRequest } from '../../src/clients/index.ts';
import { headersFor } from '../../src/probe/offers.ts';
import { parseDigest } from '../../src/registry/digest.ts';
import { ACCEPT_MANIFEST, MANIFEST_TYPES } from '../../src/registry/media-types.ts';

const digest = parseDigest(`sha256:${'a'.repeat(64)}`);
if (digest === null) throw new Error('a digest');
const blob = { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest, size: 1 };
const ask = (of: ClientRequest['of'], ns: boolean, method: ClientRequest['method'] = 'GET'): unknown =>
  headersFor({ method, of, ns, authorization: null })['accept'];

describe('what each client says that it takes', () => {
  it('is every manifest for a tag, and for containerd whatever else there is', () => {
    expect(ask({ kind: 'tag' }, false, 'HEAD')).toBe(ACCEPT_MANIFEST);
    expect(ask({ kind: 'tag' }, true, 'HEAD')).toBe(`${ACCEPT_MANIFEST}, */*`);
  });

  it('is the one type that containerd expects by digest', () => {
    const mediaType = MANIFEST_TYPES.ociIndex;
    expect(ask({ kind: 'manifest', digest, top: true, mediaType }, true)).toBe(`${mediaType}, */*`);
    expect(ask({ kind: 'manifest', digest, top: true }, false)).toBe(ACCEPT_MANIFEST);
    expect(ask({ kind: 'layer', blob }, true)).toBe(`${blob.mediaType}, */*`);
    expect(ask({ kind: 'layer', blob }, false)).toBeUndefined();
  });

  it('is zstd too for a config, whatever this Node can undo', () => {
    const headers = headersFor({
      method: 'GET',
      of: { kind: 'config', blob },
      ns: true,
      authorization: null,
    });
    expect(headers['accept-encoding']).toContain('zstd');
  });
});
