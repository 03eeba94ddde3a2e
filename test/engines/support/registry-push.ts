import type { Image, Stored } from '../../../src/demo/image.ts';

export interface PushTarget {
  /** The registry's address. */
  readonly url: string;
  /** For each request: `Basic …` or `Bearer …`. */
  readonly authorization?: string;
}

/** Pushes a whole multi-platform image over the registry API (distribution-spec v1.1, "Push"). Rejects at the first refusal. */
export async function pushImage(target: PushTarget, image: Image): Promise<void> {
  for (const blob of [...image.layers, ...image.configs]) await pushBlob(target, image.repository, blob);
  for (const manifest of image.manifests) {
    await pushManifest(target, image.repository, manifest, manifest.digest);
  }
  await pushManifest(target, image.repository, image.index, image.tag);
}

async function pushBlob(target: PushTarget, repository: string, blob: Stored): Promise<void> {
  const begun = await send(target, 'POST', `${target.url}/v2/${repository}/blobs/uploads/`);
  const location = new URL(begun.headers.get('location') ?? '', target.url);
  location.searchParams.set('digest', blob.digest);
  await send(target, 'PUT', location.href, { ...blob, mediaType: 'application/octet-stream' });
}

async function pushManifest(
  target: PushTarget,
  repository: string,
  manifest: Stored,
  reference: string,
): Promise<void> {
  await send(target, 'PUT', `${target.url}/v2/${repository}/manifests/${reference}`, manifest);
}

async function send(
  target: PushTarget,
  method: 'POST' | 'PUT',
  url: string,
  content?: Pick<Stored, 'bytes' | 'mediaType'>,
): Promise<Response> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(target.authorization === undefined ? {} : { authorization: target.authorization }),
      ...(content === undefined ? {} : { 'content-type': content.mediaType }),
    },
    body: content === undefined ? null : Buffer.from(content.bytes),
  });
  if (response.status !== 201 && response.status !== 202) {
    throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  }
  return response;
}
